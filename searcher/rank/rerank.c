/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shares are taken as they are, as square roots and as ranks: a linear model of these is a smooth
 * curve of each.  What no score says is where the words and names stand: a question with the theme
 * in its title is about it.
 */
#include "searcher/rank/rerank.h"

#include <math.h>
#include <stdlib.h>

#include "searcher/compile/query_from_text.h"
#include "stemming/words.h"

/*
 * Made by tests/quality/train.py on the judged themes (doc/benchmarks.md, "Ranking", has what they
 * score when they are made without the themes that are scored).  Around these numbers the order
 * hardly changes.
 */
static const double weights[FEATURES] = {
	[FEATURE_MATCH] = 0.104,         [FEATURE_WORDS] = -1.146,
	[FEATURE_TOTAL] = -0.774,        [FEATURE_LIKENESS] = -1.968,
	[FEATURE_ROOT_WORDS] = 3.154,    [FEATURE_ROOT_LIKENESS] = 3.945,
	[FEATURE_RANK_TOTAL] = 0.513,    [FEATURE_RANK_LIKENESS] = 0.592,
	[FEATURE_LENGTH] = -0.232,       [FEATURE_TITLE_WORDS] = 0.562,
	[FEATURE_TITLE_NAME] = 0.359,    [FEATURE_QUESTION_WORDS] = 0.171,
	[FEATURE_QUESTION_NAME] = 0.488,
};

/* Looking where words stand costs most: of the best candidates and the best names; with `thorough`
 * of all and of more. */
enum { LOOKED_INTO = 100, NAMES_ASKED = 3, NAMES_ASKED_THOROUGH = 12 };
static const double RANK_OFFSET = 10;

struct scoring {
	const struct rerank_task *task;
	struct evidence *list;
	size_t count;
	struct doc_set candidates;
	struct error *err;
};

/* ---- where words and names stand ---- */

/* What is known of a text in a title and in a question. */
struct sought {
	enum feature title, question;
	bool name; /* not the words themselves */
};

/* Sets the feature of each document of the set that has all words of the text in the scope. */
static enum status find_in(struct scoring *s, struct slice text, enum query_scope scope,
			   const struct doc_set *within, const struct sought *sought)
{
	const enum feature feature = scope == QUERY_TITLE ? sought->title : sought->question;
	struct xap_query *query = words_within(s->task->analyzer, text, scope);
	struct doc_set found;
	enum status st = matcher_set(s->task->matcher, query, within, &found, s->err);
	for (size_t i = 0; !st && i < s->count; i++) {
		struct evidence *e = &s->list[i];
		if (!doc_set_has(&found, e->docid) || e->features[feature] > 0)
			continue;
		e->features[feature] = 1;
		if (sought->name)
			*(scope == QUERY_TITLE ? &e->title_name : &e->question_name) = text;
	}
	xap_query_free(query);
	return st;
}

/* Few names are in any of the candidates, and only where they are has to be looked for. */
static enum status find_text(struct scoring *s, struct slice text, const struct sought *sought)
{
	struct xap_query *anywhere = words_within(s->task->analyzer, text, QUERY_ANYWHERE);
	struct doc_set having;
	if (!anywhere)
		return STATUS_OK;
	enum status st = matcher_set(s->task->matcher, anywhere, &s->candidates, &having, s->err);
	const bool none = !st && doc_set_is_empty(&having);
	if (!st && !none)
		st = find_in(s, text, QUERY_TITLE, &having, sought);
	if (!st && !none)
		st = find_in(s, text, QUERY_QUESTION, &having, sought);
	xap_query_free(anywhere);
	return st;
}

static enum status find_texts(struct scoring *s)
{
	static const struct sought words = {FEATURE_TITLE_WORDS, FEATURE_QUESTION_WORDS, false};
	static const struct sought name = {FEATURE_TITLE_NAME, FEATURE_QUESTION_NAME, true};
	const struct rerank_task *task = s->task;
	enum status st = find_text(s, task->words, &words);
	size_t most = task->thorough ? NAMES_ASKED_THOROUGH : NAMES_ASKED;
	for (size_t i = 0; !st && i < task->name_count && i < most; i++)
		st = find_text(s, task->names[i], &name);
	return st;
}

/* ---- how much of the words a candidate has ---- */

static const double TITLE_SHARE = .5;

/* Of full coverage; the first page hardly changes between 6 and 12. */
static const double COVERAGE_WEIGHT = 8;

static enum status find_word(struct scoring *s, struct xap_query *query,
			     const struct doc_set *within, struct doc_set *having, uint32_t *size)
{
	enum status st = matcher_set(s->task->matcher, query, within, having, s->err);
	if (!st)
		st = matcher_size(s->task->matcher, having, size, s->err);
	xap_query_free(query);
	return st;
}

static void cover(struct scoring *s, const struct doc_set *having, const struct doc_set *titled,
		  double rarity)
{
	for (size_t i = 0; i < s->count; i++) {
		struct evidence *e = &s->list[i];
		const bool has = doc_set_has(having, e->docid);
		e->asked++;
		e->held += has;
		e->coverage += has ? rarity : 0;
		e->coverage += titled && doc_set_has(titled, e->docid) ? TITLE_SHARE * rarity : 0;
	}
}

/* Where no question has a compound, those with all of its parts count. */
static enum status cover_word(struct scoring *s, struct slice word, double *most)
{
	const struct rerank_task *task = s->task;
	struct xap_query *query = words_within(task->analyzer, word, QUERY_ANYWHERE);
	struct term_set terms = {.arena = task->arena};
	struct doc_set having, titled;
	uint32_t size, titles = 0;
	if (!query)
		return STATUS_OK;
	enum status st = find_word(s, query, NULL, &having, &size);
	if (!st && !size)
		st = find_word(s, words_all(task->analyzer, word, &terms), NULL, &having, &size);
	else if (!st)
		st = find_word(s, words_within(task->analyzer, word, QUERY_TITLE), &having, &titled,
			       &titles);
	if (st)
		return st;
	const double rarity = size ? log((task->documents + 1.0) / (size + 1.0)) : 0;
	*most += (1 + TITLE_SHARE) * rarity;
	cover(s, &having, titles ? &titled : NULL, rarity);
	return STATUS_OK;
}

/*
 * Rare words say more about what was asked than common ones, however often the common ones occur.
 */
static enum status cover_words(struct scoring *s)
{
	const struct slice words = s->task->words;
	struct span span;
	size_t pos = 0;
	double most = 0;
	enum status st = STATUS_OK;
	while (!st && words_next(words, &pos, &span))
		st = cover_word(s, slice_sub(words, span.start, span.end), &most);
	for (size_t i = 0; !st && most > 0 && i < s->count; i++)
		s->list[i].coverage /= most;
	return st;
}

/* ---- the other features ---- */

enum { RANK_STEPS = 4096 };

/*
 * How many candidates have a larger value, counted in steps of the values' range: what differs by
 * less than a step is the same.
 */
static void count_better(struct scoring *s, const double *values, uint32_t *better)
{
	uint32_t *above = arena_calloc(s->task->arena, RANK_STEPS + 1, sizeof *above);
	double least = INFINITY, most = -INFINITY;
	for (size_t i = 0; i < s->count; i++) {
		least = fmin(least, values[i]);
		most = fmax(most, values[i]);
	}
	double step = most > least ? (RANK_STEPS - 1) / (most - least) : 0;
	for (size_t i = 0; i < s->count; i++)
		above[(size_t)((values[i] - least) * step)]++;
	for (size_t k = RANK_STEPS; k--;)
		above[k] += above[k + 1];
	for (size_t i = 0; i < s->count; i++)
		better[i] = above[(size_t)((values[i] - least) * step) + 1];
}

/* The logarithm of a candidate's rank by a feature. */
static void add_ranks(struct scoring *s, enum feature by, enum feature out)
{
	double *values = arena_alloc(s->task->arena, s->count * sizeof *values + 1);
	uint32_t *better = arena_alloc(s->task->arena, s->count * sizeof *better + 1);
	for (size_t i = 0; i < s->count; i++)
		values[i] = s->list[i].features[by];
	count_better(s, values, better);
	for (size_t i = 0; i < s->count; i++)
		s->list[i].features[out] = -log(RANK_OFFSET + better[i]);
}

/* The candidates that are looked into: the best without that. */
static void choose_candidates(struct scoring *s)
{
	double *values = arena_alloc(s->task->arena, s->count * sizeof *values + 1);
	uint32_t *better = arena_alloc(s->task->arena, s->count * sizeof *better + 1);
	for (size_t i = 0; i < s->count; i++) {
		const double *f = s->list[i].features;
		values[i] = fmin(f[FEATURE_WORDS], 1) + f[FEATURE_LIKENESS];
	}
	count_better(s, values, better);
	for (size_t i = 0; i < s->count; i++)
		if (s->task->thorough || better[i] < LOOKED_INTO)
			doc_set_add(&s->candidates, s->list[i].docid);
}

static enum status add_lengths(struct scoring *s)
{
	uint32_t *docids = arena_alloc(s->task->arena, s->count * sizeof *docids + 1);
	uint32_t *lengths = arena_alloc(s->task->arena, s->count * sizeof *lengths + 1);
	for (size_t i = 0; i < s->count; i++)
		docids[i] = s->list[i].docid;
	enum status st = matcher_lengths(s->task->matcher, docids, s->count, lengths, s->err);
	for (size_t i = 0; !st && i < s->count; i++)
		s->list[i].features[FEATURE_LENGTH] = log(lengths[i] ? lengths[i] : 1);
	return st;
}

static double weighed(const double features[FEATURES])
{
	double sum = 0;
	for (int i = 0; i < FEATURES; i++)
		sum += weights[i] * features[i];
	return sum;
}

enum status rerank_score(const struct rerank_task *task, struct evidence *list, size_t count,
			 struct error *err)
{
	struct scoring s = {task, list, count, matcher_new_set(task->matcher), err};
	choose_candidates(&s);
	enum status st = find_texts(&s);
	if (!st && task->unmatched && !task->name_count)
		st = cover_words(&s);
	if (!st)
		st = add_lengths(&s);
	if (st)
		return st;
	add_ranks(&s, FEATURE_TOTAL, FEATURE_RANK_TOTAL);
	add_ranks(&s, FEATURE_LIKENESS, FEATURE_RANK_LIKENESS);
	for (size_t i = 0; i < count; i++) {
		double *f = list[i].features;
		f[FEATURE_ROOT_WORDS] = sqrt(fmax(f[FEATURE_WORDS], 0));
		f[FEATURE_ROOT_LIKENESS] = sqrt(fmax(f[FEATURE_LIKENESS], 0));
		list[i].score = weighed(f) + COVERAGE_WEIGHT * list[i].coverage;
	}
	return STATUS_OK;
}
