/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Candidates are found with the matches in front, so that all of them come before
 * anything else once the list is longer than RANK_DEPTH.  Within that depth a match has
 * a lead, no wall: among questions with all the words some only mention them, and what is
 * about the theme in other words is worth more (figures in doc/benchmarks.md).  A long theme says
 * itself what it is about: its words alone find what they were taken from better than with anything
 * added.
 */
#include <math.h>
#include <stdlib.h>

#include "searcher/expand/expand.h"
#include "searcher/expand/hit_list.h"
#include "searcher/rank/lsi_rank.h"
#include "searcher/rank/rank.h"
#include "searcher/rank/rerank.h"

enum {
	RANK_DEPTH = 1000,  /* hits that are ranked by the latent space */
	FIRST_DEPTH = 1000, /* hits of the first step */
};

struct rank_task {
	struct xap_db *db;
	struct matcher *matcher;
	struct vectors *vectors;
	struct analyzer *analyzer;
	const struct search_plan *plan;
	const struct rank_options *options;
	struct arena *arena;
	struct explanation *explanation;
	uint32_t total;
	struct doc_set matches;
	struct hit_list first;    /* what the words and their neighbours find */
	struct hit_list teachers; /* the same, behind what the reader marked */
	struct hit_list candidates;
	struct hit_list marked; /* those that the reader marked, taken out of the candidates */
	size_t marked_matches;
	bool complete;      /* there are no other candidates */
	size_t match_count; /* of the candidates, which come first */
	double *words; /* the score of each candidate by the words and their neighbours alone */
};

/* Lead of a match, where the words and the space together give at most 2.5. */
static const double MATCH_LEAD = .4;

/* Adds scores, within the conditions. */
static enum status add(struct rank_task *task, const struct xap_query *query, struct error *err)
{
	enum status st = matcher_add(task->matcher, query, NULL, err);
	return st || !task->plan->filter ? st
					 : matcher_keep(task->matcher, task->plan->filter, err);
}

static enum status best(struct rank_task *task, const struct doc_set *before, uint64_t count,
			struct hit_list *out, size_t *firsts, struct error *err)
{
	uint32_t most = xap_doccount(task->db);
	size_t room = count < most ? (size_t)count : most;
	out->items = arena_alloc(task->arena, room * sizeof *out->items + 1);
	return matcher_best(task->matcher, before, room, out->items, &out->count, firsts, err);
}

/* Adds the words, and their neighbours in the thesaurus. */
static enum status add_topic(struct rank_task *task, struct analyzer *analyzer, struct error *err)
{
	const struct rank_options *o = task->options;
	struct xap_query *related = NULL;
	enum status st = STATUS_OK;
	if (o->thesaurus)
		related = expand_thesaurus(o->thesaurus, analyzer, o->words, task->arena,
					   task->explanation);
	if (related)
		st = matcher_add(task->matcher, task->plan->topic, NULL, err);
	if (!st)
		st = add(task, related ? related : task->plan->topic, err);
	xap_query_free(related);
	return st;
}

/* Adds the terms that mark the teachers: the marked questions only where the best hits are left
 * out. */
static enum status add_feedback(struct rank_task *task, struct error *err)
{
	const struct rank_options *o = task->options;
	struct hit_list teachers = task->teachers;
	struct xap_query *terms = NULL;
	if (o->no_feedback || task->plan->long_theme)
		teachers.count = o->marked.count;
	if (!teachers.count)
		return STATUS_OK;
	enum status st = expand_feedback(task->db, task->matcher, &teachers, task->arena,
					 task->explanation, &terms, err);
	if (!st && terms)
		st = add(task, terms, err);
	xap_query_free(terms);
	return st;
}

/* The best of the words, of their neighbours and of what marks the best hits. */
static enum status find_candidates(struct rank_task *task, struct error *err)
{
	const struct rank_options *o = task->options;
	struct hit_list *candidates = &task->candidates;
	uint64_t count = (uint64_t)o->first + o->count;
	count = (count < RANK_DEPTH ? RANK_DEPTH : count) + o->marked.count;
	enum status st = add_feedback(task, err);
	if (!st)
		st = best(task, &task->matches, count, candidates, &task->match_count, err);
	if (st)
		return st;
	task->complete = candidates->count < count;
	task->marked_matches = marked_part(&o->marked, candidates, &task->match_count,
					   &task->marked, task->arena);
	uint32_t *docids = arena_alloc(task->arena, candidates->count * sizeof *docids + 1);
	for (size_t i = 0; i < candidates->count; i++)
		docids[i] = candidates->items[i].docid;
	task->words = arena_alloc(task->arena, candidates->count * sizeof *task->words + 1);
	return matcher_marked(task->matcher, docids, candidates->count, task->words, err);
}

/* Counts the matches, and finds the candidates. */
static enum status find(struct rank_task *task, struct analyzer *analyzer, struct error *err)
{
	size_t none;
	enum status st = matcher_set(task->matcher, task->plan->matches, NULL, &task->matches, err);
	if (!st)
		st = matcher_size(task->matcher, &task->matches, &task->total, err);
	if (st || (!task->options->count && !task->options->explain))
		return st;
	st = add_topic(task, analyzer, err);
	if (st)
		return st;
	matcher_mark(task->matcher);
	st = best(task, NULL, FIRST_DEPTH, &task->first, &none, err);
	task->teachers = marked_teachers(&task->options->marked, &task->first, task->arena);
	return st ? st : find_candidates(task, err);
}

static int by_score(const void *a, const void *b)
{
	const struct ranked_hit *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return slice_compare(x->id, y->id);
}

/* Brings as many of the best to the front as are wanted, in order. */
static void sort_first(struct ranked_hit *hits, size_t count, uint64_t wanted)
{
	enum { FEW = 40 };
	size_t sorted = 0;
	if (wanted > FEW) {
		qsort(hits, count, sizeof *hits, by_score);
		return;
	}
	for (size_t i = 0; wanted && i < count; i++) {
		struct ranked_hit one = hits[i];
		if (sorted == wanted && by_score(&one, &hits[sorted - 1]) > 0)
			continue;
		size_t k = sorted < wanted ? sorted++ : sorted - 1;
		hits[i] = hits[k]; /* the one that gives way */
		for (; k && by_score(&one, &hits[k - 1]) < 0; k--)
			hits[k] = hits[k - 1];
		hits[k] = one;
	}
}

/* Scores are sums, and the last bits of sums depend on where the documents lie. */
static void round_scores(struct ranked_hit *hits, size_t count)
{
	const double steps = 1 << 20;
	for (size_t i = 0; i < count; i++)
		hits[i].score = rint(hits[i].score * steps) / steps;
}

static enum status read_id(struct xap_db *db, struct ranked_hit *hit, struct arena *arena,
			   struct error *err)
{
	struct buffer id = BUFFER_INIT;
	enum status st = xap_value(db, hit->docid, SLOT_ID, &id, err);
	hit->id = arena_copy(arena, buffer_slice(&id));
	buffer_release(&id);
	return st;
}

/* Brings what ties with the last of the first ones behind it; returns where that ends. */
static size_t join_ties(struct ranked_hit *hits, size_t count, size_t first)
{
	size_t end = first;
	for (size_t i = first; first && i < count; i++) {
		if (hits[i].score != hits[first - 1].score)
			continue;
		struct ranked_hit one = hits[i];
		hits[i] = hits[end];
		hits[end++] = one;
	}
	return end;
}

enum status ranked_sort(struct xap_db *db, struct ranked_hit *hits, size_t count, uint64_t wanted,
			struct arena *arena, struct error *err)
{
	enum status st = STATUS_OK;
	if (!count)
		return STATUS_OK;
	round_scores(hits, count);
	sort_first(hits, count, wanted);
	size_t end = join_ties(hits, count, wanted < count ? (size_t)wanted : count);
	for (size_t from = 0, to; !st && from < end; from = to) {
		for (to = from + 1; to < end && hits[to].score == hits[from].score; to++)
			;
		for (size_t i = from; !st && to - from > 1 && i < to; i++)
			st = read_id(db, &hits[i], arena, err);
		if (to - from > 1)
			qsort(hits + from, to - from, sizeof *hits, by_score);
	}
	return st;
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

/* What is known of the first `count` hits; *list is NULL without a latent space. */
static enum status gather_evidence(struct rank_task *task, const struct ranked_hit *hits,
				   size_t count, struct evidence **list, struct error *err)
{
	struct hit_list candidates = {
		arena_alloc(task->arena, count * sizeof *candidates.items + 1), count};
	double *likeness, best = task->first.count ? task->first.items[0].score : 1;
	for (size_t i = 0; i < count; i++)
		candidates.items[i] = task->candidates.items[hits[i].found];
	enum status st = latent_likeness(task->vectors, task->db, task->matcher, &task->teachers,
					 &candidates, task->arena, &likeness, err);
	*list = !st && likeness ? arena_calloc(task->arena, count, sizeof **list) : NULL;
	for (size_t i = 0; *list && i < count; i++) {
		struct evidence *e = &(*list)[i];
		e->docid = hits[i].docid;
		e->features[FEATURE_MATCH] = !hits[i].related;
		e->features[FEATURE_WORDS] = task->words[hits[i].found] / best;
		e->features[FEATURE_TOTAL] = hits[i].score / best;
		e->features[FEATURE_LIKENESS] = likeness[i];
	}
	return st;
}

/* By the model, or where it is not known where words stand by words and likeness, with a lead for
 * matches. */
static enum status score_evidence(struct rank_task *task, struct evidence *list, size_t count,
				  struct error *err)
{
	const struct rank_options *o = task->options;
	const struct rerank_task rerank = {.matcher = task->matcher,
					   .analyzer = task->analyzer,
					   .words = o->words,
					   .names = task->explanation->names,
					   .name_count = task->explanation->name_count,
					   .documents = xap_doccount(task->db),
					   .thorough = o->thorough,
					   .unmatched = !task->total,
					   .arena = task->arena};
	if (matcher_knows_positions(task->matcher))
		return rerank_score(&rerank, list, count, err);
	for (size_t i = 0; i < count; i++) {
		const double *f = list[i].features;
		list[i].score = latent_score(f[FEATURE_WORDS], f[FEATURE_LIKENESS]) +
				MATCH_LEAD * f[FEATURE_MATCH];
	}
	return STATUS_OK;
}

/* Raises what is like the questions that the reader marked. */
static enum status add_marked(struct rank_task *task, const struct ranked_hit *hits,
			      struct evidence *list, size_t count, struct error *err)
{
	const struct marked_documents *marked = &task->options->marked;
	const struct hit_list teachers = {task->teachers.items, marked->count};
	struct hit_list candidates = {
		arena_alloc(task->arena, count * sizeof *candidates.items + 1), count};
	double *likeness;
	if (!marked->count)
		return STATUS_OK;
	for (size_t i = 0; i < count; i++)
		candidates.items[i] = task->candidates.items[hits[i].found];
	enum status st = latent_likeness(task->vectors, task->db, task->matcher, &teachers,
					 &candidates, task->arena, &likeness, err);
	for (size_t i = 0; !st && likeness && i < count; i++)
		list[i].score += marked_bonus(marked, likeness[i]);
	return st;
}

/*
 * Ranks the first `depth` hits again; those behind them keep their order.  Their scores are
 * smaller than all others: what the two ways count cannot be compared.
 */
static enum status rank_again(struct rank_task *task, struct ranked_hit *hits, size_t count,
			      struct error *err)
{
	const struct rank_options *o = task->options;
	size_t depth = count < RANK_DEPTH ? count : RANK_DEPTH;
	struct evidence *list = NULL;
	double least = 0;
	enum status st = STATUS_OK;
	if (depth && !o->no_latent && !task->plan->long_theme)
		st = gather_evidence(task, hits, depth, &list, err);
	if (!st && list)
		st = score_evidence(task, list, depth, err);
	if (!st && list)
		st = add_marked(task, hits, list, depth, err);
	if (!depth || st)
		return st;
	if (!list)
		score_by_words(hits, depth);
	for (size_t i = 0; i < depth; i++) {
		hits[i].score = list ? list[i].score
				     : hits[i].score + (hits[i].related ? 0 : MATCH_LEAD);
		hits[i].evidence = list ? &list[i] : NULL;
		least = fmin(least, hits[i].score);
	}
	for (size_t i = depth; i < count; i++)
		hits[i].score = least - (double)(i + 1 - depth);
	return ranked_sort(task->db, hits, depth, (uint64_t)o->first + o->count, task->arena, err);
}

/* Puts what the reader marked behind all other hits. */
static size_t append_marked(const struct rank_task *task, struct ranked_hit *hits, size_t count)
{
	double least = 0;
	for (size_t i = 0; i < count; i++)
		least = fmin(least, hits[i].score);
	for (size_t i = 0; i < task->marked.count; i++) {
		const bool related = i >= task->marked_matches;
		hits[count] = (struct ranked_hit){task->marked.items[i].docid,
						  least - 1 - (double)i,
						  related,
						  count,
						  SLICE_EMPTY,
						  NULL};
		count++;
	}
	return count;
}

static enum status rank(struct rank_task *task, struct ranking *out, struct error *err)
{
	const struct rank_options *o = task->options;
	size_t count = task->candidates.count, all = count + task->marked.count,
	       matches = task->match_count + task->marked_matches;
	struct ranked_hit *hits = arena_calloc(task->arena, all, sizeof *hits);
	for (size_t i = 0; i < count; i++) {
		const struct xap_hit *hit = &task->candidates.items[i];
		hits[i] = (struct ranked_hit){hit->docid, hit->score,  i >= task->match_count,
					      i,          SLICE_EMPTY, NULL};
	}
	size_t listed = all < RANK_DEPTH ? all : RANK_DEPTH;
	out->related = listed > matches ? (uint32_t)(listed - matches) : 0;
	out->related_cut = listed == RANK_DEPTH;
	enum status st = rank_again(task, hits, count, err);
	if (!st && task->complete)
		count = append_marked(task, hits, count);
	if (o->first < count) {
		out->hits = hits + o->first;
		out->count = count - o->first < o->count ? count - o->first : o->count;
	}
	return st;
}

enum status rank_theme(struct xap_db *db, struct matcher *matcher, struct vectors *vectors,
		       struct analyzer *analyzer, const struct search_plan *plan,
		       const struct rank_options *options, struct arena *arena,
		       struct explanation *explanation, struct ranking *out, struct error *err)
{
	struct rank_task task = {.db = db,
				 .matcher = matcher,
				 .vectors = vectors,
				 .analyzer = analyzer,
				 .plan = plan,
				 .options = options,
				 .arena = arena,
				 .explanation = explanation};
	*out = (struct ranking){.hits = NULL};
	enum status st = find(&task, analyzer, err);
	out->total = task.total;
	out->matches = task.matches;
	out->has_matches = true;
	if (!st && (task.candidates.count || task.marked.count))
		st = rank(&task, out, err);
	return st;
}
