/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/searcher.h"

#include <stdio.h>
#include <stdlib.h>

#include "corpus/record.h"
#include "searcher/abbreviations_used.h"
#include "searcher/expand.h"
#include "searcher/explain.h"
#include "searcher/request_query.h"
#include "searcher/snippet.h"
#include "searcher/spelling.h"
#include "stemming/lexicon.h"
#include "store/schema.h"

struct searcher {
	struct xap_db *db;
	struct analyzer *analyzer;
	struct repair *repair;
	struct thesaurus *thesaurus; /* made when first needed */
	const struct question *repairing; /* the question that `repair` was begun with */
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
	struct slice suggestion;
	struct explanation explanation;
};

/* BM25 as measured best on judged themes (DESIGN.md); k1 in the tenths of the index's wdf. */
static const double BM25_K1 = 3.0 * SCHEMA_WDF_SCALE;
static const double BM25_B = 0.65;
static const double BM25_MIN_NORMLEN = 0.5;

/* Between questions with one of the words and those found by related words only. */
static const double MATCH_WEIGHT = 10000;

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
	free(self);
}

/* ---- running ---- */

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
	st = standing_withdrawn(self->db, found.docid, &box->hit.withdrawn, err);
	question_init(&box->question);
	out->count++; /* from here on the results release it */
	if (!st)
		st = load_question(self, found.docid, &box->question, err);
	if (st)
		return st;
	box->hit.question = &box->question;
	self->repairing = NULL;
	snippet_make(&out->arena, self->analyzer, self->repair, &box->question, terms, &box->hit);
	return STATUS_OK;
}

/*
 * The query for the list of hits: what was asked and what is related to it.  By
 * default questions that hold one of the words come before those that do not;
 * thorough lets the better ones of both win.  `search` has the plain query.
 */
static enum status expand(struct searcher *self, const struct search_request *rq,
			  const struct request_query *query, const struct xap_search *search,
			  struct search_results *out, struct xap_query **expanded, struct error *err)
{
	struct arena *arena = &out->arena;
	struct xap_query *related = NULL, *terms = NULL;
	if (!rq->no_thesaurus) {
		if (!self->thesaurus)
			self->thesaurus = thesaurus_new();
		related = expand_thesaurus(self->thesaurus, self->analyzer, rq->words, arena,
					   &out->explanation);
	}
	struct xap_query *topic = xap_query_copy(query->topic);
	if (related)
		topic = xap_query_pair(XAP_OR, topic, related);
	struct xap_search first = *search;
	struct xap_query *whole = request_query_whole(query, xap_query_copy(topic));
	first.query = whole;
	enum status st = STATUS_OK;
	if (!rq->no_feedback)
		st = expand_feedback(self->db, &first, arena, &out->explanation, &terms, err);
	xap_query_free(whole);
	if (terms)
		topic = xap_query_pair(XAP_OR, topic, terms);
	if (!rq->thorough)
		topic = xap_query_pair(XAP_OR, topic,
				       xap_query_fixed(xap_query_copy(query->topic), MATCH_WEIGHT));
	*expanded = request_query_whole(query, topic);
	return st;
}

/* Expansion is for themes: not for numbers, and not for lists in another order. */
static bool is_theme(const struct search_request *rq, const struct request_query *query)
{
	return query->topic && !query->by_number && !rq->all_words && rq->sort == SORT_RELEVANCE &&
	       !(rq->no_thesaurus && rq->no_feedback);
}

/* Counts the plain matches, then finds the hits of the expanded query. */
static enum status run_expanded(struct searcher *self, const struct search_request *rq,
				const struct request_query *query, struct xap_search *search,
				struct search_results *out, struct xap_hits **hits, struct error *err)
{
	struct xap_query *expanded = NULL;
	struct xap_hits *counted = NULL;
	struct xap_search count = *search;
	count.first = count.count = 0;
	enum status st = xap_run(self->db, &count, &counted, err);
	if (st)
		return st;
	out->total = xap_hits_total(counted, &out->exact);
	xap_hits_free(counted);
	st = expand(self, rq, query, search, out, &expanded, err);
	search->query = expanded;
	search->check_at_least = 0;
	if (!st)
		st = xap_run(self->db, search, hits, err);
	xap_query_free(expanded);
	return st;
}

/* Which terms of the query, expansions included, the i-th hit has. */
static void take_terms(struct search_results *out, const struct xap_hits *hits, size_t i)
{
	struct search_hit *hit = &out->boxes[i].hit;
	struct slice term, *terms = NULL;
	size_t room = 0;
	while (xap_hits_matching_term(hits, i, hit->term_count, &term)) {
		terms = arena_grow(&out->arena, terms, hit->term_count, &room, sizeof *terms);
		terms[hit->term_count++] = arena_copy(&out->arena, term);
	}
	hit->terms = terms;
}

static enum status run_once(struct searcher *self, const struct search_request *rq,
			    const struct request_query *query, const struct term_set *terms,
			    struct search_results *out, struct error *err)
{
	struct xap_query *plain = request_query_whole(query, query->topic ? xap_query_copy(query->topic) : NULL);
	struct xap_search search = {.query = plain, .first = rq->offset, .count = rq->limit,
				    .check_at_least = UINT32_MAX, .k1 = BM25_K1, .b = BM25_B,
				    .min_normlen = BM25_MIN_NORMLEN};
	struct xap_hits *hits = NULL;
	enum status st;
	search.want_terms = rq->explain;
	explain_words(&out->explanation, &out->arena, self->analyzer, rq->words);
	set_order(rq, &search);
	bool theme = is_theme(rq, query);
	if (theme) {
		st = run_expanded(self, rq, query, &search, out, &hits, err);
	} else {
		st = xap_run(self->db, &search, &hits, err);
		if (!st)
			out->total = xap_hits_total(hits, &out->exact);
	}
	xap_query_free(plain);
	if (st)
		return st;
	size_t count = xap_hits_count(hits);
	out->boxes = arena_calloc(&out->arena, count, sizeof *out->boxes);
	for (size_t i = 0; !st && i < count; i++) {
		st = load_hit(self, out, rq, terms, xap_hits_at(hits, i),
			      rq->offset + (uint32_t)i + 1, err);
		if (!st && rq->explain)
			take_terms(out, hits, i);
	}
	if (!st && rq->words.len && !rq->ids_only)
		st = spelling_suggest(self->db, self->analyzer, rq->words, &out->arena, &out->suggestion, err);
	for (size_t i = 0; theme && !rq->thorough && i < out->count; i++)
		out->boxes[i].hit.related = out->boxes[i].hit.rank > out->total;
	xap_hits_free(hits);
	return st;
}

static void results_clear(struct search_results *self)
{
	for (size_t i = 0; i < self->count; i++)
		question_release(&self->boxes[i].question);
	self->count = 0;
	self->suggestion = SLICE_EMPTY;
	self->explanation = (struct explanation){.words = NULL};
	arena_clear(&self->arena);
}

/* One try: everything that reads the index, so that all of it sees one state. */
static enum status run_request(struct searcher *self, const struct search_request *request,
			       struct search_results *out, struct error *err)
{
	struct term_set terms = {.arena = &out->arena};
	struct abbreviations_used *abbreviations = &out->explanation.abbreviations;
	struct request_query query;
	enum status st = request_query_build(self->analyzer, request, &terms, &query, err);
	if (!st && query.topic && !query.by_number && !request->all_words) {
		st = abbreviations_find(self->db, request->words, &out->arena, abbreviations, err);
		if (!st)
			query.topic = abbreviations_apply(abbreviations, self->analyzer, query.topic,
							  &terms);
	}
	if (!st)
		st = run_once(self, request, &query, &terms, out, err);
	request_query_release(&query);
	return st;
}

enum { TRIES = 5 };

/* Before each try: goes to the newest state on a second one, and to the index that took the place of the
 * one opened. */
static enum status refresh(struct searcher *self, bool again, struct error *err)
{
	const bool moved = xap_moved(self->db);
	enum status st = again || moved ? xap_reopen(self->db, NULL, err) : STATUS_OK;
	return st || !moved ? st : schema_check(self->db, analyzer_identity(self->analyzer), err);
}

enum status searcher_run(struct searcher *self, const struct search_request *request,
			 struct search_results **results, struct error *err)
{
	if (request->limit > SEARCH_LIMIT_MAX)
		return error_set(err, STATUS_LIMIT, "at most %d hits at a time", SEARCH_LIMIT_MAX);
	struct search_results *out = calloc(1, sizeof *out);
	if (!out)
		die_nomem(sizeof *out);
	enum status st = STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < TRIES; i++) {
		results_clear(out);
		st = refresh(self, i > 0, err);
		if (!st)
			st = run_request(self, request, out, err);
	}
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

struct slice search_results_suggestion(const struct search_results *self)
{
	return self->suggestion;
}

const struct explanation *search_results_explanation(const struct search_results *self)
{
	return &self->explanation;
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
		st = refresh(self, i > 0, err);
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

enum status searcher_standing(struct searcher *self, struct slice id, struct arena *arena,
			      struct standing *standing, struct error *err)
{
	struct buffer term = BUFFER_INIT;
	uint32_t docid;
	schema_term(&term, PREFIX_ID, id);
	enum status st = STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < TRIES; i++) {
		st = refresh(self, i > 0, err);
		if (!st)
			st = xap_find(self->db, buffer_slice(&term), &docid, err);
		if (!st)
			st = standing_read(self->db, docid, id, arena, standing, err);
	}
	buffer_release(&term);
	return st;
}

/* The ids from behind `last` on; a cursor that a commit has cut off is set up anew there. */
struct id_walk {
	struct xap_terms *terms;
	struct buffer last;
};

static enum status next_id(struct searcher *self, struct id_walk *walk, bool *more, struct error *err)
{
	enum status st = STATUS_OK;
	struct slice term;
	for (int i = 0; i < TRIES; i++) {
		if (!walk->terms)
			st = xap_terms_open(self->db, 0, slice_of(PREFIX_ID), &walk->terms, err);
		do
			st = st ? st : xap_terms_next(walk->terms, more, &term, NULL, NULL, err);
		while (!st && *more && slice_compare(term, buffer_slice(&walk->last)) <= 0);
		if (st != STATUS_MODIFIED)
			break;
		xap_terms_close(walk->terms);
		walk->terms = NULL;
		st = xap_reopen(self->db, NULL, err);
	}
	if (!st && *more) {
		buffer_clear(&walk->last);
		buffer_add_slice(&walk->last, term);
	}
	return st;
}

enum status searcher_each(struct searcher *self, searcher_each_fn *fn, void *ctx, struct error *err)
{
	struct id_walk walk = {NULL, BUFFER_INIT};
	struct question q;
	bool more = true;
	question_init(&q);
	enum status st = next_id(self, &walk, &more, err);
	while (!st && more) {
		struct error cause = {0};
		st = get_term(self, buffer_slice(&walk.last), &q, &cause);
		if (!st)
			st = fn(ctx, &q, err);
		else if (st == STATUS_NOT_FOUND) /* removed since */
			st = STATUS_OK;
		else if (err)
			*err = cause;
		if (!st)
			st = next_id(self, &walk, &more, err);
	}
	xap_terms_close(walk.terms);
	buffer_release(&walk.last);
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
