/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_FACET_FILTER_H
#define SEARCHER_FACET_FILTER_H

/* Values of facets that were chosen, as conditions of a query. */
#include "base/arena.h"
#include "searcher/model/facet.h"
#include "store/xapian/xap_query.h"

/* What tells the values of a facet apart: the slug of a name, any other value itself. */
struct slice facet_key(enum facet facet, struct slice value, struct arena *arena);

/* Any of the values chosen for this facet, weighing nothing; NULL when there is none. */
struct xap_query *facet_query(enum facet facet, const struct facet_choice *choices, size_t count,
			      struct arena *arena);

/* The query where all choices hold but those of facet `except` (FACET_COUNT: all).  Takes it
 * over. */
struct xap_query *facets_apply(struct xap_query *query_take, const struct facet_choice *choices,
			       size_t count, enum facet except, struct arena *arena);

#endif
