/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/rank/match_only.h"

#include <string.h>

static const struct {
	struct xap_sort_key keys[3];
	unsigned count;
} orders[SORT_COUNT] = {
	[SORT_RELEVANCE] = {{{0}}, 0},
	[SORT_DATE] = {{{SLOT_ASKED, true, true}, {SLOT_NUMBER, false, true}, {SLOT_ID, false, true}}, 3},
	[SORT_DATE_ASC] = {{{SLOT_ASKED, false, true}, {SLOT_NUMBER, false, true}, {SLOT_ID, false, true}}, 3},
	[SORT_ANSWERED] = {{{SLOT_ANSWERED, true, true}, {SLOT_NUMBER, false, true}, {SLOT_ID, false, true}}, 3},
	[SORT_ANSWERED_ASC] = {{{SLOT_ANSWERED, false, true}, {SLOT_NUMBER, false, true}, {SLOT_ID, false, true}}, 3},
	[SORT_NUMBER] = {{{SLOT_NUMBER, false, true}, {SLOT_ASKED, true, true}, {SLOT_ID, false, true}}, 3},
	[SORT_MINISTER] = {{{SLOT_MINISTER, false, true}, {SLOT_ASKED, true, true}, {SLOT_ID, false, true}}, 3},
	[SORT_ASKER] = {{{SLOT_ASKER, false, true}, {SLOT_ASKED, true, true}, {SLOT_ID, false, true}}, 3},
	[SORT_DAYS] = {{{SLOT_DAYS, false, true}, {SLOT_ASKED, true, true}, {SLOT_ID, false, true}}, 3},
	[SORT_DAYS_DESC] = {{{SLOT_DAYS, true, true}, {SLOT_ASKED, true, true}, {SLOT_ID, false, true}}, 3},
};

/* ---- here ---- */

static enum status sort_here(struct searcher *self, enum search_sort sort, size_t count, struct xap_hit *hits,
			     const struct doc_set *matches, struct arena *arena, size_t *found, struct error *err)
{
	if (!orders[sort].count)
		return matcher_best(self->matcher, matches, count, hits, found, err);
	uint32_t *docids = arena_alloc(arena, count * sizeof *docids + 1);
	enum status st = matcher_sorted(self->matcher, matches, orders[sort].keys, orders[sort].count, count, docids, found,
					err);
	for (size_t i = 0; !st && i < *found; i++)
		hits[i] = (struct xap_hit){docids[i], matcher_score(self->matcher, docids[i]), 0};
	return st;
}

/* What the matcher can weigh it matches as well, and what it read the facets need too. */
static enum status find_here(struct searcher *self, const struct search_plan *plan, enum search_sort sort,
			     uint32_t first, uint32_t count, struct arena *arena, struct ranking *out,
			     struct error *err)
{
	enum status st = matcher_set(self->matcher, plan->matches, NULL, &out->matches, err);
	if (st)
		return st;
	out->total = doc_set_size(&out->matches);
	size_t end = (uint64_t)first + count < out->total ? first + count : out->total, found = 0;
	struct xap_hit *hits = arena_alloc(arena, end * sizeof *hits + 1);
	if (count && plan->by_words)
		st = matcher_add(self->matcher, plan->matches, &out->matches, err);
	if (!st && first < end)
		st = sort_here(self, sort, end, hits, &out->matches, arena, &found, err);
	out->hits = arena_calloc(arena, found, sizeof *out->hits);
	for (size_t i = first; !st && i < found; i++)
		out->hits[out->count++] = (struct ranked_hit){hits[i].docid, hits[i].score, false, i, SLICE_EMPTY};
	return st;
}

/* ---- with other machines, and what only Xapian weighs ---- */

static enum status find_by_xapian(struct searcher *self, const struct search_plan *plan, enum search_sort sort,
				  uint32_t first, uint32_t count, bool explain, struct arena *arena,
				  struct ranking *out, bool *exact, struct error *err)
{
	struct xap_search search = {.query = plan->matches, .check_at_least = UINT32_MAX, RANK_BM25,
				    .first = first, .count = count, .want_terms = explain,
				    .sort_count = orders[sort].count};
	memcpy(search.sort, orders[sort].keys, sizeof orders[sort].keys);
	enum status st = xap_run(self->db, &search, &out->found, err);
	if (st)
		return st;
	out->total = xap_hits_total(out->found, exact);
	out->count = xap_hits_count(out->found);
	out->hits = arena_calloc(arena, out->count, sizeof *out->hits);
	for (size_t i = 0; i < out->count; i++) {
		struct xap_hit hit = xap_hits_at(out->found, i);
		out->hits[i] = (struct ranked_hit){hit.docid, hit.score, false, i, SLICE_EMPTY};
	}
	return STATUS_OK;
}

enum status order_matches(struct searcher *self, const struct search_plan *plan, enum search_sort sort,
			  uint32_t first, uint32_t count, bool explain, struct arena *arena,
			  struct ranking *out, bool *exact, struct error *err)
{
	*exact = true;
	if (!xap_is_remote(self->db) && matcher_weighs(plan->matches))
		return find_here(self, plan, sort, first, count, arena, out, err);
	return find_by_xapian(self, plan, sort, first, count, explain, arena, out, exact, err);
}
