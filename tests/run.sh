#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/run.sh BUILD check|all|unit|cli|browser [NAME]
# Runs tests and closes with the reasons of those that were skipped and "N passed, N failed, N skipped".
#   check    what users rely on; with SANITIZE=1 the program is the sanitizer build, and leaks are looked for in every
#            process, which takes twice as long
#   all      the same with SANITIZE=1, and with what is tried more often there (`often` in tests/cli/conftest.py)
#   unit     the unit tests, or only test_NAME
#   cli      those on the command line, or only test_NAME; NAME may go on as pytest has it: search::test_limit
#   browser  the page in a browser
# Unit tests are the sanitizer build, and so is the program under `unit` and `cli`.
set -u
build=$1 tier=$2 only=${3:-}
only=${only#test_}
cd "$(dirname "$0")/.." || exit 1
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1
export LC_ALL=C.UTF-8
python=/usr/bin/python3

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0 skipped=0
program=$build/san/bin-vraagbaak
[ "$tier" != check ] || [ -n "${SANITIZE:-}" ] || program=$build/vraagbaak

count() { # passed failed skipped
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

skip() { # reason [how many]
	echo "SKIPPED [${2:-1}] $1" >>"$logs/skipped"
	count 0 0 "${2:-1}"
}

step() { # name command...
	name=$1
	shift
	if "$@"; then
		echo "ok      $name"
		count 1 0 0
	else
		echo "FAILED  $name"
		count 0 1 0
	fi
}

# ---- unit tests ----

# Runs them one after the other; each leaves its log and its exit code.
run_units() {
	for source in tests/unit/test_${only:-*}.c; do
		unit=$(basename "$source" .c)
		"$build/san/unit/$unit" >"$logs/$unit" 2>&1
		echo $? >"$logs/$unit.code"
	done
}

count_unit() { # name
	ok=$(grep -c '^\[       OK \]' "$logs/$1")
	bad=$(grep -c '^\[  FAILED  \].*[a-z]' "$logs/$1")
	skip=$(grep -c '^\[  SKIPPED \].*[a-z]' "$logs/$1")
	# cmocka names each failed or skipped test twice: when it runs and in the summary
	bad=$(((bad + 1) / 2)) skip=$(((skip + 1) / 2))
	[ "$(cat "$logs/$1.code")" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	if [ "$bad" -ne 0 ]; then
		cat "$logs/$1"
		echo "FAILED  $1"
	else
		echo "ok      $1 ($ok)"
	fi
	count "$ok" "$bad" 0
	[ "$skip" -eq 0 ] || skip "$1" "$skip"
}

count_units() {
	for code in "$logs"/test_*.code; do
		[ ! -e "$code" ] || count_unit "$(basename "$code" .code)"
	done
}

have_units() {
	pkg-config --exists cmocka && return 0
	skip "unit tests: no cmocka (package libcmocka-dev)" "$(ls tests/unit/test_*.c | wc -l)"
	return 1
}

# ---- on the command line ----

have_pytest() {
	$python -c 'import pytest' 2>/dev/null && return 0
	skip "tests on the command line: no pytest (package python3-pytest)" "$(ls tests/cli/test_*.py | wc -l)"
	return 1
}

run_cli() { # pytest's options and files
	beside=""
	[ -n "$only" ] || ! $python -c 'import xdist' 2>/dev/null || beside="-n $(($(nproc) + 1)) --dist loadfile"
	VRAAGBAAK="$program" VRAAGBAAK_RELEASE="$build/vraagbaak" VRAAGBAAK_FAILIO="$build/failio.so" \
		$python -m pytest -q -rs -p no:cacheprovider $beside "$@" >"$logs/cli" 2>&1
	status=$?
	grep '^SKIPPED' "$logs/cli" >>"$logs/skipped"
	grep -v '^SKIPPED' "$logs/cli"
	last=$(tail -n 1 "$logs/cli")
	ok=$(number passed) bad=$(number failed) skip=$(number skipped) broken=$(number error)
	bad=$((${bad:-0} + ${broken:-0}))
	[ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	count "${ok:-0}" "$bad" "${skip:-0}"
}
number() { printf '%s\n' "$last" | sed -n "s/.*[^0-9]*\b\([0-9][0-9]*\) $1.*/\1/p" | head -n 1; }

# ---- in a browser ----

run_browser() {
	tests/browser/run.sh "$build" >"$logs/browser" 2>&1
	echo $? >"$logs/browser.code"
}

count_browser() {
	status=$(cat "$logs/browser.code")
	if [ "$status" -eq 77 ]; then
		skip "$(tail -n 1 "$logs/browser")"
		return
	fi
	ok=$(told pass) bad=$(told fail)
	[ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ] && bad=1
	if [ "${bad:-0}" -ne 0 ]; then
		cat "$logs/browser"
		echo "FAILED  browser"
	else
		echo "ok      browser ($ok)"
	fi
	count "${ok:-0}" "${bad:-0}" 0
}
told() { sed -n "s/^[^a-z]* $1 \([0-9][0-9]*\)\$/\1/p" "$logs/browser" | tail -n 1; }

# ---- all of it ----

run_valgrind() {
	if command -v valgrind >/dev/null; then
		step "valgrind" tests/valgrind.sh "$build/vraagbaak"
	else
		skip "valgrind: it is not here (package valgrind)"
	fi
}

run_format() {
	if clang-format --version 2>/dev/null | grep -q ' 14\.'; then
		step "layout" make --no-print-directory format-check
	else
		skip "layout: no clang-format 14 (package clang-format of Debian 12)"
	fi
}

# The browser and the unit tests go beside those on the command line, many of which wait.
run_all() {
	run_browser &
	others=$!
	if have_units; then
		run_units &
		others="$others $!"
	fi
	trap 'kill $others 2>/dev/null; rm -rf "$logs"' EXIT
	step "layers" tools/check_layers.sh "$build/rel"
	step "one catch" tools/check_fence.sh
	[ -z "${VRAAGBAAK_TESTS:-}" ] || run_format
	! have_pytest || run_cli tests/cli
	wait $others
	count_units
	count_browser
	[ -z "${VRAAGBAAK_TESTS:-}" ] || run_valgrind
}

case $tier in
check) run_all ;;
all)
	export VRAAGBAAK_TESTS=all
	run_all
	;;
unit)
	if have_units; then
		run_units
		count_units
	fi
	;;
cli)
	file=${only%%::*}
	if ! have_pytest; then :
	elif [ -n "$only" ]; then run_cli "tests/cli/test_$file.py${only#"$file"}"
	else run_cli tests/cli
	fi
	;;
browser)
	run_browser
	count_browser
	;;
*)
	echo "no tests are called $tier" >&2
	exit 2
	;;
esac

[ ! -s "$logs/skipped" ] || sort "$logs/skipped"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
