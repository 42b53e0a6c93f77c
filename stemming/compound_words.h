/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_COMPOUND_WORDS_H
#define STEMMING_COMPOUND_WORDS_H

/* What the word list cannot tell the compound splitter: which words play no part. */
#include <stdbool.h>

#include "base/slice.h"

/* True for words that end no compound. */
bool compound_never_last(struct slice folded);

/* True for words that begin no compound. */
bool compound_never_first(struct slice folded);

/* True for words that are not taken apart, and their plurals. */
bool compound_is_whole(struct slice folded);

#endif
