/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cell is what one document has: UNREAD, NONE, FIRST and the number of its value, or LIST
 * and a place in `lists`, where the number of values stands and then the values.
 *
 * A name may be spelt in more than one way: values with the same slug are one group, counted as
 * one.
 */
#include "searcher/snapshot/facet_columns.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/work_limit.h"
#include "corpus/text/person_name.h"
#include "store/index/schema.h"

enum { UNREAD, NONE, FIRST };
#define LIST UINT32_C(0x80000000)

enum {
	VALUES_MAX = 1024, /* of one question that count */
	SHARE = 16,        /* a sixteenth of all questions to read: the others are read along */
};

/* Where the values of a column come from. */
static const struct {
	unsigned slot;
	bool list;  /* several values, names that have a slug */
	size_t cut; /* bytes that count, 0 for all */
} kinds[COLUMN_COUNT] = {
	[COLUMN_MINISTERS] = {SLOT_MINISTERS, true, 0},
	[COLUMN_OFFICES] = {SLOT_OFFICES, true, 0},
	[COLUMN_ASKERS] = {SLOT_ASKERS, true, 0},
	[COLUMN_PARTIES] = {SLOT_PARTIES, true, 0},
	[COLUMN_YEAR] = {SLOT_ASKED, false, 4},
	[COLUMN_SESSION] = {SLOT_SESSION, false, 0},
	[COLUMN_PARLIAMENT] = {SLOT_PARLIAMENT, false, 0},
	[COLUMN_STATUS] = {SLOT_STATUS, false, 0},
	[COLUMN_THEMES] = {SLOT_THEMES, true, 0},
	[COLUMN_KIND] = {SLOT_KIND, false, 0},
	[COLUMN_DAYS] = {SLOT_DAYS, false, 0},
};

struct value {
	struct slice text;
	uint32_t group; /* the first value with the same slug */
};

struct data {
	uint32_t *cells; /* by document id; NULL when nothing was counted yet */
	uint32_t *lists;
	size_t list_count, list_room;
	struct value *values;
	size_t value_count, value_room;
	uint32_t *by_text, *by_slug; /* open addressing: number of a value and 1 */
	uint32_t latest;             /* value that was looked up */
	size_t table_room;
};

struct columns {
	uint32_t last;
	struct arena arena;
	struct data data[COLUMN_COUNT];
	/* where servers count: a cell is then what one distinct value has, and stands for so many
	 * documents */
	const void *served; /* the set that was counted */
	uint32_t *documents[COLUMN_COUNT];
	size_t value_count[COLUMN_COUNT], room[COLUMN_COUNT], cell_room[COLUMN_COUNT];
};

struct columns *columns_new(void)
{
	return memory_zeroed(1, sizeof(struct columns));
}

static void forget(struct columns *self)
{
	for (int c = 0; c < COLUMN_COUNT; c++)
		free(self->data[c].cells);
	arena_release(&self->arena);
	*self = (struct columns){.last = self->last};
}

void columns_free(struct columns *self)
{
	if (!self)
		return;
	forget(self);
	free(self);
}

void columns_begin(struct columns *self, struct xap_db *db, bool changed)
{
	if (changed || self->served)
		forget(self);
	self->last = xap_lastdocid(db);
}

/* ---- values ---- */

static struct slice key_of(const struct data *data, uint32_t number, bool slug,
			   struct arena *scratch)
{
	struct slice text = data->values[number].text;
	return slug ? name_slug(scratch, text) : text;
}

/* The place of a text, or slug, in its table. */
static uint32_t *place_of(const struct data *data, uint32_t *table, struct slice key, bool slug,
			  struct arena *scratch)
{
	size_t i = slice_hash(key) & (data->table_room - 1);
	while (table[i] && !slice_eq(key_of(data, table[i] - 1, slug, scratch), key))
		i = (i + 1) & (data->table_room - 1);
	return &table[i];
}

static void grow_tables(struct columns *self, struct data *data, bool names, struct arena *scratch)
{
	data->table_room = data->table_room ? 2 * data->table_room : 64;
	data->by_text = arena_calloc(&self->arena, data->table_room, sizeof *data->by_text);
	data->by_slug = names ? arena_calloc(&self->arena, data->table_room, sizeof *data->by_slug)
			      : NULL;
	for (uint32_t n = 0; n < data->value_count; n++) {
		*place_of(data, data->by_text, data->values[n].text, false, scratch) = n + 1;
		if (names && data->values[n].group == n)
			*place_of(data, data->by_slug, key_of(data, n, true, scratch), true,
				  scratch) = n + 1;
	}
}

static uint32_t add_value(struct columns *self, struct data *data, struct slice text, bool names)
{
	struct arena scratch = ARENA_INIT;
	uint32_t number = (uint32_t)data->value_count;
	if (2 * data->value_count >= data->table_room)
		grow_tables(self, data, names, &scratch);
	data->values = arena_grow(&self->arena, data->values, data->value_count, &data->value_room,
				  sizeof *data->values);
	data->values[data->value_count++] = (struct value){arena_copy(&self->arena, text), number};
	*place_of(data, data->by_text, text, false, &scratch) = number + 1;
	if (names) {
		uint32_t *group = place_of(data, data->by_slug,
					   key_of(data, number, true, &scratch), true, &scratch);
		if (!*group)
			*group = number + 1;
		data->values[number].group = *group - 1;
	}
	arena_release(&scratch);
	return number;
}

/* The number of a value.  Neighbours often have the same. */
static uint32_t number_of(struct columns *self, struct data *data, struct slice text, bool names)
{
	if (!data->value_count || !slice_eq(data->values[data->latest].text, text)) {
		uint32_t *place = data->value_count
					  ? place_of(data, data->by_text, text, false, NULL)
					  : NULL;
		data->latest = place && *place ? *place - 1 : add_value(self, data, text, names);
	}
	return data->latest;
}

/* ---- reading ---- */

struct reading {
	struct columns *columns;
	struct data *data;
	bool list;
	size_t cut;
};

static void put_list(struct reading *r, uint32_t docid, const uint32_t *numbers, uint32_t count)
{
	struct data *data = r->data;
	if (count == 1) {
		data->cells[docid] = FIRST + numbers[0];
		return;
	}
	data->cells[docid] = LIST | (uint32_t)data->list_count;
	for (uint32_t i = 0; i <= count; i++) {
		data->lists = arena_grow(&r->columns->arena, data->lists, data->list_count,
					 &data->list_room, sizeof *data->lists);
		data->lists[data->list_count++] = i ? numbers[i - 1] : count;
	}
}

/* A name that stands twice counts once. */
static void take_list(struct reading *r, uint32_t docid, struct slice value)
{
	const char separator[] = {SCHEMA_LIST_SEPARATOR, '\0'};
	uint32_t numbers[VALUES_MAX], count = 0;
	for (size_t from = 0, to; from < value.len && count < VALUES_MAX; from = to + 1) {
		to = slice_find(value, from, separator);
		uint32_t number = number_of(r->columns, r->data, slice_sub(value, from, to), true);
		bool twice = false;
		for (uint32_t i = 0; i < count; i++)
			twice |= r->data->values[numbers[i]].group == r->data->values[number].group;
		if (!twice)
			numbers[count++] = number;
	}
	if (count)
		put_list(r, docid, numbers, count);
}

static void take(void *ctx, uint32_t docid, struct slice value)
{
	struct reading *r = ctx;
	if (r->list) {
		take_list(r, docid, value);
		return;
	}
	if (r->cut)
		value = slice_sub(value, 0, r->cut);
	if (value.len)
		r->data->cells[docid] = FIRST + number_of(r->columns, r->data, value, false);
}

static enum status read_missing(struct columns *self, struct xap_db *db, enum column column,
				bool first, const uint32_t *docids, size_t count,
				struct arena *arena, struct error *err)
{
	struct data *data = &self->data[column];
	struct reading reading = {self, data, kinds[column].list, kinds[column].cut};
	size_t n = 0;
	if (!data->cells)
		data->cells = memory_zeroed((size_t)self->last + 1, sizeof *data->cells);
	for (size_t i = 0; i < count; i++)
		n += data->cells[docids[i]] == UNREAD;
	if (!n)
		return STATUS_OK;
	/* a process with one search reads what it needs */
	const bool whole = !first && n > self->last / SHARE;
	const size_t most = whole ? self->last : count;
	uint32_t *missing = arena_alloc(arena, most * sizeof *missing);
	n = 0;
	for (size_t i = 0; i < most; i++) {
		uint32_t docid = whole ? (uint32_t)i + 1 : docids[i];
		if (data->cells[docid] == UNREAD)
			missing[n++] = docid;
	}
	for (size_t i = 0; i < n; i++)
		data->cells[missing[i]] = NONE;
	if (whole)
		work_limit_pause(xap_limit(db));
	enum status st = xap_values(db, kinds[column].slot, missing, n, take, &reading, err);
	if (whole)
		work_limit_resume(xap_limit(db));
	for (size_t i = 0; st && i < n; i++)
		data->cells[missing[i]] = UNREAD;
	return st;
}

/* ---- counting ---- */

static inline void count_cell(const struct data *data, uint32_t cell, uint32_t documents,
			      uint32_t *counts)
{
	if (cell & LIST) {
		const uint32_t *list = data->lists + (cell & ~LIST);
		for (uint32_t k = 1; k <= list[0]; k++)
			counts[list[k]] += documents;
	} else if (cell >= FIRST) {
		counts[cell - FIRST] += documents;
	}
}

/* Adds up the spellings of a name; the most frequent is shown, of two the first in byte order. */
static size_t gather(const struct data *data, const uint32_t *counts, struct column_value *out,
		     struct arena *arena)
{
	uint32_t *place = arena_calloc(arena, data->value_count,
				       sizeof *place); /* of a group in out, and 1 */
	uint32_t *most = arena_calloc(arena, data->value_count, sizeof *most);
	size_t n = 0;
	for (size_t v = 0; v < data->value_count; v++) {
		uint32_t group = data->values[v].group;
		struct slice text = data->values[v].text;
		if (!counts[v])
			continue;
		if (!place[group]) {
			out[n++] = (struct column_value){text, 0};
			place[group] = (uint32_t)n;
		}
		struct column_value *value = &out[place[group] - 1];
		value->count += counts[v];
		if (counts[v] > most[group] ||
		    (counts[v] == most[group] && slice_compare(text, value->value) < 0)) {
			most[group] = counts[v];
			value->value = text;
		}
	}
	return n;
}

static uint32_t *new_counts(const struct data *data, struct arena *arena)
{
	return arena_calloc(arena, data->value_count, sizeof(uint32_t));
}

static enum status count_here(struct columns *self, struct xap_db *db, struct matcher *matcher,
			      enum column column, const struct doc_set *set, struct arena *arena,
			      uint32_t **counts, struct error *err)
{
	const struct data *data = &self->data[column];
	size_t size;
	const uint32_t *docids = matcher_list(matcher, set, &size);
	enum status st = size ? read_missing(self, db, column, matcher_is_first(matcher), docids,
					     size, arena, err)
			      : STATUS_OK;
	*counts = new_counts(data, arena);
	for (size_t i = 0; !st && i < size; i++)
		count_cell(data, data->cells[docids[i]], 1, *counts);
	return st;
}

/* ---- where servers count ---- */

struct bringing {
	struct columns *columns;
	enum column of[COLUMN_COUNT]; /* by slot */
};

static void take_served(void *ctx, size_t slot, struct slice value, uint32_t documents)
{
	struct bringing *b = ctx;
	struct columns *self = b->columns;
	const enum column c = b->of[slot];
	struct reading reading = {self, &self->data[c], kinds[c].list, kinds[c].cut};
	const size_t n = self->value_count[c]++;
	if (n == self->room[c]) {
		self->room[c] = n ? 2 * n : 256;
		self->data[c].cells = memory_resize(self->data[c].cells, self->room[c],
						    sizeof *self->data[c].cells);
	}
	self->documents[c] = arena_grow(&self->arena, self->documents[c], n, &self->cell_room[c],
					sizeof **self->documents);
	self->documents[c][n] = documents;
	self->data[c].cells[n] = NONE;
	take(&reading, (uint32_t)n, value);
}

/* One column is seldom all that is asked of a set: but for the days, which many sets are asked, all
 * come at once. */
static enum status count_served(struct columns *self, struct matcher *matcher, enum column column,
				const struct doc_set *set, struct arena *arena, uint32_t **counts,
				struct error *err)
{
	struct bringing bringing = {.columns = self};
	unsigned slots[COLUMN_COUNT], n = 0;
	enum status st = STATUS_OK;
	if (self->served != set->served || !self->documents[column]) {
		forget(self);
		self->served = set->served;
		for (int c = 0; c < COLUMN_COUNT; c++)
			if ((c == COLUMN_DAYS) == (column == COLUMN_DAYS)) {
				bringing.of[n] = (enum column)c;
				slots[n++] = kinds[c].slot;
			}
		st = matcher_counts(matcher, set, slots, n, take_served, &bringing, err);
	}
	const struct data *data = &self->data[column];
	*counts = new_counts(data, arena);
	for (size_t i = 0; !st && i < self->value_count[column]; i++)
		count_cell(data, data->cells[i], self->documents[column][i], *counts);
	return st;
}

enum status columns_count(struct columns *self, struct xap_db *db, struct matcher *matcher,
			  enum column column, const struct doc_set *set, struct arena *arena,
			  struct column_value **values, size_t *count, struct error *err)
{
	const struct data *data = &self->data[column];
	uint32_t *counts;
	enum status st = set->served
				 ? count_served(self, matcher, column, set, arena, &counts, err)
				 : count_here(self, db, matcher, column, set, arena, &counts, err);
	*count = 0;
	if (st)
		return st;
	*values = arena_alloc(arena, data->value_count * sizeof **values + 1);
	*count = gather(data, counts, *values, arena);
	return STATUS_OK;
}

enum status columns_prefetch(struct columns *self, struct xap_db *db, struct matcher *matcher,
			     const struct doc_set *set, struct error *err)
{
	struct arena arena = ARENA_INIT;
	size_t size;
	const uint32_t *docids = matcher_list(matcher, set, &size);
	enum status st = STATUS_OK;
	for (int c = 0; !st && c < COLUMN_COUNT && size; c++)
		st = read_missing(self, db, (enum column)c, true, docids, size, &arena, err);
	arena_release(&arena);
	return st;
}
