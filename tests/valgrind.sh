#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/valgrind.sh PROGRAM
# One index, search and show of a few sample papers under valgrind: it also sees what the libraries
# do, where the sanitizers cannot look.
set -eu
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/papers"
cp corpus/sample/flemish/fl-2022-nr181-*.txt "$work/papers" 2>/dev/null || cp corpus/sample/flemish/*.txt "$work/papers"
cp tests/fixtures/office/* tests/fixtures/qrva/*.* tests/fixtures/officieel/ah-antwoord.xml "$work/papers"
(cd tests/fixtures && tar czf "$work/papers/a.tgz" opendata)
run() {
	valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite "$program" "$@" \
		>"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
}
run index -q --db "$work/db" "$work/papers"
run search --db "$work/db" inburgering
run show --db "$work/db" --all --json
