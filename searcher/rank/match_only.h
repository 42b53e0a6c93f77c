/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_MATCH_ONLY_H
#define SEARCHER_MATCH_ONLY_H

/* The matches of a query, and nothing else, by relevance to it or by what questions have. */
#include "searcher/rank/rank.h"
#include "searcher/snapshot/searcher_internal.h"

/* The matches of the plan from rank `first` on, at most `count` of them, in this order. */
MUST_CHECK enum status order_matches(struct searcher *self, const struct search_plan *plan,
				     enum search_sort by, uint32_t first, uint32_t count,
				     struct arena *arena, struct ranking *out, struct error *err);

#endif
