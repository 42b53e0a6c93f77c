/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_COMPILE_H
#define SEARCHER_QUERY_COMPILE_H

/*
 * From a query to the exact set of questions that it finds, as a query tree of the store.
 *
 * Matching, which doc/internals/query-language.md describes and a brute-force evaluation can
 * repeat:
 *  - a word finds questions that hold its whole term, or all of its parts; a piece that the
 *    analyzer cuts into several words, all of those but stop words (unless there are only such);
 *  - stop words among loose words are left out where query_drops says so; else they count;
 *  - a phrase is the whole terms of its words at consecutive positions, a hyphenated word giving
 *    its pieces; parts of compounds stand in no phrase;
 *    NEAR takes whole words only, at positions of their own, the outermost at most n apart;
 *  - a prefix is any of the index's folded terms that begin with it;
 *  - in a field, the term must have a position there; phrases and NEAR lie in it as a whole;
 *  - conditions are terms and value ranges; a question without a date is in no period.
 * NOT is what is left of all questions.
 *
 * Weights are BM25 of the words that are wanted.  Conditions weigh nothing, except a question's
 * number that is one of several possibilities (OR): it comes before everything else.
 */
#include "searcher/compile/query_from_text.h"
#include "searcher/people/ministers.h"
#include "searcher/query/query.h"
#include "stemming/analyzer.h"
#include "store/xapian/xap_query.h"

enum { QUERY_PREFIX_TERMS = 1000 };

/* Above every sum of word weights. */
#define QUERY_NUMBER_WEIGHT 1e6

struct query_notice {
	size_t start, end; /* bytes in the query's source; 0, 0 for what was not written */
	struct slice text; /* Dutch, one line */
};

struct query_compile_options {
	size_t prefix_terms; /* at most so many terms for a prefix; 0 = QUERY_PREFIX_TERMS */
};

/* Whom a QUERY_MINISTER or QUERY_ASKER node was found to mean. */
struct query_person {
	const struct query_node *node;
	struct minister_set set;
};

struct query_compiled {
	struct arena arena;
	struct xap_query *query; /* never NULL after success */
	struct term_set terms;   /* index terms wanted, for marking them in the texts */
	bool ranked;             /* there are words to rank by */
	struct query_notice *notices;
	size_t notice_count, notice_room;
	struct query_person *people;
	size_t person_count, person_room;
};

/*
 * Fills *out, to be released whatever comes; names of ministers and askers are resolved, which
 * fills their nodes' `resolved` (it lives with *out).  What was cut or is not in the index is told
 * in notices; errors are those of the store.  An empty query finds all questions.
 */
MUST_CHECK enum status query_compile(struct xap_db *db, struct analyzer *analyzer,
				     const struct query *query,
				     const struct query_compile_options *options,
				     struct query_compiled *out, struct error *err);

void query_compiled_release(struct query_compiled *self);

#endif
