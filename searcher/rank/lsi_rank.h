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
#include "searcher/snapshot/searcher_internal.h"

enum { LATENT_TEACHERS = 100 }; /* hits that are learned from, at most */

/*
 * Gives the candidates, which have the scores of their words, a score by these and by their likeness to
 * the best hits, at most 1 for the words and 1.5 for the space.  `best` are the hits to learn from, best
 * first, of which 100 are taken.  *done is false, and nothing changed, when the index has no space or there
 * is no hit to learn from.
 */
MUST_CHECK enum status latent_rank(struct searcher *searcher, const struct hit_list *best, struct hit_list *candidates, struct arena *arena, bool *done,
				   struct error *err);

#endif
