/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/contribution.h"

#include "corpus/model/question_record.h"
#include "indexer/ingest/merge.h"

enum { HAS_PART = 1, IS_MEMBER = 2, IS_BOOKED = 4, FLAGS = 8, FIRST_DAY = 20000000 };

enum status contributions_add(struct contributions *self, struct contribution c,
			      struct arena *arena, struct error *err)
{
	c.record = arena_copy(arena, c.record);
	c.question = arena_calloc(arena, 1, sizeof *c.question);
	question_init(c.question);
	/* its lists go into the arena of all, whose owner ends them together */
	c.question->arena = *arena;
	enum status st = record_decode(c.record, c.question, err);
	*arena = c.question->arena;
	c.question->arena = ARENA_INIT;
	if (st)
		return st;
	self->items = arena_grow(arena, self->items, self->count, &self->room, sizeof *self->items);
	self->items[self->count++] = c;
	return STATUS_OK;
}

void contributions_remove(struct contributions *self, size_t i)
{
	self->items[i] = self->items[--self->count];
}

/* ---- sources ---- */

void contributions_format(const struct contribution *const *items, size_t count, struct buffer *out)
{
	buffer_clear(out);
	for (size_t i = 0; i < count; i++) {
		const struct contribution *c = items[i];
		buffer_add_byte(out,
				(char)((c->part ? HAS_PART : 0) | (c->is_member ? IS_MEMBER : 0) |
				       (c->is_booked ? IS_BOOKED : 0)));
		buffer_add(out, &c->source, sizeof c->source);
		if (c->part)
			buffer_add(out, &c->part, sizeof c->part);
		buffer_add_varint(out, c->order);
		buffer_add_varint(out, (uint64_t)(c->seen > FIRST_DAY ? c->seen - FIRST_DAY : 0));
	}
}

static bool get_bytes(struct slice *in, void *out, size_t len)
{
	if (in->len < len)
		return false;
	memcpy(out, in->ptr, len);
	*in = slice_from(*in, len);
	return true;
}

static bool get_source(struct slice *in, struct contribution *c)
{
	unsigned char flags;
	uint64_t order, seen;
	*c = (struct contribution){.source = 0};
	if (!get_bytes(in, &flags, 1) || flags >= FLAGS ||
	    !get_bytes(in, &c->source, sizeof c->source) ||
	    (flags & HAS_PART && !get_bytes(in, &c->part, sizeof c->part)) ||
	    !slice_next_varint(in, &order) || !slice_next_varint(in, &seen) || order > UINT32_MAX ||
	    seen > FIRST_DAY)
		return false;
	c->is_member = flags & IS_MEMBER;
	c->is_booked = flags & IS_BOOKED;
	c->order = (uint32_t)order;
	c->seen = seen ? (int)seen + FIRST_DAY : 0;
	return true;
}

enum status contributions_parse(struct slice value, struct arena *arena, struct contributions *out,
				struct error *err)
{
	*out = (struct contributions){.items = NULL};
	while (value.len) {
		struct contribution c;
		if (!get_source(&value, &c))
			return error_set(err, STATUS_CORRUPT,
					 "the sources of a question are damaged");
		out->items = arena_grow(arena, out->items, out->count, &out->room,
					sizeof *out->items);
		out->items[out->count++] = c;
	}
	return STATUS_OK;
}

/* ---- records ---- */

void contributions_append(const struct contribution *const *items, size_t count,
			  struct buffer *data)
{
	if (!count || (count == 1 && slice_eq(items[0]->record, buffer_slice(data))))
		return;
	buffer_add_varint(data, count);
	for (size_t i = 0; i < count; i++) {
		buffer_add_varint(data, items[i]->record.len);
		buffer_add_slice(data, items[i]->record);
	}
}

static bool next_record(struct slice *rest, struct slice *record)
{
	uint64_t len;
	if (!slice_next_varint(rest, &len) || len > rest->len)
		return false;
	*record = slice_sub(*rest, 0, (size_t)len);
	*rest = slice_from(*rest, (size_t)len);
	return true;
}

enum status contributions_load(struct contributions *self, struct slice data, struct arena *arena,
			       struct error *err)
{
	struct contributions bare = *self;
	struct question merged;
	struct slice rest;
	uint64_t count = 1;
	question_init(&merged);
	enum status st = record_decode_first(data, &merged, &rest, err);
	question_release(&merged);
	*self = (struct contributions){.items = NULL};
	const bool sole = !rest.len;
	if (!st && bare.count &&
	    ((!sole && !slice_next_varint(&rest, &count)) || count != bare.count))
		st = error_set(err, STATUS_CORRUPT, "the papers of a question are damaged");
	for (size_t i = 0; !st && i < bare.count; i++) {
		struct slice record = data;
		if (!sole && !next_record(&rest, &record))
			return error_set(err, STATUS_CORRUPT,
					 "the papers of a question are damaged");
		bare.items[i].record = record;
		st = contributions_add(self, bare.items[i], arena, err);
	}
	return st;
}

/* ---- order ---- */

bool contributions_same_source(const struct contribution *a, const struct contribution *b)
{
	return a->source == b->source && (!(a->is_member || b->is_member) || a->part == b->part);
}

/* The day that the paper bears. */
static int day_printed(const struct question *q)
{
	return q->date_answered ? q->date_answered : q->date_asked;
}

static int compare(long a, long b)
{
	return (a > b) - (a < b);
}

/* Where a paper lies is no content; it only decides between two that are equal. */
static int by_content(const struct contribution *x, const struct contribution *y)
{
	struct arena arena = ARENA_INIT;
	int order = slice_compare(record_hash(y->question, &arena),
				  record_hash(x->question, &arena));
	arena_release(&arena);
	return order ? order : slice_compare(x->question->source, y->question->source);
}

int contributions_by_authority(const void *a, const void *b)
{
	const struct contribution *x = *(const struct contribution *const *)a;
	const struct contribution *y = *(const struct contribution *const *)b;
	const struct question *p = x->question, *q = y->question;
	int order = compare(question_id_is_makeshift(p->id), question_id_is_makeshift(q->id));
	if (!order)
		order = compare(paper_stage_of(q), paper_stage_of(p));
	if (!order)
		order = compare(day_printed(q), day_printed(p));
	if (!order)
		order = compare(y->seen, x->seen);
	return order ? order : by_content(x, y);
}
