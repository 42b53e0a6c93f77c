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
	FIRST_DEPTH = 100,  /* hits of the first step that others learn from */
};

/* Lead of a match, where the words and the space together give at most 2.5. */
static const double MATCH_LEAD = .4;

struct task {
	struct xap_db *db;
	struct matcher *matcher;
	struct vectors *vectors;
	const struct search_plan *plan;
	const struct rank_options *options;
	struct arena *arena;
	struct explanation *explanation;
	struct doc_set matches;
	struct hit_list first; /* what the words and their neighbours find */
	struct hit_list candidates;
};

/* Adds scores, within the conditions; frees the query. */
static enum status add(struct task *task, struct xap_query *query_take, struct error *err)
{
	enum status st = matcher_add(task->matcher, query_take, err);
	xap_query_free(query_take);
	if (!st && task->plan->filter)
		st = matcher_keep(task->matcher, task->plan->filter, err);
	return st;
}

static struct hit_list best(struct task *task, const struct doc_set *before, uint64_t count)
{
	uint32_t most = xap_doccount(task->db);
	struct hit_list list = {NULL, count < most ? (size_t)count : most};
	list.items = arena_alloc(task->arena, list.count * sizeof *list.items + 1);
	list.count = matcher_best(task->matcher, before, list.count, list.items);
	return list;
}

static enum status find_first(struct task *task, struct analyzer *analyzer, struct error *err)
{
	const struct rank_options *o = task->options;
	struct xap_query *related = NULL;
	if (o->thesaurus)
		related = expand_thesaurus(o->thesaurus, analyzer, o->words, task->arena,
					   task->explanation);
	struct xap_query *topic = xap_query_copy(task->plan->topic);
	if (related)
		topic = xap_query_pair(XAP_OR, topic, related);
	enum status st = add(task, topic, err);
	if (st)
		return st;
	matcher_mark(task->matcher);
	task->first = best(task, NULL, FIRST_DEPTH);
	return STATUS_OK;
}

/* The best of the words, of their neighbours and of what marks the best hits. */
static enum status find_candidates(struct task *task, struct error *err)
{
	const struct rank_options *o = task->options;
	struct xap_query *terms = NULL;
	uint64_t count = (uint64_t)o->first + o->count;
	enum status st = STATUS_OK;
	if (!o->no_feedback)
		st = expand_feedback(task->db, task->matcher, &task->first, task->arena, task->explanation, &terms,
				     err);
	if (!st && terms)
		st = add(task, terms, err);
	if (!st)
		task->candidates = best(task, &task->matches, count < RANK_DEPTH ? RANK_DEPTH : count);
	return st;
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
	for (size_t i = 0; i < count; i++)
		if (hits[i].score > best)
			best = hits[i].score;
	for (size_t i = 0; i < count; i++)
		hits[i].score = best > 0 ? hits[i].score / best : 0;
}

/* By the words alone, and by likeness; *done is false without a latent space. */
static enum status score_by_likeness(struct task *task, struct ranked_hit *hits, size_t count, bool *done,
				     struct error *err)
{
	struct hit_list list = {arena_alloc(task->arena, count * sizeof *list.items + 1), count};
	for (size_t i = 0; i < count; i++)
		list.items[i] = (struct xap_hit){hits[i].docid, matcher_marked(task->matcher, hits[i].docid), 0};
	enum status st = vectors_begin(task->vectors, task->db, matcher_state(task->matcher), err);
	if (!st)
		st = latent_rank(task->vectors, task->db, &task->first, &list, task->arena, done, err);
	for (size_t i = 0; !st && *done && i < count; i++)
		hits[i].score = list.items[i].score;
	return st;
}

/* Brings as many of the best to the front as are wanted, in order. */
static void sort_first(struct ranked_hit *hits, size_t count, uint64_t wanted)
{
	enum { FEW = 40 };
	size_t sorted = 0;
	if (wanted > FEW) {
		qsort(hits, count, sizeof *hits, ranked_by_score);
		return;
	}
	for (size_t i = 0; wanted && i < count; i++) {
		struct ranked_hit one = hits[i];
		if (sorted == wanted && ranked_by_score(&one, &hits[sorted - 1]) > 0)
			continue;
		size_t k = sorted < wanted ? sorted++ : sorted - 1;
		hits[i] = hits[k]; /* the one that gives way */
		for (; k && ranked_by_score(&one, &hits[k - 1]) < 0; k--)
			hits[k] = hits[k - 1];
		hits[k] = one;
	}
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
	bool done = false;
	enum status st = STATUS_OK;
	if (depth && !o->no_latent)
		st = score_by_likeness(task, hits, depth, &done, err);
	if (!depth || st)
		return st;
	if (!done)
		score_by_words(hits, depth);
	for (size_t i = 0; !o->thorough && i < depth; i++)
		hits[i].score += hits[i].related ? 0 : MATCH_LEAD;
	sort_first(hits, depth, (uint64_t)o->first + o->count);
	for (size_t i = depth; i < count; i++)
		hits[i].score = -(double)(i + 1 - depth);
	return STATUS_OK;
}

static enum status rank(struct task *task, struct ranking *out, struct error *err)
{
	const struct rank_options *o = task->options;
	size_t count = task->candidates.count;
	struct ranked_hit *hits = arena_calloc(task->arena, count, sizeof *hits);
	for (size_t i = 0; i < count; i++) {
		const struct xap_hit *hit = &task->candidates.items[i];
		hits[i] = (struct ranked_hit){hit->docid, hit->score, !doc_set_has(&task->matches, hit->docid), i};
	}
	enum status st = rank_again(task, hits, count, err);
	if (o->first < count) {
		out->hits = hits + o->first;
		out->count = count - o->first < o->count ? count - o->first : o->count;
	}
	return st;
}

enum status rank_theme(struct xap_db *db, struct matcher *matcher, struct vectors *vectors,
		       struct analyzer *analyzer, const struct search_plan *plan, const struct rank_options *options,
		       struct arena *arena, struct explanation *explanation, struct ranking *out,
		       struct error *err)
{
	struct task task = {.db = db, .matcher = matcher, .vectors = vectors, .plan = plan, .options = options,
			    .arena = arena, .explanation = explanation};
	*out = (struct ranking){.hits = NULL};
	enum status st = matcher_set(matcher, plan->matches, NULL, &task.matches, err);
	if (!st)
		out->total = doc_set_size(&task.matches);
	if (st || (!options->count && !options->explain))
		return st;
	st = find_first(&task, analyzer, err);
	if (!st)
		st = find_candidates(&task, err);
	return st ? st : rank(&task, out, err);
}

void ranking_release(struct ranking *self)
{
	xap_hits_free(self->found);
	*self = (struct ranking){.hits = NULL};
}
