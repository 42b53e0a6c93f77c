#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: check_layers.sh [FOLDER OF OBJECTS]
# Where files may look.  A file includes its own folder and lower ones: `allow` names the top-level folders and the
# libraries that each may use, `order` the sub-folders from the lowest to the highest.  The same must hold for the
# symbols of the objects, when they are given.  No folder holds more than 25 modules (a .c with its .h).
set -u
cd "$(dirname "$0")/.." || exit 1
objects=${1-}
bad=0

complain() { # what, then the lines that show it
	[ -z "$2" ] && return
	echo "layers: $1"
	echo "$2" | sed 's/^/  /'
	bad=1
}

allow() { # folder, then what its files may include beside the C library
	folder=$1
	shift
	wanted=$(printf '%s|' "$@" | sed 's/|$//; s/\./\\./g')
	complain "not allowed in $folder/" "$(
		grep -rnE '^#include [<"]' --include='*.[ch]' --include='*.cc' --include='*.hh' "$folder" |
		grep -E '"[^"]+"|<(xapian|jansson|libconfig|xxhash|utf8proc|libstemmer|popt|lapacke|microhttpd|archive|curl|libxml)' |
		grep -vE "[<\"]($folder/[a-z_/]+\.hh?|$wanted)[>\"]")"
}

allow base 'none' popt.h
allow corpus 'base/[a-z_]+.h' jansson.h 'libxml/[a-zA-Z]+.h' archive.h archive_entry.h libconfig.h utf8proc.h
allow stemming 'base/[a-z_]+.h' utf8proc.h libstemmer.h
allow store 'base/[a-z_]+.h' xapian.h xxhash.h zstd.h zdict.h
allow indexer '(base|corpus|stemming|store)/[a-z_/]+.h' jansson.h lapacke.h xxhash.h curl/curl.h
allow searcher '(base|corpus|stemming|store)/[a-z_/]+.h' jansson.h 'libxml/[a-zA-Z]+.h'
allow web '(base|corpus|searcher)/[a-z_/]+.h' jansson.h microhttpd.h

# pairs of folders on standard input, who uses and who is used: prints those that look upwards or are not in the order
upwards() { # top-level folder, its sub-folders from the lowest to the highest
	awk -v top="$1" -v order="$2" '
		BEGIN { n = split(order, names, " "); for (i = 1; i <= n; i++) level[top "/" names[i]] = i }
		index($1, top "/") == 1 && index($2, top "/") == 1 && !(level[$1] && level[$2] && level[$2] <= level[$1]) {
			print $1 " uses " $2 (NF > 2 ? ": " $3 : "") }' | sort -u
}

includes=$(grep -rHoE '^#include "[^"]*"' --include='*.[ch]' --include='*.cc' --include='*.hh' corpus store indexer searcher web |
	sed -E 's#^(.*)/[^/:]+:\#include "(.*)/([^/]+)"#\1 \2 \3#')

# who uses which symbol of whom, from the objects of sources that are still there
symbols=""
if [ -n "$objects" ]; then
	symbols=$(for source in corpus/*/*.c store/*/*.c store/*/*.cc indexer/*/*.c searcher/*/*.c web/*/*.c; do
		[ ! -e "$objects/${source%.*}.o" ] || echo "$objects/${source%.*}.o"
	done | xargs nm -A | sed -E "s#^$objects/(.*)/[^/]+\.o:#\1 #" | awk '{ kind = $(NF - 1) }
		kind == "U" { used[$1 " " $NF] } kind ~ /^[TDRB]$/ { defined[$NF] = $1 }
		END { for (u in used) { split(u, a, " "); if (a[2] in defined) print a[1], defined[a[2]], a[2] } }')
fi

order() {
	complain "$1/ looks upwards" "$(printf '%s\n%s\n' "$includes" "$symbols" | upwards "$1" "$2")"
	complain "$1/ has files outside its sub-folders" "$(ls "$1"/*.[ch] 2>/dev/null)"
}

order corpus 'text model extract offices repair readers json sources config'
order store 'termvec document glass xapian remote index docvalues match'
order indexer 'run document lsi scan fetch ingest bulk nightly cli'
order searcher 'query people model compile expand snapshot rank results search alerts render library cli'
order web 'http html site api pages server mcp'

for folder in base stemming corpus/* store/* indexer/* searcher/* web/*; do
	[ -d "$folder" ] && [ "$folder" != corpus/sample ] || continue
	modules=$(ls "$folder" | grep -E '\.(c|h|cc|hh)$' | sed 's/\.[a-z]*$//' | sort -u | wc -l)
	[ "$modules" -le 25 ] || complain "more than 25 modules" "$folder: $modules"
done
exit $bad
