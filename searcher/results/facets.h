/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_FACETS_H
#define SEARCHER_FACETS_H

/* Counting the facets of a set of matches: searcher/model/facet.h says what they are. */
#include "base/arena.h"
#include "searcher/model/facet.h"

struct doc_set;
struct searcher;

/*
 * Counts the facets in `wanted` (bits 1 << facet) over the documents of `base` under the choices.
 * Chosen values are listed even when they have none.  All lives in the arena.  The matcher and the
 * columns of the searcher were begun for this search.
 */
MUST_CHECK enum status facets_count(struct searcher *searcher, const struct doc_set *base,
				    const struct facet_choice *choices, size_t choice_count,
				    unsigned wanted, struct arena *arena,
				    struct facet_counts counts[FACET_COUNT], struct error *err);

#endif
