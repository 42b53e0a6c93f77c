/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_LSI_VECTORS_H
#define SEARCHER_LSI_VECTORS_H

/*
 * The latent vectors of an index (store/index/lsi_space.h) as they are needed.  Where the index has a
 * flat file of them (store/docvalues/docinfo.h) they are read there.  Else those of an index up to 250,000 questions
 * stay in memory, 260 bytes a question; all are read at once when a second search comes.  Those of a larger
 * one are read each time.
 */
#include "base/arena.h"
#include "store/docvalues/docinfo.h"
#include "store/index/lsi_space.h"

struct vectors;

struct vectors *vectors_new(void);
void vectors_free(struct vectors *self);

/*
 * Comes before a search: forgets all when `state`, as matcher_state has it, is another one, and reads the
 * space.  `flat` is borrowed until the next one.  FORMAT when the space cannot be understood.
 */
MUST_CHECK enum status vectors_begin(struct vectors *self, struct xap_db *db, uint64_t state,
				     struct flat *flat, struct error *err);

/* Generation 0 when the index has no space. */
const struct latent_space *vectors_space(const struct vectors *self);

/*
 * The vectors of documents, in any order; scale 0 for one without.  Coordinates are LATENT_DIMENSIONS, those
 * that the space lacks are 0; they live in the arena or until the next vectors_begin.
 */
MUST_CHECK enum status vectors_get(struct vectors *self, struct xap_db *db, const uint32_t *docids,
				   size_t count, struct arena *arena, struct latent_vector *out,
				   struct error *err);

#endif
