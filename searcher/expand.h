/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_EXPAND_H
#define SEARCHER_EXPAND_H

/* What `thorough` adds to a query: words beside those that were asked for. */
#include "base/arena.h"
#include "searcher/thesaurus.h"
#include "stemming/analyzer.h"
#include "store/xap.h"

/*
 * When the words are a label of the thesaurus, adds the labels of broader, narrower
 * and related concepts with small weights.  Takes the query over and returns the
 * larger one, or the same.
 */
struct xap_query *expand_thesaurus(struct thesaurus *thesaurus, struct analyzer *analyzer,
				   struct slice words, struct xap_query *query_take,
				   struct arena *arena);

/*
 * Relevance feedback: runs the search once for its best hits and gives a query with the terms that
 * mark them, NULL in *expanded when there are none.  `search` stays as it is.
 */
MUST_CHECK enum status expand_feedback(struct xap_db *db, const struct xap_search *search,
				       struct arena *arena, struct xap_query **expanded,
				       struct error *err);

#endif
