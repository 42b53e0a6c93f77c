/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_FROM_TEXT_H
#define SEARCHER_QUERY_FROM_TEXT_H

/* From words to query trees, by the same analysis that the documents went through. */
#include "base/arena.h"
#include "base/slice_index.h"
#include "searcher/query/query.h"
#include "stemming/analyzer.h"
#include "store/xapian/xap_query.h"

/* The terms of a query, for marking them in snippets: a set of index terms in an arena. */
struct term_set {
	struct arena *arena;
	struct slice *items;
	size_t count, room;
	struct slice_index index;
};

void term_set_add(struct term_set *self, struct slice term);
bool term_set_has(const struct term_set *self, struct slice term);

/*
 * Any of the words, best matches first.  A compound or hyphenated word counts as
 * the whole and, with `parts`, as each of its parts; stop words count only when there is nothing
 * else.  NULL when the text has no words.  Index terms go into `used`.
 */
struct xap_query *words_any(struct analyzer *analyzer, struct slice text, bool parts,
			    struct term_set *used);

/*
 * All of the words: each as it stands or, for a compound, all of its parts.  Stop words are left
 * out unless there is nothing else.  NULL when the text has no words.
 */
struct xap_query *words_all(struct analyzer *analyzer, struct slice text, struct term_set *used);

/*
 * All of the words in one scope, each by its one whole term, alone or as a part of a compound: a
 * cheap test of where a name stands.  NULL when the text has no words with content.
 */
struct xap_query *words_within(struct analyzer *analyzer, struct slice text,
			       enum query_scope scope);

#endif
