/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/result_set.h"

#include <stdlib.h>

#include "corpus/text/person_name.h"
#include "store/index/schema.h"

enum status counted_of(struct searcher *searcher, const struct xap_query *query, const struct doc_set *known,
		       struct counted *out, struct error *err)
{
	*out = (struct counted){.searcher = searcher};
	if (known) {
		out->set = *known;
		return STATUS_OK;
	}
	if (!xap_is_remote(searcher->db))
		return matcher_set(searcher->matcher, query, NULL, &out->set, err);
	out->query = xap_query_scale(xap_query_copy(query), 0);
	return STATUS_OK;
}

enum status counted_within(const struct counted *self, struct xap_query *filter_take, struct counted *out,
			   struct error *err)
{
	enum status st = STATUS_OK;
	*out = (struct counted){.searcher = self->searcher, .set = self->set};
	if (self->query) {
		out->query = xap_query_copy(self->query);
		if (filter_take)
			out->query = xap_query_pair(XAP_FILTER, out->query, filter_take);
		return STATUS_OK;
	}
	if (filter_take)
		st = matcher_set(self->searcher->matcher, filter_take, &self->set, &out->set, err);
	xap_query_free(filter_take);
	return st;
}

void counted_release(struct counted *self)
{
	xap_query_free(self->query);
	xap_hits_free(self->hits);
	*self = (struct counted){.searcher = NULL};
}

enum status counted_bring(struct counted *self, unsigned columns, struct error *err)
{
	struct xap_search search = {.query = self->query, .check_at_least = UINT32_MAX, .k1 = 1, .b = .5,
				    .min_normlen = .5};
	if (!self->query || (self->hits && (self->brought & columns) == columns))
		return STATUS_OK;
	for (int c = 0; c < COLUMN_COUNT; c++)
		if (columns & 1u << c)
			search.count_slots[search.count_slot_count++] = columns_kind((enum column)c).slot;
	xap_hits_free(self->hits);
	self->hits = NULL;
	self->brought = columns;
	return xap_run(self->searcher->db, &search, &self->hits, err);
}

enum status counted_size(struct counted *self, uint32_t *size, struct error *err)
{
	bool exact;
	if (!self->query) {
		*size = doc_set_size(&self->set);
		return STATUS_OK;
	}
	enum status st = counted_bring(self, self->brought, err);
	*size = st ? 0 : xap_hits_total(self->hits, &exact);
	return st;
}

/* ---- values as the slots have them ---- */

struct entry {
	struct slice key; /* what makes it the same as others: the slug of a name */
	struct slice value;
	uint32_t count;
};

struct entries {
	struct column_kind kind;
	struct arena *arena;
	struct entry *items;
	size_t count, room;
};

static void add_entry(struct entries *all, size_t first, struct slice value, uint32_t count)
{
	struct slice one = arena_copy(all->arena, value);
	struct entry entry = {all->kind.list ? name_slug(all->arena, one) : one, one, count};
	for (size_t i = first; i < all->count; i++)
		if (slice_eq(all->items[i].key, entry.key))
			return; /* a question has a name once */
	all->items = arena_grow(all->arena, all->items, all->count, &all->room, sizeof entry);
	all->items[all->count++] = entry;
}

static void add_string(struct entries *all, struct slice value, uint32_t count)
{
	const char separator[] = {SCHEMA_LIST_SEPARATOR, '\0'};
	const size_t first = all->count;
	if (all->kind.cut)
		value = slice_sub(value, 0, all->kind.cut);
	while (value.len) {
		size_t end = all->kind.list ? slice_find(value, 0, separator) : value.len;
		add_entry(all, first, slice_sub(value, 0, end), count);
		value = slice_from(value, end < value.len ? end + 1 : end);
	}
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = slice_compare(x->key, y->key);
	return order ? order : slice_compare(x->value, y->value);
}

/* Adds up what is the same; of several spellings the most frequent is shown. */
static size_t merge(struct entries *all, struct column_value *out)
{
	uint32_t most = 0, spelt = 0;
	size_t n = 0;
	if (all->count)
		qsort(all->items, all->count, sizeof *all->items, by_key);
	for (size_t i = 0; i < all->count; i++) {
		const struct entry *e = &all->items[i], *before = i ? e - 1 : NULL;
		bool same = before && slice_eq(before->key, e->key);
		spelt = same && slice_eq(before->value, e->value) ? spelt + e->count : e->count;
		if (!same) {
			most = 0;
			out[n++] = (struct column_value){SLICE_EMPTY, 0};
		}
		out[n - 1].count += e->count;
		if (spelt > most) {
			most = spelt;
			out[n - 1].value = e->value;
		}
	}
	return n;
}

enum status counted_column(struct counted *self, enum column column, struct arena *arena,
			   struct column_value **values, size_t *count, struct error *err)
{
	struct searcher *s = self->searcher;
	struct slice value;
	uint32_t documents;
	unsigned k = 0;
	if (!self->query) {
		size_t size;
		const uint32_t *docids = matcher_list(s->matcher, &self->set, &size);
		return columns_count(s->columns, s->db, column, docids, size, arena, values, count, err);
	}
	enum status st = counted_bring(self, 1u << column, err);
	if (st)
		return st;
	for (int c = 0; c < (int)column; c++)
		k += self->brought >> c & 1;
	struct entries all = {.kind = columns_kind(column), .arena = arena};
	for (size_t i = 0; xap_hits_value_count(self->hits, k, i, &value, &documents); i++)
		add_string(&all, value, documents);
	*values = arena_calloc(arena, all.count, sizeof **values);
	*count = merge(&all, *values);
	return STATUS_OK;
}
