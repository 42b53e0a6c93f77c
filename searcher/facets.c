/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/facets.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/names.h"
#include "store/schema.h"

static const struct {
	const char *name, *title;
	const char *prefix; /* of its terms */
	unsigned slot;      /* that has the values to count */
	bool slug;          /* terms have the slug of the value */
} facets[FACET_COUNT] = {
	[FACET_MINISTER] = {"minister", "minister", PREFIX_MINISTER_ID, SLOT_MINISTERS, true},
	[FACET_OFFICE] = {"office", "bevoegdheid", PREFIX_OFFICE, SLOT_OFFICES, true},
	[FACET_ASKER] = {"asker", "vraagsteller", PREFIX_ASKER_ID, SLOT_ASKERS, true},
	[FACET_PARTY] = {"party", "partij", PREFIX_PARTY, SLOT_PARTIES, true},
	[FACET_YEAR] = {"year", "jaar", NULL, SLOT_ASKED, false},
	[FACET_SESSION] = {"session", "zittingsjaar", PREFIX_SESSION, SLOT_SESSION, false},
	[FACET_PARLIAMENT] = {"parliament", "parlement", PREFIX_PARLIAMENT, SLOT_PARLIAMENT, false},
	[FACET_STATUS] = {"status", "status", PREFIX_STATUS, SLOT_STATUS, false},
	[FACET_THEME] = {"theme", "thema", PREFIX_THEME, SLOT_THEMES, true},
	[FACET_KIND] = {"kind", "soort", PREFIX_KIND, SLOT_KIND, false},
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

static void add_value(struct facet_counts *counts, size_t *room, struct facet_value value,
		      struct arena *arena)
{
	counts->values = arena_grow(arena, counts->values, counts->count, room, sizeof *counts->values);
	counts->values[counts->count++] = value;
}

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

/* One string of a slot: a day counts for its year, a list for each name in it. */
static void add_string(struct facet_counts *counts, size_t *room, enum facet facet, struct slice value,
		       uint32_t count, struct arena *arena)
{
	const char separator[] = {SCHEMA_LIST_SEPARATOR, '\0'};
	if (facet == FACET_YEAR)
		value = slice_sub(value, 0, 4);
	for (size_t from = 0, to; value.len; from = to + 1) {
		to = slice_find(value, from, separator);
		struct slice one = arena_copy(arena, slice_sub(value, from, to));
		add_value(counts, room, (struct facet_value){one, count, false}, arena);
		if (to == value.len)
			break;
	}
}

/* Adds up the counts of equal values. */
static void merge(struct facet_counts *counts)
{
	size_t n = 0;
	if (!counts->count)
		return;
	qsort(counts->values, counts->count, sizeof *counts->values, by_value);
	for (size_t i = 1; i < counts->count; i++) {
		struct facet_value *last = &counts->values[n], *next = &counts->values[i];
		if (!slice_eq(last->value, next->value)) {
			counts->values[++n] = *next;
			continue;
		}
		last->count += next->count;
	}
	counts->count = n + 1;
}

/* A choice may be spelt otherwise than the values: "BRAM DE RIDDER". */
static void mark_chosen(struct facet_counts *counts, size_t *room, const struct facet_choice *choice,
			struct arena *arena)
{
	bool slug = facets[choice->facet].slug, found = false;
	struct slice wanted = slug ? name_slug(arena, choice->value) : choice->value;
	for (size_t i = 0; i < counts->count; i++) {
		struct facet_value *v = &counts->values[i];
		if (slice_eq(slug ? name_slug(arena, v->value) : v->value, wanted))
			found = v->chosen = true;
	}
	if (!found)
		add_value(counts, room, (struct facet_value){choice->value, 0, true}, arena);
}

static void take_counts(struct facet_counts *out, enum facet facet, const struct xap_hits *hits,
			unsigned k, const struct facet_choice *choices, size_t choice_count,
			struct arena *arena)
{
	struct slice value;
	uint32_t count;
	size_t room = 0;
	*out = (struct facet_counts){.counted = true};
	xap_hits_total(hits, &out->exact);
	for (size_t i = 0; xap_hits_value_count(hits, k, i, &value, &count); i++)
		add_string(out, &room, facet, value, count, arena);
	merge(out);
	for (size_t i = 0; i < choice_count; i++)
		if (choices[i].facet == facet)
			mark_chosen(out, &room, &choices[i], arena);
	if (out->count)
		qsort(out->values, out->count, sizeof *out->values, by_value);
	if (out->count && facet != FACET_YEAR && facet != FACET_SESSION)
		qsort(out->values, out->count, sizeof *out->values, by_count);
}

/* One search counts all facets of `set`, under the choices without those of facet `except`. */
static enum status count_set(struct xap_db *db, const struct xap_query *query,
			     const struct facet_choice *choices, size_t choice_count, unsigned set,
			     enum facet except, struct arena *arena, struct facet_counts *counts,
			     struct error *err)
{
	struct xap_search search = {.check_at_least = UINT32_MAX, .k1 = 1, .b = .5, .min_normlen = .5};
	struct xap_hits *hits;
	unsigned k = 0;
	if (!set)
		return STATUS_OK;
	for (int f = 0; f < FACET_COUNT; f++)
		if (set & 1u << f)
			search.count_slots[search.count_slot_count++] = facets[f].slot;
	struct xap_query *whole = facets_apply(xap_query_scale(xap_query_copy(query), 0), choices,
					       choice_count, except, arena);
	search.query = whole;
	enum status st = xap_run(db, &search, &hits, err);
	xap_query_free(whole);
	if (st)
		return st;
	for (int f = 0; f < FACET_COUNT; f++)
		if (set & 1u << f)
			take_counts(&counts[f], (enum facet)f, hits, k++, choices, choice_count, arena);
	xap_hits_free(hits);
	return STATUS_OK;
}

enum status facets_count(struct xap_db *db, const struct xap_query *query,
			 const struct facet_choice *choices, size_t choice_count, unsigned wanted,
			 struct arena *arena, struct facet_counts counts[FACET_COUNT],
			 struct error *err)
{
	unsigned filtered = 0;
	memset(counts, 0, FACET_COUNT * sizeof *counts);
	for (size_t i = 0; i < choice_count; i++)
		filtered |= 1u << choices[i].facet;
	enum status st = count_set(db, query, choices, choice_count, wanted & ~filtered, FACET_COUNT,
				   arena, counts, err);
	for (int f = 0; !st && f < FACET_COUNT; f++)
		if (wanted & filtered & 1u << f)
			st = count_set(db, query, choices, choice_count, 1u << f, (enum facet)f, arena,
				       counts, err);
	return st;
}
