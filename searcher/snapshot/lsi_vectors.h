/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_LSI_VECTORS_H
#define SEARCHER_LSI_VECTORS_H

/* The latent vectors of an index (store/index/lsi_space.h) as they are needed: from its flat file
 * (store/docvalues/docinfo.h), or else from the tables. */
#include "store/index/lsi_space.h"
#include "store/match/match.h"

/* Begins, and with each commit begins again, as zeros. */
struct vectors {
	bool known;
	struct latent_space space;
};

/* Reads the space, once; generation 0 when the index has none.  FORMAT when it cannot be
 * understood. */
MUST_CHECK enum status vectors_space(struct vectors *self, struct xap_db *db,
				     const struct latent_space **space, struct error *err);

/*
 * The vectors of documents, in any order; scale 0 for one without.  Coordinates are
 * LATENT_DIMENSIONS, those that the space lacks are 0; they live in the arena.  vectors_space was
 * called.
 */
MUST_CHECK enum status vectors_get(const struct vectors *self, struct xap_db *db,
				   struct matcher *matcher, const uint32_t *docids, size_t count,
				   struct arena *arena, struct latent_vector *out,
				   struct error *err);

#endif
