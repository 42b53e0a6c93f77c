/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_NEAR_TERMS_H
#define SEARCHER_NEAR_TERMS_H

/* The few terms that are nearest to a word. */
#include "base/arena.h"
#include "base/slice.h"

enum { NEAR_TERMS_MAX = 6 };

struct near_term {
	struct slice term;
	unsigned distance; /* edits */
	uint32_t documents;
};

/* Begins with `most`, at most NEAR_TERMS_MAX, and the rest zero. */
struct near_terms {
	size_t most, count;
	struct near_term items[NEAR_TERMS_MAX]; /* the nearest first, then the most frequent */
};

/* Puts it in its place, unless there are `most` before it; its term is copied. */
void near_terms_add(struct near_terms *self, struct arena *arena, struct near_term one);

#endif
