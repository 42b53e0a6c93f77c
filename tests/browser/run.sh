#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/browser/run.sh BUILD
# The page in Debian's chromium, driven by playwright-core, looked over by axe-core.  Exit code 77: there is
# no browser here, and none to be had.
set -u
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 1
skip() {
	echo "browser tests skipped: $*"
	exit 77
}

command -v chromium >/dev/null || timeout 600 tools/setup.sh chromium >/dev/null 2>&1
command -v chromium >/dev/null || skip "no chromium, and it cannot be installed"
command -v node >/dev/null && command -v npm >/dev/null || timeout 600 tools/setup.sh nodejs npm >/dev/null 2>&1
command -v node >/dev/null && command -v npm >/dev/null || skip "no node with npm"
modules=$build/browser
mkdir -p "$modules" && cp tests/browser/package.json tests/browser/*.mjs "$modules" || exit 1
if ! [ "$modules/node_modules/.package-lock.json" -nt tests/browser/package.json ]; then
	(cd "$modules" && timeout 300 npm install --no-audit --no-fund --silent) || skip "npm install failed"
fi
db=$modules/sample.db
rm -rf "$db"
"$build/vraagbaak" index --quiet --db "$db" corpus/sample >/dev/null || exit 1
VRAAGBAAK="$build/vraagbaak" VRAAGBAAK_DB="$db" timeout 240 node --test "$modules/page.test.mjs"
