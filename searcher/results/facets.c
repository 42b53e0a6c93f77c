/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/facets.h"

#include <stdlib.h>
#include <string.h>

#include "searcher/compile/facet_filter.h"
#include "searcher/snapshot/searcher_internal.h"

/* The columns that have the values to count. */
static const enum column columns_of[FACET_COUNT] = {
	[FACET_MINISTER] = COLUMN_MINISTERS,
	[FACET_OFFICE] = COLUMN_OFFICES,
	[FACET_ASKER] = COLUMN_ASKERS,
	[FACET_PARTY] = COLUMN_PARTIES,
	[FACET_YEAR] = COLUMN_YEAR,
	[FACET_SESSION] = COLUMN_SESSION,
	[FACET_PARLIAMENT] = COLUMN_PARLIAMENT,
	[FACET_STATUS] = COLUMN_STATUS,
	[FACET_THEME] = COLUMN_THEMES,
	[FACET_KIND] = COLUMN_KIND,
};

static int by_value(const void *a, const void *b)
{
	return slice_compare(((const struct facet_value *)a)->value,
			     ((const struct facet_value *)b)->value);
}

static int by_count(const void *a, const void *b)
{
	const struct facet_value *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return by_value(a, b);
}

/* Chosen values are listed even when they have none. */
static void mark_chosen(const struct facet_choice *choice, struct arena *arena,
			struct facet_counts *out)
{
	struct slice wanted = facet_key(choice->facet, choice->value, arena);
	size_t room = out->count;
	for (size_t i = 0; i < out->count; i++)
		if (slice_eq(facet_key(choice->facet, out->values[i].value, arena), wanted)) {
			out->values[i].chosen = true;
			return;
		}
	out->values = arena_grow(arena, out->values, out->count, &room, sizeof *out->values);
	out->values[out->count++] = (struct facet_value){choice->value, 0, true};
}

static enum status count_facet(struct searcher *searcher, const struct doc_set *set,
			       enum facet facet, const struct facet_choice *choices,
			       size_t choice_count, struct arena *arena, struct facet_counts *out,
			       struct error *err)
{
	struct column_value *values;
	*out = (struct facet_counts){.counted = true, .exact = true};
	enum status st = columns_count(searcher->columns, searcher->db, searcher->matcher,
				       columns_of[facet], set, arena, &values, &out->count, err);
	if (st)
		return st;
	out->values = arena_calloc(arena, out->count, sizeof *out->values);
	for (size_t i = 0; i < out->count; i++)
		out->values[i] = (struct facet_value){arena_copy(arena, values[i].value),
						      values[i].count, false};
	if (facet == FACET_YEAR || facet == FACET_SESSION) {
		st = matcher_size(searcher->matcher, set, &out->without, err);
		for (size_t i = 0; !st && i < out->count; i++)
			out->without -= out->values[i].count;
	}
	for (size_t i = 0; i < choice_count; i++)
		if (choices[i].facet == facet)
			mark_chosen(&choices[i], arena, out);
	if (out->count)
		qsort(out->values, out->count, sizeof *out->values,
		      facet == FACET_YEAR || facet == FACET_SESSION ? by_value : by_count);
	return st;
}

/* Those of `base` under the choices without those of facet `except`. */
static enum status narrow(struct searcher *searcher, const struct doc_set *base,
			  const struct facet_choice *choices, size_t choice_count,
			  enum facet except, struct arena *arena, struct doc_set *out,
			  struct error *err)
{
	enum status st = STATUS_OK;
	*out = *base;
	for (int f = 0; !st && f < FACET_COUNT; f++) {
		struct xap_query *filter = f == (int)except ? NULL
							    : facet_query((enum facet)f, choices,
									  choice_count, arena);
		const struct doc_set wider = *out;
		if (filter)
			st = matcher_set(searcher->matcher, filter, &wider, out, err);
		xap_query_free(filter);
	}
	return st;
}

/* Counts the facets in `wanted` under the choices without those of facet `except`. */
static enum status count_set(struct searcher *searcher, const struct doc_set *base,
			     const struct facet_choice *choices, size_t choice_count,
			     unsigned wanted, enum facet except, struct arena *arena,
			     struct facet_counts *counts, struct error *err)
{
	struct doc_set set;
	if (!wanted)
		return STATUS_OK;
	enum status st = narrow(searcher, base, choices, choice_count, except, arena, &set, err);
	for (int f = 0; !st && f < FACET_COUNT; f++)
		if (wanted & 1u << f)
			st = count_facet(searcher, &set, (enum facet)f, choices, choice_count,
					 arena, &counts[f], err);
	return st;
}

enum status facets_count(struct searcher *searcher, const struct doc_set *base,
			 const struct facet_choice *choices, size_t choice_count, unsigned wanted,
			 struct arena *arena, struct facet_counts counts[FACET_COUNT],
			 struct error *err)
{
	unsigned filtered = 0;
	memset(counts, 0, FACET_COUNT * sizeof *counts);
	for (size_t i = 0; i < choice_count; i++)
		filtered |= 1u << choices[i].facet;
	enum status st = count_set(searcher, base, choices, choice_count, wanted & ~filtered,
				   FACET_COUNT, arena, counts, err);
	for (int f = 0; !st && f < FACET_COUNT; f++)
		st = count_set(searcher, base, choices, choice_count, wanted & filtered & 1u << f,
			       (enum facet)f, arena, counts, err);
	return st;
}
