#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/browser/run.sh BUILD
# The page in Debian's chromium (its headless shell, which takes half of the processor time of the browser with windows), driven by playwright-core, looked over by axe-core.  Exit code 77: there is
# no browser here, and none to be had.
set -u
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 1
skip() {
	echo "browser tests skipped: $*"
	exit 77
}

command -v chromium-headless-shell >/dev/null || skip "no chromium-headless-shell (a package of its own)"
command -v node >/dev/null && command -v npm >/dev/null || skip "no node with npm (packages nodejs, npm)"
node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' || skip "node $(node --version) is older than 18"

# Exactly the versions of package-lock.json, kept in the build folder until that changes.
modules=$build/browser
mkdir -p "$modules" && cp tests/browser/package.json tests/browser/package-lock.json tests/browser/*.mjs "$modules" || exit 1
if ! cmp -s tests/browser/package-lock.json "$modules/node_modules/installed"; then
	(cd "$modules" && timeout 300 npm ci --no-audit --no-fund --silent) || skip "npm cannot install playwright-core and axe-core"
	cp tests/browser/package-lock.json "$modules/node_modules/installed"
fi

program=$build/vraagbaak
rm -rf "$modules"/*.db
"$program" index --quiet --db "$modules/sample.db" corpus/sample >/dev/null || exit 1
awk 'BEGIN { for (i = 1; i <= 2100; i++)
	printf "{\"id\":\"v%d\",\"parliament\":\"kamer\",\"title\":\"Fietspad %d\",\"date\":\"20%02d-03-04\",\"question\":\"Waar ligt het fietspad?\",\"answer\":\"Daar.\"}\n", i, i, 10 + i % 12 }' \
	>"$modules/many.jsonl"
"$program" index --quiet --db "$modules/many.db" "$modules/many.jsonl" >/dev/null || exit 1
VRAAGBAAK="$program" VRAAGBAAK_DB="$modules/sample.db" VRAAGBAAK_MANY_DB="$modules/many.db" \
	timeout 1500 node --test --test-reporter=spec "$modules"/*.test.mjs
