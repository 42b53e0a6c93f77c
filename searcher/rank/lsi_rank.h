/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_LSI_RANK_H
#define SEARCHER_LSI_RANK_H

/*
 * Ranking again in the latent space of the index (store/index/lsi_space.h): hits that are about
 * what the best hits are about rise, whatever their words.  Works on some thousand
 * candidates, however large the index.
 */
#include "base/arena.h"
#include "searcher/expand/hit_list.h"
#include "searcher/snapshot/lsi_vectors.h"

enum { LATENT_TEACHERS = 100 }; /* hits that are learned from, at most */

/*
 * The likeness of the candidates to the best hits, 1 for the likest: *likeness gets as many
 * numbers, in the arena. `best` are the hits to learn from, best first, of which 100 are taken.
 * *likeness is NULL when the index has no space or there is no hit to learn from.
 */
MUST_CHECK enum status latent_likeness(struct vectors *vectors, struct xap_db *db,
				       struct matcher *matcher, const struct hit_list *best,
				       const struct hit_list *candidates, struct arena *arena,
				       double **likeness, struct error *err);

/*
 * Gives the candidates, which have the scores of their words, a score by these and by their
 * likeness to the best hits, at most 1 for the words and 1.5 for the space.  *done is false, and
 * nothing changed, without likeness.
 */
MUST_CHECK enum status latent_rank(struct vectors *vectors, struct xap_db *db,
				   struct matcher *matcher, const struct hit_list *best,
				   struct hit_list *candidates, struct arena *arena, bool *done,
				   struct error *err);

/* The score of a candidate by its words, the best having 1, and its likeness. */
double latent_score(double words, double likeness);

#endif
