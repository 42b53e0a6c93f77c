/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/rank/similar.h"

#include <math.h>
#include <stdlib.h>

#include "searcher/rank/lsi_rank.h"

enum { TERMS_MAX = 40, DEPTH = 500 };

/* Terms in a larger share of the questions tell nothing. */
static const double MOST_SHARE = .1;

struct gathering {
	struct arena *arena;
	struct marking_term *items; /* weight is the wdf until weigh() */
	size_t count, room;
};

static bool is_word(struct slice term)
{
	return term.len > 2 && !byte_is_digit(term.ptr[0]) &&
	       !(term.ptr[0] >= 'A' && term.ptr[0] <= 'Z');
}

static void add(struct gathering *g, struct slice term, double wdf)
{
	if (!is_word(term) || wdf <= 0)
		return;
	g->items = arena_grow(g->arena, g->items, g->count, &g->room, sizeof *g->items);
	g->items[g->count++] = (struct marking_term){arena_copy(g->arena, term), wdf};
}

static int by_term(const void *a, const void *b)
{
	return slice_compare(((const struct marking_term *)a)->term,
			     ((const struct marking_term *)b)->term);
}

static int by_weight(const void *a, const void *b)
{
	const struct marking_term *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight < y->weight ? 1 : -1;
	return by_term(a, b);
}

/* Adds up equal terms, weighs them and keeps the heaviest. */
static enum status weigh(struct xap_db *db, struct gathering *g, struct marking_terms *out,
			 struct error *err)
{
	double total = xap_doccount(db);
	size_t n = 0, kept = 0;
	if (g->count)
		qsort(g->items, g->count, sizeof *g->items, by_term);
	for (size_t i = 0; i < g->count; i++) {
		if (n && slice_eq(g->items[n - 1].term, g->items[i].term))
			g->items[n - 1].weight += g->items[i].weight;
		else
			g->items[n++] = g->items[i];
	}
	struct slice *names = arena_alloc(g->arena, n * sizeof *names + 1);
	uint32_t *frequencies = arena_calloc(g->arena, n, sizeof *frequencies);
	for (size_t i = 0; i < n; i++)
		names[i] = g->items[i].term;
	enum status st = xap_term_frequencies(db, names, n, frequencies, err);
	if (st)
		return st;
	for (size_t i = 0; i < n; i++) {
		uint32_t frequency = frequencies[i];
		if (!frequency || (frequency > total * MOST_SHARE && frequency > 10))
			continue;
		g->items[kept] = g->items[i];
		g->items[kept++].weight = log(1 + g->items[i].weight / SCHEMA_WDF_SCALE) *
					  log(1 + total / frequency);
	}
	if (kept)
		qsort(g->items, kept, sizeof *g->items, by_weight);
	*out = (struct marking_terms){g->items, kept < TERMS_MAX ? kept : TERMS_MAX};
	return STATUS_OK;
}

enum status similar_terms_of_document(struct xap_db *db, uint32_t docid, struct arena *arena,
				      struct marking_terms *out, struct error *err)
{
	struct gathering g = {.arena = arena};
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t wdf;
	bool more = true;
	enum status st = xap_terms_open(db, docid, SLICE_EMPTY, &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, NULL, &wdf, err);
		if (!st && more)
			add(&g, term, wdf);
	}
	xap_terms_close(terms);
	return st ? st : weigh(db, &g, out, err);
}

enum status similar_terms_shared(struct xap_db *db, uint32_t docid,
				 const struct marking_terms *terms, bool *has, struct error *err)
{
	struct xap_terms *held = NULL;
	struct slice term;
	bool more = true;
	enum status st = xap_terms_open(db, docid, SLICE_EMPTY, &held, err);
	while (!st && more) {
		st = xap_terms_next(held, &more, &term, NULL, NULL, err);
		for (size_t i = 0; !st && more && i < terms->count; i++)
			has[i] = has[i] || slice_eq(terms->items[i].term, term);
	}
	xap_terms_close(held);
	return st;
}

static void take_token(void *ctx, const struct token *token)
{
	for (unsigned i = 0; i < token->word->count; i++) {
		const struct word_term *t = &token->word->terms[i];
		if (t->kind == TERM_WORD)
			add(ctx, t->text, SCHEMA_WDF_QUESTION);
		else if (t->kind == TERM_PART)
			add(ctx, t->text, SCHEMA_WDF_QUESTION * SCHEMA_WDF_PART / SCHEMA_WDF_SCALE);
	}
}

enum status similar_terms_of_text(struct xap_db *db, struct analyzer *analyzer, struct slice text,
				  struct arena *arena, struct marking_terms *out, struct error *err)
{
	struct gathering g = {.arena = arena};
	analyzer_run(analyzer, text, 1, take_token, &g);
	return weigh(db, &g, out, err);
}

/* ---- ranking ---- */

static struct xap_query *terms_query(const struct marking_terms *terms, struct arena *arena)
{
	struct xap_query **parts = arena_calloc(arena, terms->count, sizeof *parts);
	for (size_t i = 0; i < terms->count; i++)
		parts[i] = xap_query_scale(xap_query_term(terms->items[i].term),
					   terms->items[i].weight / terms->items[0].weight);
	return xap_query_join(XAP_OR, parts, terms->count);
}

static enum status find(struct matcher *matcher, const struct marking_terms *terms,
			const struct xap_query *filter, struct arena *arena, struct hit_list *out,
			struct error *err)
{
	struct xap_query *query = terms_query(terms, arena);
	size_t none;
	enum status st = matcher_add(matcher, query, NULL, err);
	xap_query_free(query);
	if (!st && filter)
		st = matcher_keep(matcher, filter, err);
	out->items = arena_alloc(arena, DEPTH * sizeof *out->items);
	return st ? st : matcher_best(matcher, NULL, DEPTH, out->items, &out->count, &none, err);
}

static enum status order(struct xap_db *db, struct matcher *matcher, struct vectors *vectors,
			 struct hit_list *list, uint32_t docid, struct arena *arena,
			 struct ranked_hit *hits, size_t *count, struct error *err)
{
	bool latent = false;
	size_t n = 0;
	enum status st = latent_rank(vectors, db, matcher, list, list, arena, &latent, err);
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].docid != docid)
			hits[n++] = (struct ranked_hit){list->items[i].docid,
							list->items[i].score,
							false,
							i,
							SLICE_EMPTY,
							NULL};
	*count = n;
	return st || !latent ? st : ranked_sort(db, hits, n, n, arena, err);
}

enum status similar_rank(struct xap_db *db, struct matcher *matcher, struct vectors *vectors,
			 const struct marking_terms *terms, const struct xap_query *filter,
			 uint32_t docid, uint32_t first, uint32_t count, struct arena *arena,
			 struct ranking *out, struct error *err)
{
	struct hit_list list;
	size_t n = 0;
	*out = (struct ranking){.hits = NULL};
	if (!terms->count)
		return STATUS_OK;
	enum status st = find(matcher, terms, filter, arena, &list, err);
	if (st)
		return st;
	struct ranked_hit *hits = arena_calloc(arena, list.count, sizeof *hits);
	st = order(db, matcher, vectors, &list, docid, arena, hits, &n, err);
	if (!st && first < n) {
		out->hits = hits + first;
		out->count = n - first < count ? n - first : count;
	}
	out->total = (uint32_t)list.count;
	return st;
}
