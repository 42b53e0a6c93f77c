/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/rank/match_only.h"

#include <string.h>

static const struct {
	struct xap_sort_key keys[3];
	unsigned count;
} orders[SORT_COUNT] = {
	[SORT_RELEVANCE] = {{{0}}, 0},
	[SORT_DATE] = {{{SLOT_ASKED, true}, {SLOT_NUMBER, false}, {SLOT_ID, false}}, 3},
	[SORT_DATE_ASC] = {{{SLOT_ASKED, false}, {SLOT_NUMBER, false}, {SLOT_ID, false}}, 3},
	[SORT_ANSWERED] = {{{SLOT_ANSWERED, true}, {SLOT_NUMBER, false}, {SLOT_ID, false}}, 3},
	[SORT_ANSWERED_ASC] = {{{SLOT_ANSWERED, false}, {SLOT_NUMBER, false}, {SLOT_ID, false}}, 3},
	[SORT_NUMBER] = {{{SLOT_NUMBER, false}, {SLOT_ASKED, true}, {SLOT_ID, false}}, 3},
	[SORT_MINISTER] = {{{SLOT_MINISTER, false}, {SLOT_ASKED, true}, {SLOT_ID, false}}, 3},
	[SORT_ASKER] = {{{SLOT_ASKER, false}, {SLOT_ASKED, true}, {SLOT_ID, false}}, 3},
	[SORT_DAYS] = {{{SLOT_DAYS, false}, {SLOT_ASKED, true}, {SLOT_ID, false}}, 3},
	[SORT_DAYS_DESC] = {{{SLOT_DAYS, true}, {SLOT_ASKED, true}, {SLOT_ID, false}}, 3},
};

static enum status sort(struct searcher *self, enum search_sort sort, size_t count,
			struct xap_hit *hits, const struct doc_set *matches, size_t *found,
			struct error *err)
{
	size_t none;
	if (!orders[sort].count)
		return matcher_best(self->matcher, NULL, count, hits, found, &none, err);
	return matcher_sorted(self->matcher, matches, orders[sort].keys, orders[sort].count, count,
			      hits, found, err);
}

enum status order_matches(struct searcher *self, const struct search_plan *plan,
			  enum search_sort by, uint32_t first, uint32_t count, struct arena *arena,
			  struct ranking *out, struct error *err)
{
	enum status st = matcher_set(self->matcher, plan->matches, NULL, &out->matches, err);
	out->has_matches = !st;
	if (!st)
		st = matcher_size(self->matcher, &out->matches, &out->total, err);
	if (st)
		return st;
	size_t end = (uint64_t)first + count < out->total ? first + count : out->total, found = 0;
	struct xap_hit *hits = arena_alloc(arena, end * sizeof *hits + 1);
	if (count && plan->by_words)
		st = matcher_add(self->matcher, plan->matches, &out->matches, err);
	if (!st && first < end)
		st = sort(self, by, end, hits, &out->matches, &found, err);
	out->hits = arena_calloc(arena, found, sizeof *out->hits);
	for (size_t i = first; !st && i < found; i++)
		out->hits[out->count++] = (struct ranked_hit){
			hits[i].docid, hits[i].score, false, i, SLICE_EMPTY, NULL};
	return st;
}
