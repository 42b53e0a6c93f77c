#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The C++ fence: one C++ file, and `catch` in one function of it only.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0
files=$(find . -path ./build -prune -o \( -name '*.cc' -o -name '*.cpp' -o -name '*.cxx' \) -print)
[ "$files" = "./store/xap.cc" ] || { echo "fence: C++ outside store/xap.cc: $files"; bad=1; }
# all catch clauses stand within one block of lines
lines=$(grep -nE '^[^/*]*\bcatch \(' store/xap.cc | cut -d: -f1)
first=$(printf '%s\n' $lines | head -n 1) last=$(printf '%s\n' $lines | tail -n 1)
[ -n "$first" ] && [ $((last - first)) -le 80 ] || { echo "fence: catch in several places: $lines"; bad=1; }
exit $bad
