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

/* A value as it stands in the index, before equal ones are added up. */
struct entry {
	struct slice key;   /* what makes it the same as others: the slug of a name */
	struct slice value;
	uint32_t count;
};

struct entries {
	enum facet facet;
	struct arena *arena;
	struct entry *items;
	size_t count, room;
};

static struct slice key_of(enum facet facet, struct slice value, struct arena *arena)
{
	return facets[facet].slug ? name_slug(arena, value) : value;
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = slice_compare(x->key, y->key);
	return order ? order : slice_compare(x->value, y->value);
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

/* One string of a slot: a day counts for its year, a list for each name in it, once. */
static void add_string(struct entries *all, struct slice value, uint32_t count)
{
	const char separator[] = {SCHEMA_LIST_SEPARATOR, '\0'};
	size_t first = all->count;
	if (all->facet == FACET_YEAR)
		value = slice_sub(value, 0, 4);
	for (size_t from = 0, to; value.len; from = to + 1) {
		to = slice_find(value, from, separator);
		struct slice one = arena_copy(all->arena, slice_sub(value, from, to));
		struct entry entry = {key_of(all->facet, one, all->arena), one, count};
		bool twice = false;
		for (size_t i = first; i < all->count; i++)
			twice |= slice_eq(all->items[i].key, entry.key);
		all->items = arena_grow(all->arena, all->items, all->count, &all->room, sizeof entry);
		if (!twice)
			all->items[all->count++] = entry;
		if (to == value.len)
			break;
	}
}

/* Adds up what is the same; of several spellings the most frequent is shown. */
static void merge(struct entries *all, struct facet_counts *out)
{
	uint32_t most = 0, spelt = 0;
	if (all->count)
		qsort(all->items, all->count, sizeof *all->items, by_key);
	out->values = arena_calloc(all->arena, all->count, sizeof *out->values);
	for (size_t i = 0; i < all->count; i++) {
		const struct entry *e = &all->items[i], *before = i ? e - 1 : NULL;
		bool same = before && slice_eq(before->key, e->key);
		spelt = same && slice_eq(before->value, e->value) ? spelt + e->count : e->count;
		if (!same) {
			most = 0;
			out->count++;
		}
		struct facet_value *v = &out->values[out->count - 1];
		v->count += e->count;
		if (spelt > most) {
			most = spelt;
			v->value = e->value;
		}
	}
}

/* Chosen values are listed even when they have none. */
static void mark_chosen(struct entries *all, const struct facet_choice *choice, struct facet_counts *out)
{
	struct slice wanted = key_of(choice->facet, choice->value, all->arena);
	size_t room = out->count;
	for (size_t i = 0; i < out->count; i++)
		if (slice_eq(key_of(choice->facet, out->values[i].value, all->arena), wanted)) {
			out->values[i].chosen = true;
			return;
		}
	out->values = arena_grow(all->arena, out->values, out->count, &room, sizeof *out->values);
	out->values[out->count++] = (struct facet_value){choice->value, 0, true};
}

static void take_counts(struct facet_counts *out, enum facet facet, const struct xap_hits *hits,
			unsigned k, const struct facet_choice *choices, size_t choice_count,
			struct arena *arena)
{
	struct entries all = {.facet = facet, .arena = arena};
	struct slice value;
	uint32_t count;
	*out = (struct facet_counts){.counted = true};
	xap_hits_total(hits, &out->exact);
	for (size_t i = 0; xap_hits_value_count(hits, k, i, &value, &count); i++)
		add_string(&all, value, count);
	merge(&all, out);
	for (size_t i = 0; i < choice_count; i++)
		if (choices[i].facet == facet)
			mark_chosen(&all, &choices[i], out);
	if (out->count)
		qsort(out->values, out->count, sizeof *out->values,
		      facet == FACET_YEAR || facet == FACET_SESSION ? by_value : by_count);
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
