/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/statistics.h"

#include <stdlib.h>

#include "searcher/compile/facet_filter.h"
#include "searcher/results/facets.h"
#include "searcher/snapshot/searcher_internal.h"

struct days {
	double days;
	uint32_t count;
};

static int by_days(const void *a, const void *b)
{
	double x = ((const struct days *)a)->days, y = ((const struct days *)b)->days;
	return (x > y) - (x < y);
}

/* The smallest number of days within which the share was answered ("nearest rank"). */
static double percentile(const struct days *days, size_t count, uint32_t all, double share)
{
	double seen = 0;
	for (size_t i = 0; i < count; i++) {
		seen += days[i].count;
		if (seen >= share * all)
			return days[i].days;
	}
	return 0;
}

static enum status measure(struct searcher *searcher, const struct doc_set *set,
			   struct arena *arena, struct answer_time *out, struct error *err)
{
	struct column_value *values;
	size_t count;
	*out = (struct answer_time){.answered = 0};
	enum status st = columns_count(searcher->columns, searcher->db, searcher->matcher,
				       COLUMN_DAYS, set, arena, &values, &count, err);
	if (st || !count)
		return st;
	struct days *days = arena_alloc(arena, count * sizeof *days);
	for (size_t i = 0; i < count; i++) {
		days[i] = (struct days){xap_unpack_number(values[i].value), values[i].count};
		out->answered += values[i].count;
	}
	out->known = out->answered >= ANSWER_TIMES_MIN;
	if (!out->known)
		return STATUS_OK;
	qsort(days, count, sizeof *days, by_days);
	out->median = percentile(days, count, out->answered, .5);
	out->percentile90 = percentile(days, count, out->answered, .9);
	return STATUS_OK;
}

static enum status fill_table(struct searcher *searcher, const struct doc_set *matches,
			      enum facet facet, const struct facet_counts *counts,
			      struct arena *arena, struct statistics_table *out, struct error *err)
{
	size_t rows = counts->count;
	enum status st = STATUS_OK;
	if (facet != FACET_YEAR && rows > STATISTICS_ROWS_MAX)
		rows = STATISTICS_ROWS_MAX;
	*out = (struct statistics_table){facet, arena_calloc(arena, rows, sizeof *out->rows), 0,
					 counts->count, counts->without};
	for (; !st && out->count < rows; out->count++) {
		const struct facet_value *value = &counts->values[out->count];
		struct facet_choice choice = {facet, value->value};
		struct xap_query *chosen = facet_query(facet, &choice, 1, arena);
		struct statistics_row *row = &out->rows[out->count];
		struct doc_set set;
		row->value = value->value;
		row->count = value->count;
		st = matcher_set(searcher->matcher, chosen, matches, &set, err);
		if (!st)
			st = measure(searcher, &set, arena, &row->time, err);
		xap_query_free(chosen);
	}
	return st;
}

enum status statistics_make(struct searcher *searcher, const struct doc_set *matches,
			    struct arena *arena, struct statistics *out, struct error *err)
{
	enum facet wanted[STATISTICS_TABLES] = {FACET_YEAR, FACET_MINISTER, FACET_PARTY};
	struct facet_counts counts[FACET_COUNT];
	*out = (struct statistics){.exact = true};
	enum status st = measure(searcher, matches, arena, &out->time, err);
	if (!st)
		st = coverage_count(searcher, matches, arena, &out->coverage, err);
	out->total = out->coverage.questions;
	if (!st)
		st = facets_count(searcher, matches, NULL, 0,
				  1u << FACET_YEAR | 1u << FACET_MINISTER | 1u << FACET_OFFICE |
					  1u << FACET_PARTY,
				  arena, counts, err);
	/* papers that print the office only have no ministers */
	if (!st && !counts[FACET_MINISTER].count)
		wanted[1] = FACET_OFFICE;
	for (size_t i = 0; !st && i < STATISTICS_TABLES; i++)
		st = fill_table(searcher, matches, wanted[i], &counts[wanted[i]], arena,
				&out->tables[i], err);
	return st;
}
