/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_EXPAND_H
#define SEARCHER_EXPAND_H

/*
 * Words beside those that were asked for: other names and neighbours in the thesaurus, and terms
 * that mark the best hits.  Both find questions that hold none of the words.
 */
#include "base/arena.h"
#include "searcher/expand/explain.h"
#include "searcher/expand/thesaurus.h"
#include "stemming/analyzer.h"
#include "store/xapian/xap_query.h"

/*
 * When the words are a label or another name of a concept: its other names
 * (searcher/expand/other_names.h), and with small weights the labels of broader, narrower and
 * related concepts.  NULL when they are none.  Names and labels go into `explanation`.
 */
struct xap_query *expand_thesaurus(struct thesaurus *thesaurus, struct analyzer *analyzer,
				   struct slice words, struct arena *arena,
				   struct explanation *explanation);

/*
 * Relevance feedback: sets *terms to the terms that mark the best of the hits, weighted; NULL when
 * there are none.  The terms go into `explanation`.
 */
MUST_CHECK enum status expand_feedback(struct xap_db *db, struct matcher *matcher,
				       const struct hit_list *hits, struct arena *arena,
				       struct explanation *explanation, struct xap_query **terms,
				       struct error *err);

#endif
