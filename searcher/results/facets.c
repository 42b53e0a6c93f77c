/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/facets.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/text/person_name.h"
#include "searcher/results/result_set.h"
#include "store/index/schema.h"

static const struct {
	const char *name, *title;
	const char *prefix; /* of its terms */
	enum column column; /* that has the values to count */
	bool slug;          /* terms have the slug of the value */
} facets[FACET_COUNT] = {
	[FACET_MINISTER] = {"minister", "minister", PREFIX_MINISTER_ID, COLUMN_MINISTERS, true},
	[FACET_OFFICE] = {"office", "bevoegdheid", PREFIX_OFFICE, COLUMN_OFFICES, true},
	[FACET_ASKER] = {"asker", "vraagsteller", PREFIX_ASKER_ID, COLUMN_ASKERS, true},
	[FACET_PARTY] = {"party", "partij", PREFIX_PARTY, COLUMN_PARTIES, true},
	[FACET_YEAR] = {"year", "jaar", NULL, COLUMN_YEAR, false},
	[FACET_SESSION] = {"session", "zittingsjaar", PREFIX_SESSION, COLUMN_SESSION, false},
	[FACET_PARLIAMENT] = {"parliament", "parlement", PREFIX_PARLIAMENT, COLUMN_PARLIAMENT, false},
	[FACET_STATUS] = {"status", "status", PREFIX_STATUS, COLUMN_STATUS, false},
	[FACET_THEME] = {"theme", "thema", PREFIX_THEME, COLUMN_THEMES, true},
	[FACET_KIND] = {"kind", "soort", PREFIX_KIND, COLUMN_KIND, false},
};

const char *facet_name(enum facet facet)
{
	return facets[facet].name;
}

const char *facet_title(enum facet facet)
{
	return facets[facet].title;
}

bool facet_parse(struct slice name, enum facet *out)
{
	for (int f = 0; f < FACET_COUNT; f++)
		if (slice_is_nocase(name, facets[f].name) || slice_is_nocase(name, facets[f].title)) {
			*out = (enum facet)f;
			return true;
		}
	return false;
}

int facet_year(struct slice value)
{
	int year = 0;
	if (value.len < 4 || (value.len > 4 && value.ptr[4] != '-'))
		return 0;
	for (size_t i = 0; i < 4; i++) {
		if (!byte_is_digit(value.ptr[i]))
			return 0;
		year = year * 10 + (value.ptr[i] - '0');
	}
	return year;
}

/* ---- choices ---- */

enum status facet_choice_check(const struct facet_choice *choice, struct error *err)
{
	struct slice v = choice->value;
	bool fine = v.len > 0;
	if (choice->facet == FACET_YEAR) {
		fine = v.len == 4;
		for (size_t i = 0; fine && i < v.len; i++)
			fine = byte_is_digit(v.ptr[i]);
	}
	if (fine)
		return STATUS_OK;
	return error_set(err, STATUS_QUERY, "\"%.*s\" is geen %s", SLICE_ARG(slice_sub(v, 0, 60)),
			 facet_title(choice->facet));
}

static struct xap_query *year_query(struct slice year)
{
	char low[16], high[16];
	snprintf(low, sizeof low, "%.*s0101", (int)(year.len > 4 ? 4 : year.len), year.ptr);
	snprintf(high, sizeof high, "%.*s1231", (int)(year.len > 4 ? 4 : year.len), year.ptr);
	return xap_query_range(SLOT_ASKED, slice_of(low), slice_of(high));
}

/* The value as it is shown, to the term or range that its questions have. */
static struct xap_query *value_query(enum facet facet, struct slice value, struct arena *arena)
{
	struct buffer term = BUFFER_INIT;
	if (facet == FACET_YEAR)
		return year_query(value);
	schema_term(&term, facets[facet].prefix, facets[facet].slug ? name_slug(arena, value) : value);
	struct xap_query *query = xap_query_term(buffer_slice(&term), 1);
	buffer_release(&term);
	return query;
}

struct xap_query *facet_query(enum facet facet, const struct facet_choice *choices, size_t count,
			      struct arena *arena)
{
	struct xap_query *any = NULL;
	for (size_t i = 0; i < count; i++) {
		if (choices[i].facet != facet)
			continue;
		struct xap_query *one = value_query(facet, choices[i].value, arena);
		any = any ? xap_query_pair(XAP_OR, any, one) : one;
	}
	return any ? xap_query_scale(any, 0) : NULL;
}

struct xap_query *facets_apply(struct xap_query *query_take, const struct facet_choice *choices,
			       size_t count, enum facet except, struct arena *arena)
{
	for (int f = 0; f < FACET_COUNT; f++) {
		struct xap_query *filter = NULL;
		if (f != (int)except)
			filter = facet_query((enum facet)f, choices, count, arena);
		if (filter)
			query_take = xap_query_pair(XAP_FILTER, query_take, filter);
	}
	return query_take;
}

/* ---- counts ---- */

static int by_value(const void *a, const void *b)
{
	return slice_compare(((const struct facet_value *)a)->value, ((const struct facet_value *)b)->value);
}

static int by_count(const void *a, const void *b)
{
	const struct facet_value *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return by_value(a, b);
}

static struct slice key_of(enum facet facet, struct slice value, struct arena *arena)
{
	return facets[facet].slug ? name_slug(arena, value) : value;
}

/* Chosen values are listed even when they have none. */
static void mark_chosen(const struct facet_choice *choice, struct arena *arena, struct facet_counts *out)
{
	struct slice wanted = key_of(choice->facet, choice->value, arena);
	size_t room = out->count;
	for (size_t i = 0; i < out->count; i++)
		if (slice_eq(key_of(choice->facet, out->values[i].value, arena), wanted)) {
			out->values[i].chosen = true;
			return;
		}
	out->values = arena_grow(arena, out->values, out->count, &room, sizeof *out->values);
	out->values[out->count++] = (struct facet_value){choice->value, 0, true};
}

static enum status count_facet(struct counted *set, enum facet facet, const struct facet_choice *choices,
			       size_t choice_count, struct arena *arena, struct facet_counts *out, struct error *err)
{
	struct column_value *values;
	*out = (struct facet_counts){.counted = true, .exact = true};
	enum status st = counted_column(set, facets[facet].column, arena, &values, &out->count, err);
	if (st)
		return st;
	out->values = arena_calloc(arena, out->count, sizeof *out->values);
	for (size_t i = 0; i < out->count; i++)
		out->values[i] = (struct facet_value){arena_copy(arena, values[i].value), values[i].count, false};
	for (size_t i = 0; i < choice_count; i++)
		if (choices[i].facet == facet)
			mark_chosen(&choices[i], arena, out);
	if (out->count)
		qsort(out->values, out->count, sizeof *out->values,
		      facet == FACET_YEAR || facet == FACET_SESSION ? by_value : by_count);
	return STATUS_OK;
}

/* Those of `base` under the choices without those of facet `except`. */
static enum status narrow(const struct counted *base, const struct facet_choice *choices, size_t choice_count,
			  enum facet except, struct arena *arena, struct counted *out, struct error *err)
{
	enum status st = counted_within(base, NULL, out, err);
	for (int f = 0; !st && f < FACET_COUNT; f++) {
		struct xap_query *filter = f == (int)except
			? NULL : facet_query((enum facet)f, choices, choice_count, arena);
		struct counted wider = *out;
		if (!filter)
			continue;
		st = counted_within(&wider, filter, out, err);
		counted_release(&wider);
	}
	return st;
}

/* Counts the facets in `wanted` under the choices without those of facet `except`. */
static enum status count_set(const struct counted *base, const struct facet_choice *choices, size_t choice_count,
			     unsigned wanted, enum facet except, struct arena *arena, struct facet_counts *counts,
			     struct error *err)
{
	struct counted set;
	unsigned columns = 0;
	if (!wanted)
		return STATUS_OK;
	for (int f = 0; f < FACET_COUNT; f++)
		if (wanted & 1u << f)
			columns |= 1u << facets[f].column;
	enum status st = narrow(base, choices, choice_count, except, arena, &set, err);
	if (!st)
		st = counted_bring(&set, columns, err);
	for (int f = 0; !st && f < FACET_COUNT; f++)
		if (wanted & 1u << f)
			st = count_facet(&set, (enum facet)f, choices, choice_count, arena, &counts[f], err);
	counted_release(&set);
	return st;
}

enum status facets_count(const struct counted *base, const struct facet_choice *choices, size_t choice_count,
			 unsigned wanted, struct arena *arena, struct facet_counts counts[FACET_COUNT],
			 struct error *err)
{
	unsigned filtered = 0;
	memset(counts, 0, FACET_COUNT * sizeof *counts);
	for (size_t i = 0; i < choice_count; i++)
		filtered |= 1u << choices[i].facet;
	enum status st = count_set(base, choices, choice_count, wanted & ~filtered, FACET_COUNT, arena, counts, err);
	for (int f = 0; !st && f < FACET_COUNT; f++)
		st = count_set(base, choices, choice_count, wanted & filtered & 1u << f, (enum facet)f, arena, counts,
			       err);
	return st;
}
