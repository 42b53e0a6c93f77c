/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/searcher.h"

#include <stdio.h>
#include <stdlib.h>

#include "corpus/record.h"
#include "corpus/reference.h"
#include "searcher/expand.h"
#include "searcher/snippet.h"
#include "searcher/words_query.h"
#include "stemming/lexicon.h"
#include "store/schema.h"

struct searcher {
	struct xap_db *db;
	struct analyzer *analyzer;
	struct repair *repair;
	struct thesaurus *thesaurus; /* made when first needed */
	const struct question *repairing; /* the question that `repair` was begun with */
	struct arena scratch;
};

struct hit_box {
	struct search_hit hit;
	struct question question;
};

struct search_results {
	struct arena arena;
	struct hit_box *boxes;
	size_t count;
	uint32_t total;
	bool exact;
};

/* BM25 as measured best on judged themes (DESIGN.md); k1 in the tenths of the index's wdf. */
static const double BM25_K1 = 3.0 * SCHEMA_WDF_SCALE;
static const double BM25_B = 0.65;
static const double BM25_MIN_NORMLEN = 0.5;

/* Above every sum of word weights: what was asked for by number comes first. */
static const double EXACT_NUMBER_WEIGHT = 1000;

enum status searcher_open(const char *db, struct searcher **searcher, struct error *err)
{
	struct searcher *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	enum status st = analyzer_new(&self->analyzer, err);
	if (!st)
		st = xap_open(db, XAP_READ, &self->db, err);
	if (!st) {
		st = schema_check(self->db, analyzer_identity(self->analyzer), err);
		if (st)
			error_prefix(err, "%s: ", db);
	}
	if (st) {
		searcher_close(self);
		return st;
	}
	self->repair = repair_new(lexicon_has, lexicon_has_name);
	*searcher = self;
	return STATUS_OK;
}

void searcher_close(struct searcher *self)
{
	if (!self)
		return;
	repair_free(self->repair);
	thesaurus_free(self->thesaurus);
	xap_close(self->db);
	analyzer_free(self->analyzer);
	arena_release(&self->scratch);
	free(self);
}

/* ---- from the request to a query ---- */

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
static struct xap_query *topic_query(struct searcher *self, const struct search_request *rq,
				     struct term_set *terms)
{
	struct reference r;
	size_t pos = 0;
	struct slice words = rq->words;
	bool only_number = reference_parse(words, &r);
	/* "nr. 181": the "nr" is no word to look for */
	struct xap_query *query = words_any(self->analyzer, only_number ? r.number : words, terms);
	if (query && rq->thorough && !only_number) {
		if (!self->thesaurus)
			self->thesaurus = thesaurus_new();
		query = expand_thesaurus(self->thesaurus, self->analyzer, words, query, terms->arena);
	}
	if (only_number || reference_find(words, &pos, &r)) {
		struct xap_query *exact = xap_query_fixed(reference_query(&r), EXACT_NUMBER_WEIGHT);
		query = query ? xap_query_pair(XAP_OR, query, exact) : exact;
	}
	return query;
}

static struct xap_query *number_query(struct slice number)
{
	struct reference r;
	if (!reference_parse(number, &r))
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

/* NULL when the request asks nothing. */
static struct xap_query *build_query(struct searcher *self, const struct search_request *rq,
				     struct term_set *terms)
{
	struct xap_query *parts[8];
	size_t count = 0;
	struct xap_query *topic = rq->words.len ? topic_query(self, rq, terms) : NULL;
	bool silent = rq->words.len && !topic; /* words were given, but none that counts */
	if (rq->minister.len)
		parts[count++] = words_person(self->analyzer, rq->minister, PREFIX_MINISTER);
	if (rq->asker.len)
		parts[count++] = words_person(self->analyzer, rq->asker, PREFIX_ASKER);
	if (rq->number.len)
		parts[count++] = number_query(rq->number);
	if (rq->from || rq->to)
		parts[count++] = date_query(rq->from, rq->to);
	if (rq->parliament != PARLIAMENT_UNKNOWN)
		parts[count++] = parliament_query(rq->parliament);
	if (silent) {
		for (size_t i = 0; i < count; i++)
			xap_query_free(parts[i]);
		return NULL;
	}
	if (!count)
		return topic;
	struct xap_query *filter = xap_query_join(XAP_AND, parts, count, 0);
	if (topic)
		return xap_query_pair(XAP_FILTER, topic, filter);
	return xap_query_scale(filter, 0);
}

static void set_order(const struct search_request *rq, struct xap_search *search)
{
	static const struct { struct xap_sort_key keys[2]; unsigned count; } orders[] = {
		[SORT_RELEVANCE] = {{{0}}, 0},
		[SORT_DATE] = {{{SLOT_ASKED, true, true}, {SLOT_NUMBER, false, true}}, 2},
		[SORT_DATE_ASC] = {{{SLOT_ASKED, false, true}, {SLOT_NUMBER, false, true}}, 2},
		[SORT_NUMBER] = {{{SLOT_NUMBER, false, true}, {SLOT_ASKED, true, true}}, 2},
		[SORT_MINISTER] = {{{SLOT_MINISTER, false, true}, {SLOT_ASKED, true, true}}, 2},
	};
	enum search_sort sort = rq->sort;
	/* without words there is no relevance: the newest first */
	if (sort == SORT_RELEVANCE && !rq->words.len)
		sort = SORT_DATE;
	search->sort_count = orders[sort].count;
	memcpy(search->sort, orders[sort].keys, sizeof orders[sort].keys);
}

/* ---- results ---- */

static enum status load_question(struct searcher *self, uint32_t docid, struct question *q,
				 struct error *err)
{
	struct buffer data = BUFFER_INIT;
	enum status st = xap_data(self->db, docid, &data, err);
	if (!st) {
		struct slice kept = arena_copy(&q->arena, buffer_slice(&data));
		st = record_decode(kept, q, err);
	}
	buffer_release(&data);
	return st;
}

static enum status load_hit(struct searcher *self, struct search_results *out,
			    const struct search_request *rq, const struct term_set *terms,
			    struct xap_hit found, uint32_t rank, struct error *err)
{
	struct hit_box *box = &out->boxes[out->count];
	struct buffer id = BUFFER_INIT;
	enum status st = xap_value(self->db, found.docid, SLOT_ID, &id, err);
	if (!st) {
		box->hit.rank = rank;
		box->hit.score = found.score;
		box->hit.id = arena_copy(&out->arena, buffer_slice(&id));
	}
	buffer_release(&id);
	if (st || rq->ids_only) {
		out->count += !st;
		return st;
	}
	question_init(&box->question);
	out->count++; /* from here on the results release it */
	st = load_question(self, found.docid, &box->question, err);
	if (st)
		return st;
	box->hit.question = &box->question;
	self->repairing = NULL;
	snippet_make(&out->arena, self->analyzer, self->repair, &box->question, terms, &box->hit);
	return STATUS_OK;
}

static enum status run_once(struct searcher *self, const struct search_request *rq,
			    const struct xap_query *query, const struct term_set *terms,
			    struct search_results *out, struct error *err)
{
	struct xap_search search = {.query = query, .first = rq->offset, .count = rq->limit,
				    .check_at_least = UINT32_MAX, .k1 = BM25_K1, .b = BM25_B,
				    .min_normlen = BM25_MIN_NORMLEN};
	struct xap_hits *hits = NULL;
	struct xap_query *expanded = NULL;
	enum status st = STATUS_OK;
	set_order(rq, &search);
	if (rq->thorough && rq->words.len)
		st = expand_feedback(self->db, &search, &out->arena, &expanded, err);
	if (expanded)
		search.query = expanded;
	if (!st)
		st = xap_run(self->db, &search, &hits, err);
	xap_query_free(expanded);
	if (st)
		return st;
	size_t count = xap_hits_count(hits);
	out->total = xap_hits_total(hits, &out->exact);
	out->boxes = arena_calloc(&out->arena, count, sizeof *out->boxes);
	for (size_t i = 0; !st && i < count; i++)
		st = load_hit(self, out, rq, terms, xap_hits_at(hits, i),
			      rq->offset + (uint32_t)i + 1, err);
	xap_hits_free(hits);
	return st;
}

static void results_clear(struct search_results *self)
{
	for (size_t i = 0; i < self->count; i++)
		question_release(&self->boxes[i].question);
	self->count = 0;
	arena_clear(&self->arena);
}

enum { TRIES = 5 };

enum status searcher_run(struct searcher *self, const struct search_request *request,
			 struct search_results **results, struct error *err)
{
	arena_clear(&self->scratch);
	struct term_set terms = {.arena = &self->scratch};
	if (request->limit > SEARCH_LIMIT_MAX)
		return error_set(err, STATUS_LIMIT, "at most %d hits at a time", SEARCH_LIMIT_MAX);
	struct xap_query *query = build_query(self, request, &terms);
	if (!query)
		return error_set(err, STATUS_QUERY, "nothing to search for: no word and no filter");
	struct search_results *out = calloc(1, sizeof *out);
	if (!out)
		die_nomem(sizeof *out);
	enum status st = STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < TRIES; i++) {
		results_clear(out);
		if (i) {
			st = xap_reopen(self->db, NULL, err);
			if (st)
				break;
		}
		st = run_once(self, request, query, &terms, out, err);
	}
	xap_query_free(query);
	if (st)
		search_results_free(out);
	else
		*results = out;
	return st;
}

size_t search_results_count(const struct search_results *self)
{
	return self->count;
}

const struct search_hit *search_results_at(const struct search_results *self, size_t i)
{
	return &self->boxes[i].hit;
}

uint32_t search_results_total(const struct search_results *self, bool *exact)
{
	*exact = self->exact;
	return self->total;
}

void search_results_free(struct search_results *self)
{
	if (!self)
		return;
	results_clear(self);
	arena_release(&self->arena);
	free(self);
}

/* ---- single questions ---- */

static enum status get_term(struct searcher *self, struct slice term, struct question *question,
			    struct error *err)
{
	uint32_t docid;
	enum status st = STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < TRIES; i++) {
		st = i ? xap_reopen(self->db, NULL, err) : STATUS_OK;
		if (!st)
			st = xap_find(self->db, term, &docid, err);
		if (!st) {
			question_clear(question);
			st = load_question(self, docid, question, err);
		}
	}
	self->repairing = NULL;
	return st;
}

enum status searcher_get(struct searcher *self, struct slice id, struct question *question,
			 struct error *err)
{
	struct buffer term = BUFFER_INIT;
	schema_term(&term, PREFIX_ID, id);
	enum status st = get_term(self, buffer_slice(&term), question, err);
	if (st == STATUS_NOT_FOUND)
		error_set(err, st, "no question with id \"%.*s\"", SLICE_ARG(id));
	buffer_release(&term);
	return st;
}

enum status searcher_each(struct searcher *self, searcher_each_fn *fn, void *ctx, struct error *err)
{
	struct xap_terms *terms = NULL;
	struct question q;
	bool more = true;
	question_init(&q);
	enum status st = xap_terms_open(self->db, 0, slice_of(PREFIX_ID), &terms, err);
	while (!st && more) {
		struct slice term;
		uint32_t frequency, wdf;
		st = xap_terms_next(terms, &more, &term, &frequency, &wdf, err);
		if (st || !more)
			break;
		st = get_term(self, term, &q, err);
		if (!st)
			st = fn(ctx, &q, err);
	}
	xap_terms_close(terms);
	question_release(&q);
	return st;
}

struct slice searcher_text(struct searcher *self, const struct question *question, struct slice raw)
{
	if (self->repairing != question)
		repair_begin(self->repair, question);
	self->repairing = question;
	return repair_text(self->repair, raw);
}

bool search_sort_parse(const char *name, enum search_sort *sort)
{
	static const char *const names[] = {"relevance", "date", "date-asc", "number", "minister"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0) {
			*sort = (enum search_sort)i;
			return true;
		}
	return false;
}
