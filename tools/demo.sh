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
	printf '\n# %s' "$*"
}

# Prints the command line as one could type it, then runs it.
run() {
	printf '\n$ %s' "$program"
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9_./,:=-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n\n'
	"$program" "$@"
}

# The same, the first lines only.
first() {
	lines=$1
	shift
	run "$@" > "$db.out"
	head -n $((lines + 3)) "$db.out"
	[ "$(wc -l < "$db.out")" -le $((lines + 3)) ] || echo "    [...]"
	rm -f "$db.out"
}

export VRAAGBAAK_PAGER=
toets=vlaams-2022-02-03-181-bram-de-ridder

say "Eighty invented papers go into an index.  What is no question is refused, with the reason."
run index --quiet --db "$db" corpus/sample

say "A theme: inburgering also finds inburgeringstraject, inburgeringstoets and inburgeringsbeleid."
run search --db "$db" --limit 2 inburgering

say "What was understood stands first.  Fields: a minister, by name, and a period."
run search --db "$db" --limit 1 'minister:"de ridder" datum:2020..2022-06'

say "Operators: a prefix, and words near each other."
run search --db "$db" --limit 1 'fietspad* BIJ/5 (veilig* OF verlicht*)'

say "What makes no sense is refused, with the place and the cause."
run search --db "$db" minster:somers || true

say "One number, two ministers: each has a series of numbers."
first 5 search --db "$db" "vraag nr. 181 van 3 februari 2022"

say "How many matches each parliament and each year has."
run search --db "$db" --limit 0 --facets parliament,year zonnepanelen

say "Only one parliament: what another choice would find is still told."
run search --db "$db" --limit 0 --facets parliament --choose parliament=kamer zonnepanelen

say "Figures: how long answers took."
first 9 search --db "$db" --limit 0 --stats "parlement:tweedekamer datum:vanaf 2023"

say "Sub-questions with their answers."
first 7 search --db "$db" --passages wachtlijst

say "One question whole: each sub-question with its answer."
first 18 show --db "$db" $toets

say "What is like it, with the terms that they share; and what it refers to, and what refers to it."
run similar --db "$db" --limit 1 $toets
run cites --db "$db" $toets
run cites --db "$db" --cited-by --limit 1 vlaams-2020-12-04-129-bram-de-ridder

say "Was it asked before?"
echo 'Hoeveel fietspaden langs gewestwegen zijn niet verlicht?' > "$db.draft"
run asked --db "$db" --limit 1 "$db.draft"

say "For programs: JSON, CSV, BibTeX, RIS, TREC."
run search --db "$db" --limit 3 --format csv zonnepanelen

say "Why a search finds what it finds: the index terms of a word."
run analyze inburgeringstrajecten

printf '\n# Your turn: %s search --db %s WORDS, or %s --help\n' "$program" "$db" "$program"
