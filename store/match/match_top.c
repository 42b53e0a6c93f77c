/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best of all scores.  The place of a document among others is one number, the larger the
 * better: whether it is in `first`, its score (none is below 0, so the bits of doubles sort as they
 * do), the rank of its id among all ids, the smaller the better, and its number.  Without a flat
 * file ranks are not known, and the ids of those that tie are read.
 */
#include "store/match/match_internal.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"
#include "store/index/schema.h"

/* What differs by less is a tie: databases in parts add up a score in other orders. */
static double rounded(double score)
{
	return nearbyint(score * 0x1p24) * 0x1p-24;
}

/* ---- keys ---- */

static match_key key_of(const struct matcher *self, bool first, uint32_t docid)
{
	const uint32_t *ranks = flat_ranks(self->flat);
	const double score = rounded(match_score(self, docid));
	uint64_t bits;
	memcpy(&bits, &score, sizeof bits);
	return (match_key)((uint64_t)first << 63 | bits) << 64 |
	       (uint64_t)(UINT32_MAX - (ranks ? ranks[docid] : 0)) << 32 | (UINT32_MAX - docid);
}

static uint32_t docid_of(match_key key)
{
	return UINT32_MAX - (uint32_t)key;
}

/* First or not, and the score. */
static uint64_t score_of(match_key key)
{
	return (uint64_t)(key >> 64);
}

static void swap(match_key *a, match_key *b)
{
	match_key t = *a;
	*a = *b;
	*b = t;
}

/* Parts keys from low to high around one of them: returns the last place of the better half. */
static size_t part(match_key *keys, size_t low, size_t high)
{
	match_key pivot = keys[low + (high - low) / 2];
	for (size_t i = low, j = high;; i++, j--) {
		while (keys[i] > pivot)
			i++;
		while (keys[j] < pivot)
			j--;
		if (i >= j)
			return j;
		swap(&keys[i], &keys[j]);
	}
}

/* Brings the `most` best to the front, sorted; what lies behind comes in any order. */
static void sort_best(match_key *keys, size_t low, size_t high, size_t most)
{
	enum { FEW = 16 };
	while (low < most && low < high) {
		if (high - low < FEW) {
			for (size_t i = low + 1; i <= high; i++)
				for (size_t k = i; k > low && keys[k] > keys[k - 1]; k--)
					swap(&keys[k], &keys[k - 1]);
			return;
		}
		size_t middle = part(keys, low, high);
		sort_best(keys, low, middle, most);
		low = middle + 1;
	}
}

void match_select(match_key *keys, size_t count, size_t most)
{
	size_t low = 0, high = count - 1;
	while (low < high) {
		size_t middle = part(keys, low, high);
		if (most - 1 <= middle)
			high = middle;
		else
			low = middle + 1;
	}
}

/* ---- gathering ---- */

/* Keys that are gathered until there are twice as many as wanted; then the worse half goes. */
struct gathering {
	match_key *keys;
	size_t count, most;
	double least; /* a score that is below comes too late */
};

static void gather(struct gathering *g, match_key key)
{
	g->keys[g->count++] = key;
	if (g->count < 2 * g->most)
		return;
	match_select(g->keys, g->count, g->most);
	g->count = g->most;
	const uint64_t bits = score_of(g->keys[g->most - 1]) & INT64_MAX;
	memcpy(&g->least, &bits, sizeof bits);
	g->least -= 0x1p-24; /* of scores as they are rounded */
}

static void gather_set(struct matcher *self, const struct doc_set *set,
		       const struct doc_set *without, struct gathering *g)
{
	for (size_t i = 0; i < set->count; i++)
		for (uint64_t word = set->words[i] & ~(without ? without->words[i] : 0); word;
		     word &= word - 1) {
			uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			if (match_score(self, docid) >= g->least)
				gather(g, key_of(self, set != &self->touched, docid));
		}
}

/* Those in `first`, and unless they are enough the others that have a score. */
static void gather_all(struct matcher *self, const struct doc_set *first, struct gathering *g)
{
	g->least = -1;
	if (first)
		gather_set(self, first, NULL, g);
	if (g->count >= g->most)
		return;
	g->least = -1;
	gather_set(self, &self->touched, first, g);
}

/* ---- ties without ranks ---- */

struct tie {
	struct slice id;
	uint32_t docid;
};

struct tie_reading {
	struct arena *arena;
	struct tie *ties; /* by document */
	size_t at;
};

static void take_id(void *ctx, uint32_t docid, struct slice id)
{
	struct tie_reading *r = ctx;
	while (r->ties[r->at].docid < docid)
		r->at++;
	r->ties[r->at].id = arena_copy(r->arena, id);
}

static int by_id(const void *a, const void *b)
{
	const struct tie *x = a, *y = b;
	const int order = slice_compare(x->id, y->id);
	return order ? order : (x->docid > y->docid) - (x->docid < y->docid);
}

static enum status order_by_id(struct matcher *self, match_key *keys, size_t count,
			       struct error *err)
{
	struct tie_reading r = {&self->arena, arena_calloc(&self->arena, count, sizeof *r.ties), 0};
	uint32_t *docids = arena_alloc(&self->arena, count * sizeof *docids);
	for (size_t i = 0; i < count; i++)
		docids[i] = docid_of(keys[i]);
	qsort(docids, count, sizeof *docids, sort_by_u32);
	for (size_t i = 0; i < count; i++)
		r.ties[i].docid = docids[i];
	enum status st = xap_values(self->db, SLOT_ID, docids, count, take_id, &r, err);
	qsort(r.ties, count, sizeof *r.ties, by_id);
	for (size_t i = 0; i < count; i++)
		keys[i] = (match_key)score_of(keys[i]) << 64 | (UINT32_MAX - r.ties[i].docid);
	return st;
}

/* Gathers again what is as good as the last of them, and has the ids settle who ties. */
static enum status settle(struct matcher *self, const struct doc_set *first, struct gathering *g,
			  struct error *err)
{
	const uint64_t last = score_of(g->keys[g->count - 1]);
	struct gathering all = {.most = (size_t)self->last + 1};
	enum status st = STATUS_OK;
	size_t n = 0;
	all.keys = arena_alloc(&self->arena,
			       all.most * sizeof *all.keys); /* fewer than that: none gives way */
	gather_all(self, first, &all);
	for (size_t i = 0; i < all.count; i++)
		if (score_of(all.keys[i]) >= last)
			all.keys[n++] = all.keys[i];
	sort_best(all.keys, 0, n - 1, n);
	for (size_t from = 0, to; !st && from < n; from = to) {
		for (to = from + 1; to < n && score_of(all.keys[to]) == score_of(all.keys[from]);
		     to++)
			;
		if (to - from > 1)
			st = order_by_id(self, all.keys + from, to - from, err);
	}
	g->keys = all.keys;
	return st;
}

enum status matcher_best(struct matcher *self, const struct doc_set *first, size_t count,
			 struct xap_hit *hits, size_t *found, size_t *firsts, struct error *err)
{
	struct gathering g = {.most = count < self->last ? count : self->last};
	enum status st = STATUS_OK;
	if (self->served)
		return served_best(self->served, first ? first->served : NULL, count, hits, found,
				   firsts, err);
	*found = *firsts = 0;
	if (!g.most)
		return STATUS_OK;
	g.keys = arena_alloc(&self->arena, 2 * g.most * sizeof *g.keys);
	gather_all(self, first, &g);
	if (!g.count)
		return STATUS_OK;
	sort_best(g.keys, 0, g.count - 1, g.most);
	*found = g.count = g.count < g.most ? g.count : g.most;
	if (!flat_ranks(self->flat))
		st = settle(self, first, &g, err);
	for (size_t i = 0; !st && i < *found; i++) {
		hits[i] = (struct xap_hit){docid_of(g.keys[i]),
					   rounded(match_score(self, docid_of(g.keys[i])))};
		*firsts += g.keys[i] >> 127 & 1;
	}
	return st;
}
