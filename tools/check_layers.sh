#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A file may include its own folder and lower levels, never a sibling or a higher level; third-party
# headers are named for each folder.  One `allow` line a folder.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0

allow() { # folder, then what its files may include beside the C library
	folder=$1
	shift
	wanted=$(printf '%s|' "$@" | sed 's/|$//; s/\./\\./g')
	found=$(grep -nE '^#include [<"]' -r --include='*.[ch]' --include='*.cc' --include='*.hh' "$folder" |
		grep -E '"[^"]+"|<(xapian|jansson|libconfig|xxhash|utf8proc|libstemmer|popt|lapacke|microhttpd|archive|curl|libxml)' |
		grep -vE "[<\"]($folder/[a-z_/]+\.hh?|$wanted)[>\"]")
	[ -z "$found" ] || { echo "layers: not allowed in $folder/:" && echo "$found" && bad=1; }
}

allow base 'none' popt.h
allow corpus 'base/[a-z_/]+.h' jansson.h 'libxml/[a-zA-Z]+.h' archive.h archive_entry.h libconfig.h
allow stemming 'base/[a-z_/]+.h' utf8proc.h libstemmer.h
allow store 'base/[a-z_/]+.h' xapian.h xxhash.h zstd.h zdict.h
allow indexer '(base|corpus|stemming|store)/[a-z_/]+.h' jansson.h lapacke.h xxhash.h curl/curl.h
allow searcher '(base|corpus|stemming|store)/[a-z_/]+.h' jansson.h 'libxml/[a-zA-Z]+.h'
allow web '(base|corpus|searcher)/[a-z_/]+.h' jansson.h microhttpd.h
exit $bad
