/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_COMPOUND_H
#define STEMMING_COMPOUND_H

/*
 * Takes Dutch compounds apart: "inburgeringstrajecten" is inburgering + s +
 * trajecten.  The best full cover of the word by known words and linking elements
 * is chosen by the geometric mean of the parts' counts, the unsplit word standing
 * for election too (Koehn and Knight, "Empirical Methods for Compound Splitting",
 * EACL 2003).  The counts are no frequencies in a corpus but family sizes: in how
 * many compounds of the word list the word comes first, or last.  They are fixed
 * at build time, so a word is split alike in every index and on every night.
 */
#include <stdbool.h>

#include "base/slice.h"

enum { COMPOUND_PARTS_MAX = 6, COMPOUND_LEN_MIN = 7, COMPOUND_LEN_MAX = 48 };

struct compound {
	unsigned count;
	struct slice parts[COMPOUND_PARTS_MAX]; /* borrow from the word */
};

/* True when the folded word (a-z only) is a compound; then *out has at least two parts. */
bool compound_split(struct slice folded, struct compound *out);

#endif
