/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_STOPWORDS_H
#define STEMMING_STOPWORDS_H

/*
 * Function words of Dutch: indexed with their positions, so that phrases are
 * right, but without weight.
 */
#include <stdbool.h>

#include "base/slice.h"

/* True for a folded word of the list. */
bool stopword(struct slice folded);

#endif
