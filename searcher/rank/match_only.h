/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_MATCH_ONLY_H
#define SEARCHER_MATCH_ONLY_H

/* The matches of a query, and nothing else, by relevance to it or by what questions have. */
#include "searcher/rank/rank.h"
#include "searcher/snapshot/searcher_internal.h"

/*
 * The matches of the plan from rank `first` on, at most `count` of them, in this order; *exact is whether
 * out->total is their number, which else is at least that.  With `explain` the hits' terms can be told.
 */
MUST_CHECK enum status order_matches(struct searcher *self, const struct search_plan *plan, enum search_sort sort,
				     uint32_t first, uint32_t count, bool explain, struct arena *arena,
				     struct ranking *out, bool *exact, struct error *err);

#endif
