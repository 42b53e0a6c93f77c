/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Candidates are found with the matches in front, so that all of them come before
 * anything else once the list is longer than RANK_DEPTH.  Within that depth a match has
 * a lead, no wall: among questions with all the words some only mention them, and what is
 * about the theme in other words is worth more (figures in DESIGN.md).
 */
#include "searcher/rank.h"

#include <stdlib.h>

#include "searcher/expand.h"
#include "searcher/latent.h"

enum {
	RANK_DEPTH = 1000,  /* hits that are ranked by the latent space */
	FIRST_DEPTH = 1000, /* hits of the first step whose scores the last step knows */
};

/* Puts candidates that match before all others; above every sum of word weights. */
static const double MATCH_WEIGHT = 10000;
/* Lead of a match, where the words and the space together give at most 2.5. */
static const double MATCH_LEAD = .4;

struct task {
	struct xap_db *db;
	const struct search_plan *plan;
	const struct rank_options *options;
	struct arena *arena;
	struct explanation *explanation;
	struct xap_query *topic;      /* the words and their neighbours */
	struct xap_hits *first;       /* what they find */
	struct xap_hits *candidates;
};

static enum status run(struct task *task, struct xap_query *topic_take, uint32_t count, bool terms,
		       struct xap_hits **hits, struct error *err)
{
	struct xap_query *whole = plan_limited(task->plan, topic_take);
	struct xap_search search = {.query = whole, .count = count, .want_terms = terms, RANK_BM25};
	enum status st = xap_run(task->db, &search, hits, err);
	xap_query_free(whole);
	return st;
}

static enum status find_first(struct task *task, struct analyzer *analyzer, struct error *err)
{
	const struct rank_options *o = task->options;
	task->topic = xap_query_copy(task->plan->topic);
	struct xap_query *related = NULL;
	if (o->thesaurus)
		related = expand_thesaurus(o->thesaurus, analyzer, o->words, task->arena,
					   task->explanation);
	if (related)
		task->topic = xap_query_pair(XAP_OR, task->topic, related);
	return run(task, xap_query_copy(task->topic), FIRST_DEPTH, false, &task->first, err);
}

/* The best of the words, of their neighbours and of what marks the best hits. */
static enum status find_candidates(struct task *task, struct error *err)
{
	const struct rank_options *o = task->options;
	struct xap_query *terms = NULL;
	uint64_t count = (uint64_t)o->first + o->count;
	enum status st = STATUS_OK;
	if (!o->no_feedback)
		st = expand_feedback(task->db, task->first, task->arena, task->explanation, &terms, err);
	if (st)
		return st;
	struct xap_query *parts[] = {
		xap_query_copy(task->topic), terms,
		xap_query_fixed(xap_query_copy(task->plan->matches), MATCH_WEIGHT),
	};
	if (count < RANK_DEPTH)
		count = RANK_DEPTH;
	return run(task, xap_query_join(XAP_OR, parts, 3, 0),
		   count < UINT32_MAX ? (uint32_t)count : UINT32_MAX, o->want_terms,
		   &task->candidates, err);
}

int ranked_by_docid(const void *a, const void *b)
{
	uint32_t x = ((const struct ranked_hit *)a)->docid, y = ((const struct ranked_hit *)b)->docid;
	return (x > y) - (x < y);
}

int ranked_by_score(const void *a, const void *b)
{
	const struct ranked_hit *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return ranked_by_docid(a, b);
}

/* Without a space: by what the candidates were found with, the best having 1. */
static void score_by_words(struct ranked_hit *hits, size_t count)
{
	double best = 0;
	for (size_t i = 0; i < count; i++) {
		hits[i].score -= hits[i].related ? 0 : MATCH_WEIGHT;
		if (hits[i].score > best)
			best = hits[i].score;
	}
	for (size_t i = 0; i < count; i++)
		hits[i].score = best > 0 ? hits[i].score / best : 0;
}

/*
 * Ranks the first `depth` hits again; those behind them keep their order.  Their scores are small
 * negative numbers: what the two ways count cannot be compared.
 */
static enum status rank_again(struct task *task, struct ranked_hit *hits, size_t count,
			      struct error *err)
{
	const struct rank_options *o = task->options;
	size_t depth = count < RANK_DEPTH ? count : RANK_DEPTH;
	struct latent_hit *latent = NULL;
	enum status st = STATUS_OK;
	if (depth && !o->no_latent)
		st = latent_rank(task->db, task->first, task->candidates, depth, task->arena, &latent,
				 err);
	if (!depth || st)
		return st;
	qsort(hits, depth, sizeof *hits, ranked_by_docid); /* the order of `latent` */
	if (!latent)
		score_by_words(hits, depth);
	for (size_t i = 0; latent && i < depth; i++)
		hits[i].score = latent[i].score;
	for (size_t i = 0; !o->thorough && i < depth; i++)
		hits[i].score += hits[i].related ? 0 : MATCH_LEAD;
	qsort(hits, depth, sizeof *hits, ranked_by_score);
	for (size_t i = depth; i < count; i++)
		hits[i].score = -(double)(i + 1 - depth);
	return STATUS_OK;
}

static enum status rank(struct task *task, struct ranking *out, struct error *err)
{
	const struct rank_options *o = task->options;
	size_t count = xap_hits_count(task->candidates);
	struct ranked_hit *hits = arena_calloc(task->arena, count, sizeof *hits);
	for (size_t i = 0; i < count; i++) {
		struct xap_hit hit = xap_hits_at(task->candidates, i);
		hits[i] = (struct ranked_hit){hit.docid, hit.score, hit.score < MATCH_WEIGHT, i};
	}
	enum status st = rank_again(task, hits, count, err);
	if (o->first < count) {
		out->hits = hits + o->first;
		out->count = count - o->first < o->count ? count - o->first : o->count;
	}
	return st;
}

enum status rank_theme(struct xap_db *db, struct analyzer *analyzer,
		       const struct search_plan *plan, const struct rank_options *options,
		       struct arena *arena, struct explanation *explanation, struct ranking *out,
		       struct error *err)
{
	struct task task = {.db = db, .plan = plan, .options = options, .arena = arena,
			    .explanation = explanation};
	*out = (struct ranking){.hits = NULL};
	enum status st = find_first(&task, analyzer, err);
	if (!st)
		st = find_candidates(&task, err);
	if (!st)
		st = rank(&task, out, err);
	xap_query_free(task.topic);
	xap_hits_free(task.first);
	if (st)
		xap_hits_free(task.candidates);
	else
		out->found = task.candidates;
	return st;
}

void ranking_release(struct ranking *self)
{
	xap_hits_free(self->found);
	*self = (struct ranking){.hits = NULL};
}
