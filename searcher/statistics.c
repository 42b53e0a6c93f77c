/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/statistics.h"

#include <stdlib.h>

#include "store/schema.h"

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

static enum status measure(struct xap_db *db, const struct xap_query *query, struct arena *arena,
			   struct answer_time *out, uint32_t *total, bool *exact, struct error *err)
{
	struct xap_search search = {.query = query, .check_at_least = UINT32_MAX, .k1 = 1, .b = .5,
				    .min_normlen = .5, .count_slots = {SLOT_DAYS},
				    .count_slot_count = 1};
	struct xap_hits *hits;
	struct days *days = NULL;
	struct slice value;
	size_t count = 0, room = 0;
	uint32_t n;
	*out = (struct answer_time){0, 0, 0};
	enum status st = xap_run(db, &search, &hits, err);
	if (st)
		return st;
	for (; xap_hits_value_count(hits, 0, count, &value, &n); count++) {
		days = arena_grow(arena, days, count, &room, sizeof *days);
		days[count] = (struct days){xap_unpack_number(value), n};
		out->answered += n;
	}
	if (count)
		qsort(days, count, sizeof *days, by_days);
	out->median = percentile(days, count, out->answered, .5);
	out->percentile90 = percentile(days, count, out->answered, .9);
	*total = xap_hits_total(hits, exact);
	xap_hits_free(hits);
	return STATUS_OK;
}

static enum status fill_table(struct xap_db *db, const struct xap_query *query, enum facet facet,
			      const struct facet_counts *counts, struct arena *arena,
			      struct statistics_table *out, struct error *err)
{
	size_t rows = counts->count;
	enum status st = STATUS_OK;
	uint32_t total;
	bool exact;
	if (facet != FACET_YEAR && rows > STATISTICS_ROWS_MAX)
		rows = STATISTICS_ROWS_MAX;
	*out = (struct statistics_table){facet, arena_calloc(arena, rows, sizeof *out->rows), 0,
					 counts->count};
	for (; !st && out->count < rows; out->count++) {
		const struct facet_value *value = &counts->values[out->count];
		struct facet_choice choice = {facet, value->value};
		struct xap_query *narrowed = facets_apply(xap_query_scale(xap_query_copy(query), 0),
							  &choice, 1, FACET_COUNT, arena);
		struct statistics_row *row = &out->rows[out->count];
		row->value = value->value;
		row->count = value->count;
		st = measure(db, narrowed, arena, &row->time, &total, &exact, err);
		xap_query_free(narrowed);
	}
	return st;
}

enum status statistics_make(struct xap_db *db, const struct xap_query *query, struct arena *arena,
			    struct statistics *out, struct error *err)
{
	enum facet wanted[STATISTICS_TABLES] = {FACET_YEAR, FACET_MINISTER, FACET_PARTY};
	struct facet_counts counts[FACET_COUNT];
	*out = (struct statistics){.total = 0};
	enum status st = measure(db, query, arena, &out->time, &out->total, &out->exact, err);
	if (!st)
		st = facets_count(db, query, NULL, 0,
				  1u << FACET_YEAR | 1u << FACET_MINISTER | 1u << FACET_OFFICE |
					  1u << FACET_PARTY, arena, counts, err);
	/* papers that print the office only have no ministers */
	if (!st && !counts[FACET_MINISTER].count)
		wanted[1] = FACET_OFFICE;
	for (size_t i = 0; !st && i < STATISTICS_TABLES; i++)
		st = fill_table(db, query, wanted[i], &counts[wanted[i]], arena, &out->tables[i], err);
	return st;
}
