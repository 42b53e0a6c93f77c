/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading positions: the number of the term, then a walk over the numbers of all places.  What a value
 * claims is checked against its length when it is opened; a walk over damaged runs ends at their end.
 */
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "store/positions_parts.h"

enum { FORMAT = 1, HASHED_MAX = 1 << 24 };

struct reading {
	const unsigned char *at, *end;
	bool failed;
};

static uint64_t read_varint(struct reading *r)
{
	uint64_t value = 0;
	for (unsigned shift = 0; r->at < r->end && shift < 35; shift += 7) {
		unsigned char byte = *r->at++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
	r->failed = true;
	return 0;
}

static const unsigned char *read_bytes(struct reading *r, size_t len)
{
	const unsigned char *at = r->at;
	if (len > (size_t)(r->end - r->at)) {
		r->failed = true;
		return at;
	}
	r->at += len;
	return at;
}

struct positions_key positions_key_of(struct slice term)
{
	if (!positions_is_bare(term))
		return (struct positions_key){XXH3_64bits(term.ptr, term.len), -1};
	return (struct positions_key){0, (int)positions_bare_number(term)};
}

bool positions_open(struct slice value, struct positions_view *v)
{
	struct reading r = {(const unsigned char *)value.ptr, (const unsigned char *)value.ptr + value.len, false};
	uint64_t others = 0;
	*v = (struct positions_view){.end = r.end};
	if (!value.len || *r.at++ != FORMAT)
		return false;
	v->bare_bytes = read_varint(&r);
	v->bare = read_bytes(&r, v->bare_bytes);
	for (size_t i = 0; !r.failed && i < v->bare_bytes; i++)
		v->bare_count += (unsigned)__builtin_popcount(v->bare[i]);
	v->hashed = read_varint(&r);
	if (r.failed || v->hashed > HASHED_MAX)
		return false;
	if (v->hashed) {
		const unsigned char *vary = read_bytes(&r, 1);
		v->vary = r.failed ? 0 : *vary;
		v->seeds = read_bytes(&r, positions_buckets(v->hashed, v->vary));
	}
	v->width = positions_width(v->bare_count, v->hashed);
	v->room = positions_room(v->bare_count, v->hashed, v->width);
	v->run_count = read_varint(&r);
	v->runs = r.at;
	for (size_t i = 0; !r.failed && i < v->run_count; i++) {
		read_varint(&r);
		v->places += read_varint(&r);
	}
	v->extra_count = read_varint(&r);
	v->extras = r.at;
	for (size_t i = 0; !r.failed && i < v->extra_count; i++) {
		read_varint(&r);
		others += read_varint(&r);
	}
	v->bits = r.at;
	return !r.failed && (v->places + others) <= (size_t)(r.end - r.at) * 8 / v->width;
}

static uint32_t number_at(const struct positions_view *v, size_t i)
{
	size_t bit = i * v->width;
	const unsigned char *at = v->bits + bit / 8;
	uint64_t word = 0;
	memcpy(&word, at, v->end - at < 8 ? (size_t)(v->end - at) : 8);
	return (uint32_t)(word >> bit % 8) & ((1u << v->width) - 1);
}

/* The next index in [i, end) that has this number, or end. */
static size_t find_number(const struct positions_view *v, uint32_t number, size_t i, size_t end)
{
	if (v->width == 8) {
		const unsigned char *at = i < end ? memchr(v->bits + i, (int)number, end - i) : NULL;
		return at ? (size_t)(at - v->bits) : end;
	}
	while (i < end && number_at(v, i) != number)
		i++;
	return i;
}

/* False when it is bare and not there. */
static bool number_of(const struct positions_view *v, struct positions_key key, uint32_t *number)
{
	if (key.bare >= 0) {
		size_t byte = (size_t)key.bare / 8;
		if (byte >= v->bare_bytes || !(v->bare[byte] >> key.bare % 8 & 1))
			return false;
		*number = positions_bare_rank(v->bare, (unsigned)key.bare);
		return true;
	}
	if (!v->hashed)
		return false;
	unsigned seed = v->seeds[positions_bucket(key.hash, positions_buckets(v->hashed, v->vary))];
	*number = v->bare_count + (uint32_t)positions_slot(key.hash, seed, v->vary, v->room);
	return true;
}

static void add_position(struct buffer *out, uint32_t position, uint32_t first, uint32_t last)
{
	if (position >= first && position <= last)
		buffer_add(out, &position, sizeof position);
}

/* Where the i-th place is; runs are read on from *r, of which *start and *from are the place and index. */
struct walk {
	struct reading r;
	uint32_t start, next; /* positions of the run, and behind it */
	size_t from, to;      /* its places */
	size_t left;          /* runs behind it */
};

static bool next_run(struct walk *w)
{
	if (!w->left)
		return false;
	w->left--;
	w->start = w->next + (uint32_t)read_varint(&w->r);
	w->from = w->to;
	uint32_t length = (uint32_t)read_varint(&w->r);
	w->to = w->from + length;
	w->next = w->start + length;
	return !w->r.failed;
}

static struct walk walk_begin(const struct positions_view *v)
{
	return (struct walk){.r = {v->runs, v->extras, false}, .left = v->run_count};
}

static void get_first(const struct positions_view *v, uint32_t number, uint32_t first, uint32_t last,
		      struct buffer *out)
{
	struct walk w = walk_begin(v);
	while (next_run(&w) && w.start <= last) {
		if (w.next <= first)
			continue;
		size_t end = w.to < v->places ? w.to : v->places;
		for (size_t i = find_number(v, number, w.from, end); i < end;
		     i = find_number(v, number, i + 1, end))
			add_position(out, w.start + (uint32_t)(i - w.from), first, last);
	}
}

static void get_others(const struct positions_view *v, uint32_t number, uint32_t first, uint32_t last,
		       struct buffer *out)
{
	struct reading r = {v->extras, v->bits, false};
	struct walk w = walk_begin(v);
	size_t place = 0, at = v->places;
	for (size_t i = 0; i < v->extra_count; i++) {
		place += read_varint(&r);
		size_t count = read_varint(&r), end = at + count;
		bool there = find_number(v, number, at, end) < end;
		at = end;
		if (!there)
			continue;
		/* gaps count from the first place of all, which is 1 */
		while (place > w.to && next_run(&w))
			;
		if (place > w.from && place <= w.to)
			add_position(out, w.start + (uint32_t)(place - 1 - w.from), first, last);
	}
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

void positions_get(const struct positions_view *v, struct positions_key key, uint32_t first, uint32_t last,
		   struct buffer *out)
{
	size_t before = out->len, between;
	uint32_t number;
	if (!number_of(v, key, &number))
		return;
	get_first(v, number, first, last, out);
	between = out->len;
	get_others(v, number, first, last, out);
	if (between > before && out->len > between)
		qsort(out->ptr + before, (out->len - before) / sizeof(uint32_t), sizeof(uint32_t), by_number);
}
