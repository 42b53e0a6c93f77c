#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The C++ fence: two C++ files, store/xapian/xap.cc, which alone includes its parts, and store/remote/served.cc, which takes the
# guard of that, and `catch` in one function of the guard only.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0
files=$(find . -path ./build -prune -o \( -name '*.cc' -o -name '*.cpp' -o -name '*.cxx' -o -name '*.hpp' \) -print | sort | xargs)
[ "$files" = "./store/remote/served.cc ./store/xapian/xap.cc" ] || { echo "fence: C++ elsewhere: $files"; bad=1; }
parts=$(find . -path ./build -prune -o -name '*.hh' ! -path './store/xapian/xap_*' -print)
[ -z "$parts" ] || { echo "fence: parts of store/xapian/xap.cc elsewhere: $parts"; bad=1; }
users=$(grep -lr --include='*.[ch]' '^#include ".*\.hh"' base corpus stemming store indexer searcher web tests vraagbaak.c)
[ -z "$users" ] || { echo "fence: parts of store/xapian/xap.cc are included by $users"; bad=1; }
others=$(grep '^#include ".*\.hh"' store/remote/served.cc | grep -v xap_guard.hh)
[ -z "$others" ] || { echo "fence: store/remote/served.cc includes $others"; bad=1; }
# all catch clauses stand within one block of lines
lines=$(grep -nE '^[^/*]*\bcatch \(' store/xapian/xap_guard.hh | cut -d: -f1)
first=$(printf '%s\n' $lines | head -n 1) last=$(printf '%s\n' $lines | tail -n 1)
[ -n "$first" ] && [ $((last - first)) -le 80 ] || { echo "fence: catch in several places: $lines"; bad=1; }
others=$(grep -lE '^[^/*]*\bcatch \(' store/xapian/xap.cc store/xapian/xap_*.hh store/remote/served.cc |
	grep -v '^store/xapian/xap_guard.hh$')
[ -z "$others" ] || { echo "fence: catch in $others"; bad=1; }
exit $bad
