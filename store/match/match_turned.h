/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_MATCH_TURNED_H
#define STORE_MATCH_TURNED_H

/*
 * Which terms of a place with several (those of a prefix are hundreds) each document has: the
 * posting lists turned round, for a block of documents at a time.  Each posting is read twice,
 * where asking every document for every term would be documents times terms.
 */
#include "store/match/match_internal.h"

struct match_turned {
	struct matcher *matcher;
	const struct spots *spots;
	const struct doc_set *candidates;
	uint32_t *ranks;    /* by word of the set: how many candidates come before it */
	size_t from, count; /* candidates of the block */
	struct turned_place *places;
};

/* Reads the lists of the terms, for blocks of at most so many of the candidates. */
MUST_CHECK enum status match_turned_begin(struct match_turned *self, struct matcher *matcher,
					  const struct spots *spots,
					  const struct doc_set *candidates, size_t block_most,
					  struct error *err);
void match_turned_release(struct match_turned *self);

/* The next block: `count` candidates from the one with index `from`, the last of them this
 * document.  Blocks follow each other. */
void match_turned_block(struct match_turned *self, size_t from, size_t count, uint32_t last);

/* Indexes of the terms of the place that the document with this index in the block has, bare ones
 * apart.  Borrowed until the next block. */
const uint32_t *match_turned_terms(const struct match_turned *self, size_t place, size_t index,
				   size_t *count);

#endif
