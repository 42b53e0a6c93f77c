/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_REQUEST_QUERY_H
#define SEARCHER_REQUEST_QUERY_H

/* From a search request to query trees. */
#include "searcher/ministers.h"
#include "searcher/searcher.h"
#include "searcher/words_query.h"
#include "store/xap.h"

/* Above every sum of word weights: what was asked for by number comes first. */
#define EXACT_NUMBER_WEIGHT 1e6

struct request_query {
	struct xap_query *topic;  /* any of the words: what ranks; NULL when there are no words */
	struct xap_query *match;  /* all of the words: what is asked for; NULL when there are none */
	struct xap_query *filter; /* what must hold; NULL when anything goes */
	bool by_number;           /* the words name a question by its number */
	struct minister_set minister, asker; /* whom these filters name, in the arena of the terms */
};

/*
 * Fills *out, to be released; index terms of the words go into `terms`.  QUERY when the request asks
 * nothing: no word and no filter; else the errors of reading the index.
 */
MUST_CHECK enum status request_query_build(struct xap_db *db, struct analyzer *analyzer,
					   const struct search_request *request,
					   struct term_set *terms, struct request_query *out,
					   struct error *err);

/* The whole query with this topic (taken over; NULL for none) under the request's filter. */
struct xap_query *request_query_whole(const struct request_query *self, struct xap_query *topic_take);

void request_query_release(struct request_query *self);

#endif
