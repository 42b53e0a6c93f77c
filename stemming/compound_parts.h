/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_COMPOUND_PARTS_H
#define STEMMING_COMPOUND_PARTS_H

/* What may stand where in a compound, by the word list: leads, heads, links between them. */
#include <stdbool.h>

#include "base/slice.h"

enum compound_place { COMPOUND_FIRST, COMPOUND_MIDDLE, COMPOUND_LAST };

/* In how many compounds of the list the word stands in this place. */
double compound_family(struct slice part, enum compound_place place);

/* True for a word that compounds may begin with, or go on with. */
bool compound_may_lead(struct slice part, enum compound_place place);

/* True for a word that may end a compound. */
bool compound_may_close(struct slice part);

/* True when the bytes of `word` from `end` to `next` may link what stands before them, from `start`
 * on. */
bool compound_may_link(struct slice word, size_t start, size_t end, size_t next);

/*
 * True when what stands from `head` on is the end of a derivation and no word: "neerleg|ging" comes
 * from neerleggen, "schilde|rij" ends in -erij.  `before` is where the part before it begins.
 */
bool compound_is_derivation(struct slice word, size_t before, size_t head);

/* True for words that the list writes with a capital only and that are names, by their first part
 * and head. */
bool compound_is_name(struct slice word, struct slice first, struct slice head);

/* True for a participle of a verb of the list: "goed|gekeurd".  `head` is where its last part
 * begins. */
bool compound_is_participle(struct slice word, size_t head);

#endif
