#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tools/demo.sh PROGRAM
# Indexes the sample corpus into build/demo.db and shows what the program does with it.
set -eu
[ $# -eq 1 ] || { echo "usage: tools/demo.sh PROGRAM" >&2; exit 2; }
case $1 in
/*) program=$1 ;;
*/*) program=$PWD/$1 ;;
*) program=$(command -v "$1") ;;
esac
cd "$(dirname "$0")/.."
program=${program#"$PWD"/}
db=build/demo.db
mkdir -p build
rm -rf "$db"

say() {
	printf '\n# %s\n' "$*"
}

# Prints the command line as one could type it, then runs it.
run() {
	printf '$ %s' "$program"
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9_./,:=-]*) printf ' "%s"' "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n\n'
	"$program" "$@"
}

say "Eighty invented papers go into an index.  What is no question is refused, with the reason."
run index --quiet --db "$db" corpus/sample

say "A theme: inburgering also finds inburgeringstraject, inburgeringstoets and inburgeringsbeleid."
run search --db "$db" --limit 4 inburgering

say "A minister, by name, and a period."
run search --db "$db" --minister "de ridder" --from 2020 --to 2022-06 --sort date

say "One question, by number and date: first the two that bear it, then what mentions it."
run search --db "$db" --limit 3 "vraag nr. 181 van 3 februari 2022"

say "Thorough: related concepts help too, so also questions that hold other words than these."
run search --db "$db" --limit 3 --thorough waterverontreiniging

say "For programs: JSON."
run search --db "$db" --limit 1 --json zonnepanelen

say "One question whole: each sub-question with its answer."
run show --db "$db" vlaams-2022-02-03-181-bram-de-ridder

say "Why a search finds what it finds: the index terms of a word."
run analyze inburgeringstrajecten

printf '\n# Your turn: %s search --db %s WORDS, or %s --help\n' "$program" "$db" "$program"
