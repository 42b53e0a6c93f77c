/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Order by values.  The first bytes of the first key, which are kept as numbers, say which
 * documents can be among those wanted; only where these are the same are values read.
 */
#include "store/match/match_internal.h"

#include <stdlib.h>

struct sortable {
	uint64_t rank; /* the smaller the earlier */
	uint32_t docid;
	struct slice values[XAP_SORT_KEYS];
};

/* ---- by first bytes ---- */

/* No value comes last in both directions. */
static uint64_t rank_of(uint64_t number, bool descending)
{
	return descending || !number ? ~number : number;
}

static int by_rank(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->docid > y->docid) - (x->docid < y->docid);
}

/* The worst rank among the `most` best. */
static uint64_t last_rank(struct matcher *self, const uint64_t *ranks, size_t count, size_t most)
{
	match_key *keys = arena_alloc(&self->arena, count * sizeof *keys);
	for (size_t i = 0; i < count; i++)
		keys[i] = ~ranks[i];
	match_select(keys, count, most);
	return ~(uint64_t)keys[most - 1];
}

/* The documents that may be among the `most` first, by rank. */
static enum status find_first(struct matcher *self, const struct doc_set *set,
			      const struct xap_sort_key *key, size_t most, struct sortable **out,
			      size_t *out_count, struct error *err)
{
	struct ranged_slot *heads;
	size_t count;
	const uint32_t *docids = matcher_list(self, set, &count);
	enum status st = match_ranged(self, key->slot, docids, count, &heads, err);
	uint64_t *ranks = arena_alloc(&self->arena, count * sizeof *ranks + 1);
	*out_count = 0;
	if (st || !count || !most)
		return st;
	for (size_t i = 0; i < count; i++)
		ranks[i] = heads ? rank_of(heads->values[docids[i]], key->descending) : 0;
	uint64_t last = last_rank(self, ranks, count, most < count ? most : count);
	*out = arena_calloc(&self->arena, count, sizeof **out);
	for (size_t i = 0; i < count; i++)
		if (ranks[i] <= last)
			(*out)[(*out_count)++] = (struct sortable){.rank = ranks[i],
								   .docid = docids[i]};
	qsort(*out, *out_count, sizeof **out, by_rank);
	return STATUS_OK;
}

/* ---- by values ---- */

struct reading {
	struct arena *arena;
	struct sortable **tied; /* by document id */
	size_t at;
	unsigned key;
};

static void take(void *ctx, uint32_t docid, struct slice value)
{
	struct reading *r = ctx;
	while (r->tied[r->at]->docid < docid)
		r->at++;
	r->tied[r->at]->values[r->key] = arena_copy(r->arena, value);
}

static int by_docid(const void *a, const void *b)
{
	const struct sortable *x = *(struct sortable *const *)a, *y = *(struct sortable *const *)b;
	return (x->docid > y->docid) - (x->docid < y->docid);
}

/* Reads the values of those that tie. */
static enum status read_values(struct matcher *self, const struct xap_sort_key *keys,
			       unsigned key_count, struct sortable *items, size_t count,
			       struct error *err)
{
	struct reading r = {&self->arena, arena_alloc(&self->arena, count * sizeof(void *) + 1), 0,
			    0};
	uint32_t *docids = arena_alloc(&self->arena, count * sizeof *docids + 1);
	size_t n = 0;
	enum status st = STATUS_OK;
	for (size_t i = 0; i < count; i++) {
		bool tied = (i && items[i - 1].rank == items[i].rank) ||
			    (i + 1 < count && items[i + 1].rank == items[i].rank);
		if (tied)
			r.tied[n++] = &items[i];
	}
	if (!n)
		return STATUS_OK;
	qsort(r.tied, n, sizeof *r.tied, by_docid);
	for (size_t i = 0; i < n; i++)
		docids[i] = r.tied[i]->docid;
	for (r.key = 0; !st && r.key < key_count; r.key++) {
		r.at = 0;
		st = xap_values(self->db, keys[r.key].slot, docids, n, take, &r, err);
	}
	return st;
}

struct order {
	const struct xap_sort_key *keys;
	unsigned count;
};

static int by_values(const void *a, const void *b, void *ctx)
{
	const struct sortable *x = a, *y = b;
	const struct order *order = ctx;
	for (unsigned k = 0; k < order->count; k++) {
		struct slice v = x->values[k], w = y->values[k];
		int less = slice_compare(v, w);
		if (!less)
			continue;
		if (!v.len || !w.len)
			return v.len ? -1 : 1;
		return order->keys[k].descending ? -less : less;
	}
	return (x->docid > y->docid) - (x->docid < y->docid);
}

enum status matcher_sorted(struct matcher *self, const struct doc_set *set,
			   const struct xap_sort_key *keys, unsigned key_count, size_t count,
			   struct xap_hit *hits, size_t *found, struct error *err)
{
	if (self->served)
		return served_sorted(self->served, set->served, keys, key_count, count, hits, found,
				     err);
	struct order order = {keys, key_count};
	struct sortable *items = NULL;
	size_t n;
	*found = 0;
	enum status st = find_first(self, set, &keys[0], count, &items, &n, err);
	if (!st)
		st = read_values(self, keys, key_count, items, n, err);
	if (st)
		return st;
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && items[to].rank == items[from].rank; to++)
			;
		if (to - from > 1)
			qsort_r(items + from, to - from, sizeof *items, by_values, &order);
	}
	*found = n < count ? n : count;
	for (size_t i = 0; i < *found; i++)
		hits[i] = (struct xap_hit){items[i].docid, match_score(self, items[i].docid)};
	return STATUS_OK;
}
