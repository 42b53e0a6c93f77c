/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading positions: the number of the term, then a walk over the numbers of all places.  What a
 * value claims is checked against its length when it is opened; a walk over damaged runs ends at
 * their end.
 */
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/sort.h"
#include "store/termvec/termvec_internal.h"

enum {
	FORMAT = 1,
	HASHED_MAX = 1 << 24,
	AT_ONCE_BITS = 57, /* that a load of 8 bytes gives from any bit on */
};

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

const unsigned char *positions_bare_map(struct slice value, size_t *bytes)
{
	struct reading r = {(const unsigned char *)value.ptr,
			    (const unsigned char *)value.ptr + value.len, false};
	*bytes = 0;
	if (!value.len || *r.at++ != FORMAT)
		return NULL;
	*bytes = read_varint(&r);
	const unsigned char *map = read_bytes(&r, *bytes);
	return r.failed || *bytes > POSITIONS_BARE_MAX / 8 + 1 ? NULL : map;
}

static void count_places(struct positions_view *v, struct reading *r)
{
	uint64_t position = 0;
	v->run_count = read_varint(r);
	v->runs = r->at;
	for (size_t i = 0; !r->failed && i < v->run_count; i++) {
		position += read_varint(r);
		size_t length = read_varint(r);
		v->places += length;
		v->lower_places += position < POSITIONS_UPPER ? length : 0;
		position += length;
	}
}

static void count_others(struct positions_view *v, struct reading *r)
{
	uint64_t place = 0;
	v->extra_count = read_varint(r);
	v->extras = r->at;
	for (size_t i = 0; !r->failed && i < v->extra_count; i++) {
		place += read_varint(r);
		size_t count = read_varint(r);
		v->others += count;
		v->lower_others += place <= v->lower_places ? count : 0;
	}
}

bool positions_open(struct slice value, struct positions_view *v)
{
	struct reading r = {(const unsigned char *)value.ptr,
			    (const unsigned char *)value.ptr + value.len, false};
	*v = (struct positions_view){.end = r.end};
	if (!value.len || *r.at++ != FORMAT)
		return false;
	v->bare_bytes = read_varint(&r);
	v->bare = read_bytes(&r, v->bare_bytes);
	v->bare_count = r.failed ? 0 : positions_bare_rank(v->bare, v->bare_bytes * 8);
	size_t hashed = read_varint(&r);
	if (r.failed || hashed > HASHED_MAX)
		return false;
	if (hashed) {
		const unsigned char *vary = read_bytes(&r, 1);
		v->vary = r.failed ? 0 : *vary;
		v->buckets = positions_buckets(hashed, v->vary);
		v->seeds = read_bytes(&r, v->buckets);
	}
	v->width = positions_width(v->bare_count, hashed);
	v->room = positions_room(v->bare_count, hashed, v->width);
	v->at_once = AT_ONCE_BITS / v->width;
	for (unsigned k = 0; v->width != 8 && k < v->at_once; k++)
		v->ones |= UINT64_C(1) << k * v->width;
	count_places(v, &r);
	count_others(v, &r);
	v->bits = r.at;
	return !r.failed && v->places + v->others <= (size_t)(r.end - r.at) * 8 / v->width;
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
	if (!v->buckets)
		return false;
	unsigned seed = v->seeds[positions_bucket(key.hash, v->buckets)];
	*number = v->bare_count + (uint32_t)positions_slot(key.hash, seed, v->vary, v->room);
	return true;
}

static void add_position(struct buffer *out, uint32_t position, uint32_t first, uint32_t last)
{
	if (position >= first && position <= last)
		buffer_add(out, &position, sizeof position);
}

/* Where the i-th place is; runs are read on from *r, of which *start and *from are the place and
 * index. */
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

static void get_first(const struct positions_view *v, uint32_t number, uint32_t first,
		      uint32_t last, struct buffer *out)
{
	struct walk w = walk_begin(v);
	while (next_run(&w) && w.start <= last) {
		if (w.next <= first)
			continue;
		size_t end = w.to < v->places ? w.to : v->places;
		for (size_t i = positions_find(v, number, w.from, end); i < end;
		     i = positions_find(v, number, i + 1, end))
			add_position(out, w.start + (uint32_t)(i - w.from), first, last);
	}
}

static void get_others(const struct positions_view *v, uint32_t number, uint32_t first,
		       uint32_t last, struct buffer *out)
{
	struct reading r = {v->extras, v->bits, false};
	struct walk w = walk_begin(v);
	size_t place = 0, at = v->places;
	for (size_t i = 0; i < v->extra_count; i++) {
		place += read_varint(&r);
		size_t count = read_varint(&r), end = at + count;
		bool there = positions_find(v, number, at, end) < end;
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

/* ---- phrases ---- */

/* Whether the places lie within one run and the positions asked for. */
static bool in_one_run(const struct positions_view *v, size_t from, size_t count, uint32_t first,
		       uint32_t last)
{
	struct walk w = walk_begin(v);
	while (next_run(&w) && w.to <= from)
		;
	uint64_t start = (uint64_t)w.start + (from - w.from);
	return from >= w.from && from + count <= w.to && start >= first &&
	       start + count - 1 <= last;
}

/* The next index in [i, end) from which on the terms may stand. */
static size_t next_start(const struct positions_view *v, const struct positions_pair *pair,
			 size_t i, size_t end)
{
	if (v->low)
		return positions_find_pair(v, pair, i, end);
	return positions_find(v, pair->numbers[0], i + pair->at[0], end + pair->at[0]) -
	       pair->at[0];
}

/* Among the first terms of all places. */
static bool follow_first(const struct positions_view *v, const uint32_t *numbers, size_t count,
			 const struct positions_pair *pair, uint32_t first, uint32_t last)
{
	size_t places = last < POSITIONS_UPPER ? v->lower_places : v->places;
	if (places < count)
		return false;
	size_t end = places - count + 1;
	for (size_t i = next_start(v, pair, 0, end); i < end; i = next_start(v, pair, i + 1, end)) {
		size_t k = 0;
		while (k < count && positions_number(v, i + k) == numbers[k])
			k++;
		if (k == count && in_one_run(v, i, count, first, last))
			return true;
	}
	return false;
}

bool positions_numbers(const struct positions_view *v, const struct positions_key *keys,
		       size_t count, uint32_t *numbers)
{
	size_t k = 0;
	while (k < count && number_of(v, keys[k], &numbers[k]))
		k++;
	return k == count;
}

/* Whether one of the terms stands where another does. */
static bool is_other(const struct positions_view *v, const uint32_t *numbers, size_t count,
		     size_t others)
{
	for (size_t i = v->places; i < others; i++) {
		uint32_t number = positions_number(v, i);
		for (size_t k = 0; k < count; k++)
			if (number == numbers[k])
				return true;
	}
	return false;
}

int positions_follow(const struct positions_view *v, const uint32_t *numbers, size_t count,
		     const size_t rare[2], uint32_t first, uint32_t last)
{
	size_t others = v->places + (last < POSITIONS_UPPER ? v->lower_others : v->others);
	const struct positions_pair pair = {{rare[0], rare[1]},
					    {numbers[rare[0]], numbers[rare[1]]}};
	if (follow_first(v, numbers, count, &pair, first, last))
		return 1;
	return is_other(v, numbers, count, others) ? -1 : 0;
}

void positions_get(const struct positions_view *v, struct positions_key key, uint32_t first,
		   uint32_t last, struct buffer *out)
{
	size_t before = out->len, between;
	uint32_t number;
	if (!number_of(v, key, &number))
		return;
	get_first(v, number, first, last, out);
	between = out->len;
	get_others(v, number, first, last, out);
	if (between > before && out->len > between)
		qsort(out->ptr + before, (out->len - before) / sizeof(uint32_t), sizeof(uint32_t),
		      sort_by_u32);
}

/* ---- several terms at once ---- */

void positions_wanted_release(struct positions_wanted *self)
{
	buffer_release(&self->bits);
}

void positions_want_none(struct positions_wanted *self, const struct positions_view *v)
{
	const size_t bytes = ((size_t)1 << v->width) / 8 + 1;
	buffer_clear(&self->bits);
	buffer_reserve(&self->bits, bytes);
	memset(self->bits.ptr, 0, bytes);
	self->bits.len = bytes;
	self->count = 0;
}

void positions_want(struct positions_wanted *self, const struct positions_view *v,
		    struct positions_key key)
{
	uint32_t number;
	if (!number_of(v, key, &number) || number / 8 >= self->bits.len) /* of a damaged value */
		return;
	self->bits.ptr[number / 8] |= (char)(1 << number % 8);
	self->count++;
}

static bool is_wanted(const struct positions_wanted *wanted, uint32_t number)
{
	return wanted->bits.ptr[number / 8] >> number % 8 & 1;
}

static void get_wanted_first(const struct positions_view *v, const struct positions_wanted *wanted,
			     uint32_t first, uint32_t last, struct buffer *out)
{
	struct walk w = walk_begin(v);
	while (next_run(&w) && w.start <= last) {
		if (w.next <= first)
			continue;
		const size_t end = w.to < v->places ? w.to : v->places;
		for (size_t i = w.from + (first > w.start ? first - w.start : 0); i < end; i++) {
			const uint32_t position = w.start + (uint32_t)(i - w.from);
			if (position > last)
				return;
			if (is_wanted(wanted, positions_number(v, i)))
				buffer_add(out, &position, sizeof position);
		}
	}
}

static void get_wanted_others(const struct positions_view *v, const struct positions_wanted *wanted,
			      uint32_t first, uint32_t last, struct buffer *out)
{
	struct reading r = {v->extras, v->bits, false};
	struct walk w = walk_begin(v);
	size_t place = 0, at = v->places;
	for (size_t i = 0; i < v->extra_count; i++) {
		place += read_varint(&r);
		const size_t count = read_varint(&r), end = at + count;
		while (place > w.to && next_run(&w))
			;
		if (place > w.from && place <= w.to) {
			const uint32_t position = w.start + (uint32_t)(place - 1 - w.from);
			if (position > last)
				return;
			while (at < end && at < v->places + v->others &&
			       !is_wanted(wanted, positions_number(v, at)))
				at++;
			if (at < end && at < v->places + v->others)
				add_position(out, position, first, last);
		}
		at = end;
	}
}

void positions_get_wanted(const struct positions_view *v, const struct positions_wanted *wanted,
			  uint32_t first, uint32_t last, struct buffer *out)
{
	const size_t before = out->len;
	if (!wanted->count)
		return;
	get_wanted_first(v, wanted, first, last, out);
	const size_t between = out->len;
	get_wanted_others(v, wanted, first, last, out);
	if (between > before && out->len > between)
		qsort(out->ptr + before, (out->len - before) / sizeof(uint32_t), sizeof(uint32_t),
		      sort_by_u32);
}
