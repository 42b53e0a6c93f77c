/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/request_query.h"

#include <stdio.h>

#include "corpus/reference.h"
#include "store/schema.h"

/* The question that a number names, and on what day it was asked. */
static struct xap_query *reference_query(const struct reference *r)
{
	struct buffer term = BUFFER_INIT;
	char day[16];
	schema_number_term(&term, r->number);
	struct xap_query *query = xap_query_term(buffer_slice(&term), 1);
	if (r->date) {
		snprintf(day, sizeof day, "%08d", r->date);
		query = xap_query_pair(XAP_FILTER, query,
				       xap_query_range(SLOT_ASKED, slice_of(day), slice_of(day)));
	}
	buffer_release(&term);
	return query;
}

/* Words, and what they name by number in front of everything else. */
static void words_query(struct analyzer *analyzer, const struct search_request *rq,
			struct term_set *terms, struct request_query *out)
{
	struct reference r;
	size_t pos = 0;
	bool only = reference_parse(rq->words, &r);
	/* "nr. 181": the "nr" is no word to look for */
	struct slice text = only ? r.number : rq->words;
	out->by_number = only || reference_find(rq->words, &pos, &r);
	out->topic = words_any(analyzer, text, !rq->no_parts, terms);
	out->match = words_all(analyzer, text, terms);
	if (out->by_number)
		out->match = xap_query_pair(XAP_OR, out->match, xap_query_fixed(reference_query(&r),
										EXACT_NUMBER_WEIGHT));
}

/* ---- filters ---- */

static struct xap_query *number_query(struct slice number)
{
	struct reference r;
	size_t pos = 0;
	if (!reference_parse(number, &r) && !reference_find(number, &pos, &r))
		r = (struct reference){.number = slice_trim(number)};
	return reference_query(&r);
}

static struct xap_query *date_query(int from, int to)
{
	char low[16] = "", high[16] = "";
	if (from)
		snprintf(low, sizeof low, "%08d", from);
	if (to)
		snprintf(high, sizeof high, "%08d", to);
	return xap_query_range(SLOT_ASKED, slice_of(low), slice_of(high));
}

static struct xap_query *parliament_query(enum parliament parliament)
{
	struct buffer term = BUFFER_INIT;
	schema_term(&term, PREFIX_PARLIAMENT, slice_of(parliament_name(parliament)));
	struct xap_query *query = xap_query_term(buffer_slice(&term), 1);
	buffer_release(&term);
	return query;
}

static struct xap_query *filter_query(const struct search_request *rq, const struct request_query *out)
{
	struct xap_query *parts[5];
	size_t count = 0;
	if (rq->minister.len)
		parts[count++] = minister_query(&out->minister);
	if (rq->asker.len)
		parts[count++] = minister_query(&out->asker);
	if (rq->number.len)
		parts[count++] = number_query(rq->number);
	if (rq->from || rq->to)
		parts[count++] = date_query(rq->from, rq->to);
	if (rq->parliament != PARLIAMENT_UNKNOWN)
		parts[count++] = parliament_query(rq->parliament);
	return count ? xap_query_join(XAP_AND, parts, count, 0) : NULL;
}

enum status request_query_build(struct xap_db *db, struct analyzer *analyzer,
				const struct search_request *request, struct term_set *terms,
				struct request_query *out, struct error *err)
{
	enum status st = STATUS_OK;
	*out = (struct request_query){.topic = NULL};
	if (request->words.len)
		words_query(analyzer, request, terms, out);
	if (request->words.len && !out->match)
		return error_set(err, STATUS_QUERY, "\"%.*s\" holds no word to search for",
				 SLICE_ARG(slice_sub(request->words, 0, 60)));
	if (request->minister.len)
		st = minister_resolve(db, terms->arena, request->minister, &out->minister, err);
	if (!st && request->asker.len)
		st = asker_resolve(db, terms->arena, request->asker, &out->asker, err);
	if (st)
		return st;
	out->filter = filter_query(request, out);
	if (!out->match && !out->filter)
		return error_set(err, STATUS_QUERY, "nothing to search for: no word and no filter");
	return STATUS_OK;
}

struct xap_query *request_query_whole(const struct request_query *self, struct xap_query *topic_take)
{
	if (!self->filter)
		return topic_take;
	struct xap_query *filter = xap_query_copy(self->filter);
	if (topic_take)
		return xap_query_pair(XAP_FILTER, topic_take, filter);
	return xap_query_scale(filter, 0);
}

void request_query_release(struct request_query *self)
{
	xap_query_free(self->topic);
	xap_query_free(self->match);
	xap_query_free(self->filter);
	*self = (struct request_query){.topic = NULL};
}
