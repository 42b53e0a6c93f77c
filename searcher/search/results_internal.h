/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RESULTS_INTERNAL_H
#define SEARCHER_RESULTS_INTERNAL_H

/* The inside of the results, for who makes them; others use searcher.h. */
#include "searcher/rank/plan.h"
#include "searcher/rank/similar.h"
#include "searcher/results/folds.h"
#include "searcher/results/hits.h"
#include "searcher/search/searcher.h"

struct search_results {
	struct arena arena;
	struct search_plan plan;
	struct marking_terms marking;       /* of what hits are to be like */
	uint32_t marked[SEARCH_MARKED_MAX]; /* documents of the questions that a reader marked */
	struct ranking ranking;
	struct hit_box *boxes;
	size_t count;
	struct fold *folds; /* of the hits of `ranking`, where those that ask the same are folded */
	uint32_t total;
	bool exact, cut;
	uint64_t revision;
	struct slice suggestion;
	struct explanation explanation;
	struct facet_counts facets[FACET_COUNT];
	struct statistics *statistics;
	struct completeness *completeness;
	struct coverage coverage; /* of the matches, with that */
	struct missing_parts missing;
};

/* What was missing when the run ended: another try may have found it. */
void results_take_missing(struct search_results *self, const struct searcher *searcher);

/* Leaves out what the time limit came before, and says so. */
void results_cut_short(struct search_results *self);

/* Lets go of all that they hold: they are as new. */
void results_clear(struct search_results *self);

#endif
