/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best of all scores. */
#include "store/match/match_internal.h"

#include <math.h>

enum { MARGIN = 16 }; /* documents behind the last one wanted that may turn out to go before it */

/* What differs by less is a tie: databases in parts add up a score in other orders. */
static double rounded(double score)
{
	return nearbyint(score * 0x1p24) * 0x1p-24;
}

/*
 * A rank as one number, the larger the better: whether the document is in `first`, its score (no score is
 * below 0, so the bits of floats sort as they do), and its id, the smaller the better.  What rounding to a float
 * hides, sort_hits brings to light.
 */
static uint64_t rank_key(bool first, double score, uint32_t docid)
{
	uint32_t bits;
	float rough = (float)score;
	memcpy(&bits, &rough, sizeof bits);
	return (uint64_t)first << 63 | (uint64_t)bits << 32 | (UINT32_MAX - docid);
}

static void swap(uint64_t *a, uint64_t *b)
{
	uint64_t t = *a;
	*a = *b;
	*b = t;
}

/* Parts keys from low to high around one of them: returns the last place of the better half. */
static size_t part(uint64_t *keys, size_t low, size_t high)
{
	uint64_t pivot = keys[low + (high - low) / 2];
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
static void sort_best(uint64_t *keys, size_t low, size_t high, size_t most)
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

void match_select(uint64_t *keys, size_t count, size_t most)
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

/* Keys that are gathered until there are twice as many as wanted; then the worse half goes. */
struct gathering {
	uint64_t *keys;
	size_t count, most;
	float least; /* a score that is not above it comes too late */
};

static void gather(struct gathering *g, bool first, double score, uint32_t docid)
{
	g->keys[g->count++] = rank_key(first, score, docid);
	if (g->count < 2 * g->most)
		return;
	match_select(g->keys, g->count, g->most);
	g->count = g->most;
	uint32_t bits = (uint32_t)(g->keys[g->most - 1] >> 32) & INT32_MAX;
	memcpy(&g->least, &bits, sizeof bits);
}

/* Of equal scores the earlier document is better, and those come first: what does not exceed the least is lost. */
static void gather_others(struct matcher *self, const struct doc_set *first, struct gathering *g)
{
	const double *scores = self->scores;
	for (size_t i = 0; i < self->touched.count; i++) {
		uint64_t word = self->touched.words[i] & ~(first ? first->words[i] : 0);
		for (; word; word &= word - 1) {
			uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			if ((float)scores[docid] > g->least)
				gather(g, false, scores[docid], docid);
		}
	}
}

/* The best, of equal scores by document id. */
static size_t best_by_number(struct matcher *self, const struct doc_set *first, size_t count, struct xap_hit *hits)
{
	struct gathering g = {.most = count < self->last ? count : self->last, .least = -1};
	size_t before = 0;
	if (!g.most)
		return 0;
	g.keys = arena_alloc(&self->arena, 2 * g.most * sizeof *g.keys);
	for (size_t i = 0; first && i < first->count; i++)
		for (uint64_t word = first->words[i]; word; word &= word - 1, before++) {
			uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			gather(&g, true, self->scores[docid], docid);
		}
	if (before < g.most) {
		g.least = -1;
		gather_others(self, first, &g);
	}
	if (g.count)
		sort_best(g.keys, 0, g.count - 1, g.most);
	if (g.count > g.most)
		g.count = g.most;
	for (size_t i = 0; i < g.count; i++) {
		uint32_t docid = UINT32_MAX - (uint32_t)g.keys[i];
		hits[i] = (struct xap_hit){docid, rounded(self->scores[docid]), 0};
	}
	return g.count;
}

static bool goes_before(const struct xap_hit *a, const struct xap_hit *b)
{
	return a->score != b->score ? a->score > b->score : a->docid < b->docid;
}

/* Of hits that are nearly in order. */
static void sort_hits(struct xap_hit *hits, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct xap_hit hit = hits[i];
		size_t k = i;
		for (; k && goes_before(&hit, &hits[k - 1]); k--)
			hits[k] = hits[k - 1];
		hits[k] = hit;
	}
}

/* ---- ties ---- */

/* The first `wanted` of hits that all tie, in order, by the ranks of their ids. */
static void order_by_rank(struct matcher *self, const uint32_t *ranks, struct xap_hit *hits, size_t count, size_t wanted)
{
	uint64_t *keys = arena_alloc(&self->arena, count * sizeof *keys);
	for (size_t i = 0; i < count; i++)
		keys[i] = ~((uint64_t)ranks[hits[i].docid] << 32 | hits[i].docid);
	sort_best(keys, 0, count - 1, wanted);
	for (size_t i = 0; i < wanted; i++)
		hits[i].docid = (uint32_t)~keys[i];
}

/* Of hits in the order of their scores, of which ties behind the first `wanted` may come in any order. */
static enum status order_ties(struct matcher *self, struct xap_hit *hits, size_t count, size_t wanted, struct error *err)
{
	const uint32_t *ranks = flat_ranks(self->flat);
	if (!ranks)
		return xap_order_ties(self->db, hits, count, err);
	for (size_t from = 0, to; from < wanted; from = to) {
		for (to = from + 1; to < count && hits[to].score == hits[from].score; to++)
			;
		if (to - from > 1)
			order_by_rank(self, ranks, hits + from, to - from, (to < wanted ? to : wanted) - from);
	}
	return STATUS_OK;
}

/* Counts, and lists unless NULL, the documents with this score that are in `first`, or that are not. */
static size_t find_ties(const struct matcher *self, const struct doc_set *first, bool in_first, double score,
			struct xap_hit *ties)
{
	size_t n = 0;
	for (size_t i = 0; i < self->touched.count; i++) {
		uint64_t firsts = first ? first->words[i] : 0;
		for (uint64_t word = in_first ? firsts : self->touched.words[i] & ~firsts; word; word &= word - 1) {
			uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			if (rounded(self->scores[docid]) != score)
				continue;
			if (ties)
				ties[n] = (struct xap_hit){docid, score, 0};
			n++;
		}
	}
	return n;
}

/* Where the last hits tie with others that did not get in, those that go first of all of them do. */
static enum status settle_end(struct matcher *self, const struct doc_set *first, struct xap_hit *hits, size_t count,
			      struct error *err)
{
	double score = hits[count - 1].score;
	bool in_first = first && doc_set_has(first, hits[count - 1].docid);
	size_t from = count - 1, n = find_ties(self, first, in_first, score, NULL);
	while (from && hits[from - 1].score == score &&
	       (first && doc_set_has(first, hits[from - 1].docid)) == in_first)
		from--;
	if (n <= count - from)
		return STATUS_OK;
	struct xap_hit *ties = arena_alloc(&self->arena, n * sizeof *ties);
	find_ties(self, first, in_first, score, ties);
	enum status st = order_ties(self, ties, n, count - from, err);
	memcpy(hits + from, ties, (count - from) * sizeof *hits);
	return st;
}

/* Whether documents behind the first `count` of all n that were found may tie with the last of them. */
static bool may_tie(const struct doc_set *first, const struct xap_hit *best, size_t n, size_t count)
{
	const struct xap_hit *last = &best[count - 1], *next = &best[count];
	if (first && doc_set_has(first, last->docid) != doc_set_has(first, next->docid))
		return false;
	return last->score == next->score || (float)last->score == (float)best[n - 1].score;
}

enum status matcher_best(struct matcher *self, const struct doc_set *first, size_t count, struct xap_hit *hits,
			 size_t *found, struct error *err)
{
	size_t room = count < self->last ? count + MARGIN : self->last, matches = 0;
	struct xap_hit *best = arena_alloc(&self->arena, room * sizeof *best + 1);
	size_t n = count ? best_by_number(self, first, room, best) : 0;
	while (first && matches < n && doc_set_has(first, best[matches].docid))
		matches++;
	sort_hits(best, matches);
	sort_hits(best + matches, n - matches);
	enum status st = order_ties(self, best, matches, matches, err);
	if (!st)
		st = order_ties(self, best + matches, n - matches, n - matches, err);
	*found = n < count ? n : count;
	if (*found)
		memcpy(hits, best, *found * sizeof *hits);
	return st || n <= count || !may_tie(first, best, n, count) ? st : settle_end(self, first, hits, count, err);
}
