/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_LATENT_H
#define SEARCHER_LATENT_H

/*
 * Ranking again in the latent space of the index (store/latent.h): hits that are about
 * what the best hits are about rise, whatever their words.  Works on some thousand
 * candidates, however large the index.
 */
#include "base/arena.h"
#include "searcher/hit_list.h"

struct latent_hit {
	uint32_t docid;
	double score; /* at most 1 for the words and LATENT_WEIGHT for the space */
};

/*
 * Scores the first `depth` candidates by their words and by their likeness to the best of `first`,
 * which are the hits of the plain query, best first.  *scored gets them in the order of their document
 * ids, in the arena; it is NULL when the index has no space or there is no hit to learn from.
 */
MUST_CHECK enum status latent_rank(struct xap_db *db, const struct hit_list *first,
				   const struct hit_list *candidates, size_t depth,
				   struct arena *arena, struct latent_hit **scored,
				   struct error *err);

#endif
