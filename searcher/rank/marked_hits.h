/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_MARKED_HITS_H
#define SEARCHER_MARKED_HITS_H

/*
 * Relevance feedback by the reader (Rocchio, "Relevance feedback in information retrieval", in
 * Salton, The SMART Retrieval System, 1971): questions that were marked as good teach the ranking
 * ahead of the first hits, which are only assumed to be good.  Terms and similarity are learned as
 * in searcher/expand/feedback.h and searcher/rank/lsi_rank.h.
 */
#include "base/arena.h"
#include "searcher/expand/hit_list.h"

struct marked_documents {
	const uint32_t *docids;
	size_t count;
};

/* Returns the marked documents, each worth twice the best of the first hits, followed by the first
 * hits without them.  The list is in the arena, or is `first` when nothing was marked. */
struct hit_list marked_teachers(const struct marked_documents *marked, const struct hit_list *first,
				struct arena *arena);

/* Moves the marked documents from `list` to `out`.  The first *firsts documents of the list are
 * matches: *firsts becomes the number of matches left, and the number moved is returned. */
size_t marked_part(const struct marked_documents *marked, struct hit_list *list, size_t *firsts,
		   struct hit_list *out, struct arena *arena);

/* What the similarity to the marked documents, at most 1, adds to a score. */
double marked_bonus(const struct marked_documents *marked, double likeness);

#endif
