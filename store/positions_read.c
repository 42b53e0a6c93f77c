/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading positions: the number of the term, then a walk over the numbers of all places.  What a value
 * claims is checked against its length when it is opened; a walk over damaged runs ends at their end.
 */
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/sort.h"
#include "store/positions_parts.h"

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
	struct reading r = {(const unsigned char *)value.ptr, (const unsigned char *)value.ptr + value.len, false};
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
	struct reading r = {(const unsigned char *)value.ptr, (const unsigned char *)value.ptr + value.len, false};
	*v = (struct positions_view){.end = r.end};
	if (!value.len || *r.at++ != FORMAT)
		return false;
	v->bare_bytes = read_varint(&r);
	v->bare = read_bytes(&r, v->bare_bytes);
	v->bare_count = r.failed ? 0 : positions_bare_rank(v->bare, v->bare_bytes * 8);
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
	v->at_once = AT_ONCE_BITS / v->width;
	for (unsigned k = 0; v->width != 8 && k < v->at_once; k++)
		v->ones |= UINT64_C(1) << k * v->width;
	count_places(v, &r);
	count_others(v, &r);
	v->bits = r.at;
	return !r.failed && v->places + v->others <= (size_t)(r.end - r.at) * 8 / v->width;
}

bool positions_shorten(const struct positions_view *v, struct slice value, struct positions_brief *out)
{
	const unsigned char *from = (const unsigned char *)value.ptr;
	/* of runs and places with more terms there are fewer than bytes */
	if (value.len > UINT16_MAX || v->hashed > UINT16_MAX || v->places + v->others > UINT16_MAX ||
	    v->bare - from > UINT8_MAX || v->bare_bytes > UINT8_MAX)
		return false;
	*out = (struct positions_brief){
		v->ones, (uint16_t)(v->hashed ? v->seeds - from : 0), (uint16_t)(v->runs - from),
		(uint16_t)(v->extras - from), (uint16_t)(v->bits - from), (uint16_t)v->hashed, (uint16_t)v->run_count,
		(uint16_t)v->extra_count, (uint16_t)v->bare_count, (uint16_t)v->places, (uint16_t)v->others,
		(uint16_t)v->lower_places, (uint16_t)v->lower_others, (uint8_t)(v->bare - from), (uint8_t)v->bare_bytes,
		(uint8_t)v->vary, (uint8_t)v->width, (uint8_t)v->at_once};
	return true;
}

void positions_reopen(const struct positions_brief *b, struct slice value, struct positions_view *out)
{
	const unsigned char *from = (const unsigned char *)value.ptr;
	*out = (struct positions_view){
		.bare = from + b->bare, .seeds = from + b->seeds, .runs = from + b->runs, .extras = from + b->extras,
		.bits = from + b->bits, .end = from + value.len, .bare_bytes = b->bare_bytes, .hashed = b->hashed,
		.run_count = b->run_count, .extra_count = b->extra_count,
		.room = positions_room(b->bare_count, b->hashed, b->width), .places = b->places, .others = b->others,
		.lower_places = b->lower_places, .lower_others = b->lower_others, .bare_count = b->bare_count,
		.width = b->width, .vary = b->vary, .at_once = b->at_once, .ones = b->ones};
}

static uint32_t number_at(const struct positions_view *v, size_t i)
{
	size_t bit = i * v->width;
	const unsigned char *at = v->bits + bit / 8;
	uint64_t word = 0;
	memcpy(&word, at, v->end - at < 8 ? (size_t)(v->end - at) : 8);
	return (uint32_t)(word >> bit % 8) & ((1u << v->width) - 1);
}

/*
 * The same for other widths than 8: several numbers at once.  Of the fields that become zero the lowest is told
 * exactly (those above it may be false: Warren, "Hacker's Delight", 6-1).
 */
static size_t find_packed(const struct positions_view *v, uint32_t number, size_t i, size_t end)
{
	const uint64_t ones = v->ones, highs = ones << (v->width - 1), mask = highs | (highs - ones) | ones;
	for (; i + v->at_once <= end; i += v->at_once) {
		size_t bit = i * v->width;
		const unsigned char *at = v->bits + bit / 8;
		uint64_t word;
		if (v->end - at < 8)
			break;
		memcpy(&word, at, sizeof word);
		word = (word >> bit % 8 & mask) ^ ones * number;
		uint64_t zeros = (word - ones) & ~word & highs;
		if (zeros)
			return i + (unsigned)__builtin_ctzll(zeros) / v->width;
	}
	while (i < end && number_at(v, i) != number)
		i++;
	return i;
}

/* The next index in [i, end) that has this number, or end. */
static size_t find_number(const struct positions_view *v, uint32_t number, size_t i, size_t end)
{
	if (v->width != 8)
		return find_packed(v, number, i, end);
	const unsigned char *at = i < end ? memchr(v->bits + i, (int)number, end - i) : NULL;
	return at ? (size_t)(at - v->bits) : end;
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

/* ---- phrases ---- */

enum { FOLLOW_MAX = 8 }; /* terms of a phrase that is looked for so */

/* Whether the places lie within one run and the positions asked for. */
static bool in_one_run(const struct positions_view *v, size_t from, size_t count, uint32_t first, uint32_t last)
{
	struct walk w = walk_begin(v);
	while (next_run(&w) && w.to <= from)
		;
	uint64_t start = (uint64_t)w.start + (from - w.from);
	return from >= w.from && from + count <= w.to && start >= first && start + count - 1 <= last;
}

/* Among the first terms of all places: one that is no stop word, then whether the others stand around it. */
static bool follow_first(const struct positions_view *v, const uint32_t *numbers, size_t count, size_t anchor,
			 uint32_t first, uint32_t last)
{
	size_t places = last < POSITIONS_UPPER ? v->lower_places : v->places;
	if (places < count)
		return false;
	size_t end = places - (count - 1 - anchor);
	for (size_t i = find_number(v, numbers[anchor], anchor, end); i < end;
	     i = find_number(v, numbers[anchor], i + 1, end)) {
		size_t from = i - anchor, k = 0;
		while (k < count && number_at(v, from + k) == numbers[k])
			k++;
		if (k == count && in_one_run(v, from, count, first, last))
			return true;
	}
	return false;
}

int positions_follow(const struct positions_view *v, const struct positions_key *keys, size_t count,
		     uint32_t first, uint32_t last)
{
	uint32_t numbers[FOLLOW_MAX];
	size_t anchor = 0, others = v->places + (last < POSITIONS_UPPER ? v->lower_others : v->others);
	if (count > FOLLOW_MAX)
		return -1;
	for (size_t k = 0; k < count; k++)
		if (!number_of(v, keys[k], &numbers[k]))
			return 0;
	while (anchor + 1 < count && keys[anchor].bare >= 0)
		anchor++;
	if (follow_first(v, numbers, count, anchor, first, last))
		return 1;
	for (size_t k = 0; k < count; k++)
		if (find_number(v, numbers[k], v->places, others) < others)
			return -1;
	return 0;
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
		qsort(out->ptr + before, (out->len - before) / sizeof(uint32_t), sizeof(uint32_t), sort_by_u32);
}
