/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_STOPWORDS_H
#define STEMMING_STOPWORDS_H

/*
 * Function words of Dutch: indexed with their positions, so that phrases are
 * right, but without weight and posting lists.
 */
#include "base/slice.h"

/* The number of a folded word in the list, from 0; -1 when it is none.  Indexes hold these numbers:
 * a list that changes makes another analyzer. */
int stopword(struct slice folded);

/* The word with this number, NULL behind the last. */
const char *stopword_at(unsigned number);

#endif
