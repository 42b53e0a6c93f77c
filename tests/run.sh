#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/run.sh BUILD
# Runs every test and closes with "N passed, N failed, N skipped".  Faults take as long as all the rest and use
# one processor: they run beside it.
# Unit tests and the program under the command-line tests are the sanitizer build.
set -u
build=$1
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0 skipped=0
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1
export LC_ALL=C.UTF-8

count() { # passed failed skipped
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
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

log=$(mktemp) faults_log=$(mktemp)

# pytest FILE... with the programs that the tests run
cli_tests() {
	VRAAGBAAK="$build/san/bin-vraagbaak" VRAAGBAAK_RELEASE="$build/vraagbaak" \
		VRAAGBAAK_FAILIO="$build/failio.so" /usr/bin/python3 -m pytest -q -p no:cacheprovider "$@"
}

# log status: prints what pytest wrote and counts it
count_cli_tests() {
	cat "$1"
	last=$(tail -n 1 "$1")
	ok=$(number passed) bad=$(number failed) skip=$(number skipped) broken=$(number error)
	bad=$((${bad:-0} + ${broken:-0}))
	[ "$2" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	count "${ok:-0}" "$bad" "${skip:-0}"
}
number() { printf '%s\n' "$last" | sed -n "s/.*[^0-9]*\b\([0-9][0-9]*\) $1.*/\1/p" | head -n 1; }

cli_tests tests/cli/test_faults*.py tests/cli/test_readers.py >"$faults_log" 2>&1 &
faults=$!
trap 'kill "$faults" 2>/dev/null; rm -f "$log" "$faults_log"' EXIT
trap 'exit 130' INT TERM

step "layers" tools/check_layers.sh "$build/rel"
step "one catch" tools/check_fence.sh

for source in tests/unit/test_*.c; do
	unit="$build/san/unit/$(basename "$source" .c)"
	"$unit" >"$log" 2>&1
	status=$?
	ok=$(grep -c '^\[       OK \]' "$log")
	bad=$(grep -c '^\[  FAILED  \].*[a-z]' "$log")
	skip=$(grep -c '^\[  SKIPPED \].*[a-z]' "$log")
	# cmocka names each failed or skipped test twice: when it runs and in the summary
	bad=$(((bad + 1) / 2)) skip=$(((skip + 1) / 2))
	[ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	if [ "$bad" -ne 0 ]; then
		cat "$log"
		echo "FAILED  $(basename "$unit")"
	else
		echo "ok      $(basename "$unit") ($ok)"
	fi
	count "$ok" "$bad" "$skip"
done

cli_tests --ignore-glob='*/test_faults*' --ignore-glob='*/test_readers*' tests/cli >"$log" 2>&1
count_cli_tests "$log" $?

tests/browser/run.sh "$build" >"$log" 2>&1
status=$?
told() { sed -n "s/^[^a-z]* $1 \([0-9][0-9]*\)\$/\1/p" "$log" | tail -n 1; }
ok=$(told pass) bad=$(told fail)
if [ "$status" -eq 77 ]; then
	cat "$log"
	count 0 0 1
else
	[ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ] && bad=1
	if [ "${bad:-0}" -ne 0 ]; then
		cat "$log"
		echo "FAILED  browser"
	else
		echo "ok      browser ($ok)"
	fi
	count "${ok:-0}" "${bad:-0}" 0
fi

step "valgrind" tests/valgrind.sh "$build/vraagbaak"

wait "$faults"
count_cli_tests "$faults_log" $?

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
