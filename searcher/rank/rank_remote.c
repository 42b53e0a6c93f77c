/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matcher reads whole posting lists, which is no way over a network.  Here each step is a search of
 * the kind that Xapian's servers run, the same weights being theirs; the vectors of the last step come
 * along with the candidates.
 */
#include <stdlib.h>

#include "searcher/expand/expand.h"
#include "searcher/rank/lsi_rank.h"
#include "searcher/rank/rank_internal.h"

/* Puts candidates that match before all others; above every sum of word weights. */
static const double MATCH_WEIGHT = 10000;

static enum status run(struct rank_task *task, struct xap_query *query_take, uint64_t count, bool rows,
		       struct hit_list *out, struct error *err)
{
	struct xap_query *whole = plan_limited(task->plan, query_take);
	struct xap_search search = {.query = whole, .count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX,
				    .carry = rows, .carry_slot = XAP_SLOT_ROW, RANK_BM25};
	struct xap_hits *hits = NULL;
	enum status st = xap_run(task->db, &search, &hits, err);
	xap_query_free(whole);
	if (st)
		return st;
	*out = (struct hit_list){NULL, xap_hits_count(hits)};
	out->items = arena_alloc(task->arena, out->count * sizeof *out->items + 1);
	for (size_t i = 0; i < out->count; i++)
		out->items[i] = xap_hits_at(hits, i);
	xap_hits_free(hits);
	return STATUS_OK;
}

static enum status count_matches(struct rank_task *task, struct error *err)
{
	struct xap_search search = {.query = task->plan->matches, .check_at_least = UINT32_MAX, RANK_BM25};
	struct xap_hits *hits = NULL;
	bool exact;
	enum status st = xap_run(task->db, &search, &hits, err);
	if (st)
		return st;
	task->total = xap_hits_total(hits, &exact);
	xap_hits_free(hits);
	return STATUS_OK;
}

/* The best of the words, of their neighbours and of what marks the best hits. */
static enum status find_candidates(struct rank_task *task, const struct xap_query *topic, struct error *err)
{
	const struct rank_options *o = task->options;
	struct xap_query *terms = NULL;
	uint64_t count = (uint64_t)o->first + o->count;
	enum status st = STATUS_OK;
	if (!o->no_feedback)
		st = expand_feedback(task->db, task->matcher, &task->first, task->arena, task->explanation, &terms,
				     err);
	if (st)
		return st;
	struct xap_query *parts[] = {xap_query_copy(topic), terms,
				     xap_query_fixed(xap_query_copy(task->plan->matches), MATCH_WEIGHT)};
	task->whole = xap_query_join(XAP_OR, parts, 3);
	st = run(task, xap_query_copy(task->whole), count < RANK_DEPTH ? RANK_DEPTH : count, !o->no_latent,
		 &task->candidates, err);
	task->related = arena_calloc(task->arena, task->candidates.count, sizeof *task->related);
	for (size_t i = 0; !st && i < task->candidates.count; i++) {
		struct xap_hit *hit = &task->candidates.items[i];
		task->related[i] = hit->score < MATCH_WEIGHT;
		hit->score -= task->related[i] ? 0 : MATCH_WEIGHT;
	}
	return st;
}

/* ---- the words' own scores ---- */

static int by_docid(const void *a, const void *b)
{
	uint32_t x = ((const struct xap_hit *)a)->docid, y = ((const struct xap_hit *)b)->docid;
	return (x > y) - (x < y);
}

static struct hit_list sorted(const struct hit_list *list, struct arena *arena)
{
	struct hit_list out = {arena_alloc(arena, list->count * sizeof *out.items + 1), list->count};
	if (list->count) {
		memcpy(out.items, list->items, list->count * sizeof *out.items);
		qsort(out.items, out.count, sizeof *out.items, by_docid);
	}
	return out;
}

static const struct xap_hit *find(const struct hit_list *by_docids, uint32_t docid)
{
	struct xap_hit key = {.docid = docid};
	return by_docids->count ? bsearch(&key, by_docids->items, by_docids->count, sizeof key, by_docid) : NULL;
}

/* Those of the documents, by the terms of their ids. */
static enum status listed(struct xap_db *db, const uint32_t *docids, size_t count, struct arena *arena,
			  struct xap_query **out, struct error *err)
{
	struct xap_query **ids = arena_calloc(arena, count, sizeof *ids);
	struct buffer id = BUFFER_INIT, term = BUFFER_INIT;
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < count; i++) {
		st = xap_value(db, docids[i], SLOT_ID, &id, err);
		schema_term(&term, PREFIX_ID, buffer_slice(&id));
		ids[i] = xap_query_term(buffer_slice(&term), 1);
	}
	buffer_release(&id);
	buffer_release(&term);
	*out = xap_query_any(ids, count);
	return st;
}

/* Of what one of the two lists lacks: the candidates' scores by the words alone, and the vectors of what is
 * learned from. */
static enum status find_others(struct rank_task *task, const struct xap_query *topic, const struct hit_list *known,
			       struct hit_list *out, struct error *err)
{
	size_t depth = task->candidates.count < RANK_DEPTH ? task->candidates.count : RANK_DEPTH, count = 0;
	size_t teachers = task->first.count < LATENT_TEACHERS ? task->first.count : LATENT_TEACHERS;
	struct hit_list candidates = sorted(&task->candidates, task->arena);
	uint32_t *docids = arena_alloc(task->arena, (depth + teachers) * sizeof *docids + 1);
	struct xap_query *ids;
	for (size_t i = 0; known->count == FIRST_DEPTH && i < depth; i++) /* else it has all that there are */
		if (!find(known, task->candidates.items[i].docid))
			docids[count++] = task->candidates.items[i].docid;
	for (size_t i = 0; !task->options->no_latent && i < teachers; i++)
		if (!find(&candidates, task->first.items[i].docid))
			docids[count++] = task->first.items[i].docid;
	if (!count)
		return STATUS_OK;
	enum status st = listed(task->db, docids, count, task->arena, &ids, err);
	struct xap_query *within = xap_query_pair(XAP_AND_MAYBE, xap_query_scale(ids, 0), xap_query_copy(topic));
	if (!st)
		return run(task, within, count, true, out, err);
	xap_query_free(within);
	return st;
}

static enum status find_words(struct rank_task *task, const struct xap_query *topic, struct error *err)
{
	struct hit_list known = sorted(&task->first, task->arena), others = {NULL, 0};
	enum status st = find_others(task, topic, &known, &others, err);
	others = sorted(&others, task->arena);
	task->words = arena_calloc(task->arena, task->candidates.count, sizeof *task->words);
	for (size_t i = 0; !st && i < task->candidates.count; i++) {
		const struct xap_hit *hit = find(&known, task->candidates.items[i].docid);
		hit = hit ? hit : find(&others, task->candidates.items[i].docid);
		task->words[i] = hit ? hit->score : 0;
	}
	return st;
}

/* ---- terms ---- */

enum status ranked_find_terms(struct xap_db *db, const struct xap_query *query, struct ranked_hit *hits, size_t count,
			      struct arena *arena, struct xap_hits **found, struct error *err)
{
	uint32_t *docids = arena_alloc(arena, count * sizeof *docids + 1);
	struct xap_query *ids;
	for (size_t i = 0; i < count; i++)
		docids[i] = hits[i].docid;
	enum status st = listed(db, docids, count, arena, &ids, err);
	struct xap_query *within = xap_query_pair(XAP_FILTER, xap_query_copy(query), ids);
	struct xap_search search = {.query = within, .count = (uint32_t)count, .want_terms = true, RANK_BM25};
	xap_hits_free(*found);
	*found = NULL;
	if (!st)
		st = xap_run(db, &search, found, err);
	xap_query_free(within);
	for (size_t i = 0; !st && i < count; i++)
		for (size_t k = 0; k < xap_hits_count(*found); k++)
			if (xap_hits_at(*found, k).docid == hits[i].docid)
				hits[i].found = k;
	return st;
}

enum status rank_remote_find(struct rank_task *task, struct analyzer *analyzer, struct error *err)
{
	enum status st = count_matches(task, err);
	if (st || (!task->options->count && !task->options->explain))
		return st;
	struct xap_query *topic = rank_topic(task, analyzer);
	st = run(task, xap_query_copy(topic), FIRST_DEPTH, false, &task->first, err);
	if (!st)
		st = find_candidates(task, topic, err);
	if (!st)
		st = find_words(task, topic, err);
	xap_query_free(topic);
	return st;
}
