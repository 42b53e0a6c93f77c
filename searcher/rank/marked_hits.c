/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers are from the judged themes, without the questions that were marked
 * (doc/benchmarks.md, "Ranking", which also lists what was tried); around them the scores hardly
 * change.
 */
#include "searcher/rank/marked_hits.h"

static const double WEIGHT = 2, LIKENESS = .4;

static bool is_marked(const struct marked_documents *self, uint32_t docid)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->docids[i] == docid)
			return true;
	return false;
}

struct hit_list marked_teachers(const struct marked_documents *marked, const struct hit_list *first,
				struct arena *arena)
{
	if (!marked->count)
		return *first;
	const double score = first->count ? WEIGHT * first->items[0].score : 1;
	struct hit_list out = {
		arena_alloc(arena, (marked->count + first->count) * sizeof *out.items), 0};
	for (size_t i = 0; i < marked->count; i++)
		out.items[out.count++] = (struct xap_hit){.docid = marked->docids[i],
							  .score = score};
	for (size_t i = 0; i < first->count; i++)
		if (!is_marked(marked, first->items[i].docid))
			out.items[out.count++] = first->items[i];
	return out;
}

size_t marked_part(const struct marked_documents *marked, struct hit_list *list, size_t *firsts,
		   struct hit_list *out, struct arena *arena)
{
	const size_t matches = *firsts;
	size_t kept = 0;
	*out = (struct hit_list){arena_alloc(arena, marked->count * sizeof *out->items + 1), 0};
	for (size_t i = 0; i < list->count; i++) {
		if (!is_marked(marked, list->items[i].docid)) {
			list->items[kept++] = list->items[i];
			continue;
		}
		out->items[out->count++] = list->items[i];
		*firsts -= i < matches;
	}
	list->count = kept;
	return matches - *firsts;
}

double marked_bonus(const struct marked_documents *marked, double likeness)
{
	return LIKENESS * (double)marked->count * likeness;
}
