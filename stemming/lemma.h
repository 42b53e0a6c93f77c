/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_LEMMA_H
#define STEMMING_LEMMA_H

/*
 * Inflection undone with the help of the word list: an ending is taken off only
 * when what is left, spelt as Dutch spells it at the end of a word, is a word:
 * "bomen" is boom, "bommen" bom, "brieven" brief, "uitgevoerd" uitvoer (the stem
 * of uitvoeren).  Snowball, which knows no words, makes boom and bom the same and
 * bus and bussen different.
 */
#include <stdbool.h>

#include "base/slice.h"

enum { LEMMA_MAX = 64 };

struct lemma {
	char text[LEMMA_MAX + 4];
	size_t len;
};

/*
 * The base form of a folded word of at most LEMMA_MAX letters a-z.  False when the word is not in
 * the list and no ending leads to one that is; *out is the word itself then.
 */
bool lemma_find(struct slice folded, struct lemma *out);

/* True for a finite form or an infinitive of a verb whose forms the list has: "stelt",
 * "stellen". */
bool lemma_is_verb_form(struct slice folded);

#endif
