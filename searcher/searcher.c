/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/searcher.h"

#include <stdio.h>
#include <stdlib.h>

#include "corpus/record.h"
#include "searcher/abbreviations_used.h"
#include "searcher/expand.h"
#include "searcher/explain.h"
#include "searcher/rank.h"
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
	struct ranking ranking;
};

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
			    const struct ranked_hit *found, struct error *err)
{
	struct hit_box *box = &out->boxes[out->count];
	struct buffer id = BUFFER_INIT;
	enum status st = xap_value(self->db, found->docid, SLOT_ID, &id, err);
	if (!st) {
		box->hit.rank = rq->offset + (uint32_t)out->count + 1;
		box->hit.related = found->related;
		box->hit.score = found->score;
		box->hit.id = arena_copy(&out->arena, buffer_slice(&id));
	}
	buffer_release(&id);
	if (st || rq->ids_only) {
		out->count += !st;
		return st;
	}
	question_init(&box->question);
	out->count++; /* from here on the results release it */
	st = load_question(self, found->docid, &box->question, err);
	if (st)
		return st;
	box->hit.question = &box->question;
	self->repairing = NULL;
	snippet_make(&out->arena, self->analyzer, self->repair, &box->question, terms, &box->hit);
	return STATUS_OK;
}

/* Ranking with what is related is for themes: not for numbers, and not for lists in another order. */
static bool is_theme(const struct search_request *rq, const struct request_query *query)
{
	return query->topic && !query->by_number && !rq->all_words && rq->sort == SORT_RELEVANCE;
}

/* Which terms of the query, expansions included, the i-th hit has. */
static void take_terms(struct search_results *out, size_t found, size_t i)
{
	struct search_hit *hit = &out->boxes[i].hit;
	struct slice term, *terms = NULL;
	size_t room = 0;
	while (xap_hits_matching_term(out->ranking.found, found, hit->term_count, &term)) {
		terms = arena_grow(&out->arena, terms, hit->term_count, &room, sizeof *terms);
		terms[hit->term_count++] = arena_copy(&out->arena, term);
	}
	hit->terms = terms;
}

/* The hits of a theme: counts the matches, then ranks them with what is related. */
static enum status run_theme(struct searcher *self, const struct search_request *rq,
			     const struct request_query *query, struct xap_search *search,
			     struct search_results *out, struct error *err)
{
	struct xap_hits *counted = NULL;
	search->count = 0;
	enum status st = xap_run(self->db, search, &counted, err);
	if (st)
		return st;
	out->total = xap_hits_total(counted, &out->exact);
	xap_hits_free(counted);
	if (!rq->no_thesaurus && !self->thesaurus)
		self->thesaurus = thesaurus_new();
	const struct rank_options options = {
		.words = rq->words, .thesaurus = rq->no_thesaurus ? NULL : self->thesaurus,
		.no_feedback = rq->no_feedback, .no_latent = rq->no_latent, .thorough = rq->thorough,
		.want_terms = rq->explain, .first = rq->offset, .count = rq->limit};
	return rank_theme(self->db, self->analyzer, query, &options, &out->arena, &out->explanation,
			  &out->ranking, err);
}

/* The hits of anything else: the matches, in the order asked for. */
static enum status run_matches(struct searcher *self, const struct search_request *rq,
			       struct xap_search *search, struct search_results *out,
			       struct error *err)
{
	struct ranking *ranking = &out->ranking;
	search->first = rq->offset;
	search->want_terms = rq->explain;
	set_order(rq, search);
	enum status st = xap_run(self->db, search, &ranking->found, err);
	if (st)
		return st;
	out->total = xap_hits_total(ranking->found, &out->exact);
	ranking->count = xap_hits_count(ranking->found);
	ranking->hits = arena_calloc(&out->arena, ranking->count, sizeof *ranking->hits);
	for (size_t i = 0; i < ranking->count; i++) {
		struct xap_hit hit = xap_hits_at(ranking->found, i);
		ranking->hits[i] = (struct ranked_hit){hit.docid, hit.score, false, i};
	}
	return STATUS_OK;
}

static enum status run_once(struct searcher *self, const struct search_request *rq,
			    const struct request_query *query, const struct term_set *terms,
			    struct search_results *out, struct error *err)
{
	struct xap_query *matches = request_query_whole(query, query->match ? xap_query_copy(query->match) : NULL);
	struct xap_search search = {.query = matches, .count = rq->limit,
				    .check_at_least = UINT32_MAX, RANK_BM25};
	explain_words(&out->explanation, &out->arena, self->analyzer, rq->words);
	enum status st = is_theme(rq, query) ? run_theme(self, rq, query, &search, out, err)
					     : run_matches(self, rq, &search, out, err);
	xap_query_free(matches);
	out->boxes = arena_calloc(&out->arena, out->ranking.count, sizeof *out->boxes);
	for (size_t i = 0; !st && i < out->ranking.count; i++) {
		st = load_hit(self, out, rq, terms, &out->ranking.hits[i], err);
		if (!st && rq->explain)
			take_terms(out, out->ranking.hits[i].found, i);
	}
	if (!st && rq->words.len && !rq->ids_only)
		st = spelling_suggest(self->db, self->analyzer, rq->words, &out->arena, &out->suggestion, err);
	return st;
}

static void results_clear(struct search_results *self)
{
	for (size_t i = 0; i < self->count; i++)
		question_release(&self->boxes[i].question);
	self->count = 0;
	self->suggestion = SLICE_EMPTY;
	self->explanation = (struct explanation){.words = NULL};
	ranking_release(&self->ranking);
	arena_clear(&self->arena);
}

static void apply_abbreviations(struct searcher *self, const struct abbreviations_used *used,
				struct request_query *query, struct term_set *terms)
{
	query->topic = abbreviations_apply(used, self->analyzer, false, query->topic, terms);
	query->match = abbreviations_apply(used, self->analyzer, true, query->match, terms);
}

/* One try: everything that reads the index, so that all of it sees one state. */
static enum status run_request(struct searcher *self, const struct search_request *request,
			       struct search_results *out, struct error *err)
{
	struct term_set terms = {.arena = &out->arena};
	struct abbreviations_used *abbreviations = &out->explanation.abbreviations;
	struct request_query query;
	enum status st = request_query_build(self->db, self->analyzer, request, &terms, &query, err);
	out->explanation.minister = query.minister;
	out->explanation.asker = query.asker;
	if (!st && query.topic && !query.by_number && !request->all_words &&
	    !request->no_abbreviations) {
		st = abbreviations_find(self->db, request->words, &out->arena, abbreviations, err);
		if (!st)
			apply_abbreviations(self, abbreviations, &query, &terms);
	}
	if (!st)
		st = run_once(self, request, &query, &terms, out, err);
	request_query_release(&query);
	return st;
}

enum { TRIES = 5 };

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
		st = i ? xap_reopen(self->db, NULL, err) : STATUS_OK;
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
