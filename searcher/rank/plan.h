/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_PLAN_H
#define SEARCHER_PLAN_H

/*
 * From a request to query trees: what was asked, read and compiled against the
 * index as it is now.
 *
 * A theme is a query of nothing but loose words and conditions.  Its matches are the
 * questions with all of the words; it is also ranked by any of the words, with what is
 * related.  Any other query means what it says.
 */
#include "searcher/compile/query_compile.h"
#include "searcher/expand/explain.h"
#include "searcher/expand/thesaurus.h"
#include "searcher/model/search_request.h"

struct search_plan {
	struct query query;              /* as asked, with the request's own filters */
	struct query searched;           /* the same with other forms of abbreviations */
	struct query_compiled whole;     /* of `searched` */
	struct query_compiled limits;    /* of its conditions alone */
	const struct xap_query *base;    /* matches without the choices of facets */
	const struct xap_query *matches; /* what is asked for */
	struct xap_query *narrowed;      /* that, where there are choices */
	struct xap_query *filter;        /* conditions and choices, NULL when anything goes */
	struct xap_query *topic;         /* any of the words of a theme, else NULL */
	struct slice theme;              /* its words */
	bool long_theme; /* with four words with content or more: it says itself what it is about */
	struct term_set terms; /* index terms of the words, for marking */
	int today;             /* yyyymmdd */
	bool by_words;         /* there is something to rank by */
};

/*
 * Fills *out, to be released whatever comes.  QUERY when the query makes no sense or asks nothing.
 * What was done with the words goes into `explanation`, in the arena.
 */
MUST_CHECK enum status plan_make(struct xap_db *db, struct analyzer *analyzer,
				 struct thesaurus *thesaurus, const struct search_request *request,
				 struct arena *arena, struct explanation *explanation,
				 struct search_plan *out, struct error *err);
void plan_release(struct search_plan *self);

/* QUERY, in Dutch, when the plan asks where words stand (phrases, NEAR, a field, stop words), which
 * the matcher does not know. */
MUST_CHECK enum status plan_refuse_placed(const struct search_plan *self, struct error *err);

/* There too: adds the notice that compounds which stand apart were not looked for, if the plan
 * does. */
void plan_tell_lacking(const struct search_plan *self, struct arena *arena,
		       struct explanation *explanation);

#endif
