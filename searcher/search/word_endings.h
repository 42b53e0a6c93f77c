/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_WORD_ENDINGS_H
#define SEARCHER_WORD_ENDINGS_H

/* How a word that is being typed may end: the words of the index that begin so. */
#include "searcher/search/searcher.h"

struct word_ending {
	struct slice word;
	uint32_t questions; /* that have it, in any form */
};

/*
 * The most frequent words that begin with `typed` (letters and digits), at most `limit`, the first
 * the most frequent; in the arena.  Words are as texts have them, in their commonest form.  Of very
 * many only those that come first in the alphabet are looked at.
 */
MUST_CHECK enum status word_endings(struct searcher *searcher, struct slice typed, size_t limit,
				    struct arena *arena, struct word_ending **out, size_t *count,
				    struct error *err);

#endif
