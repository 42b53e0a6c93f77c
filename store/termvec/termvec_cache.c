/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values in memory: a brief of what opening finds out; the value up to its numbers; the low byte of
 * each number; what is left of the numbers, packed.  Behind the last of them the buffer has zeros,
 * so that a block of numbers can be compared from any of them on.
 *
 * Two terms that stand as asked are rare where each of them is not.  So both are compared at once,
 * a block of places at a time, and a document without them is gone through with few branches, and
 * those easily foretold.
 */
#include "base/buffer.h"
#include "store/termvec/termvec_internal.h"

typedef unsigned char lanes __attribute__((vector_size(16)));

enum {
	LANES = sizeof(lanes),
	BLOCK = 2 * LANES,
	WIDTH_MAX = 16, /* so that what is left of a number is a byte or less */
};

/* What opening a value found out.  The width is 0 when the value follows as it is. */
struct brief {
	uint16_t seeds, runs, extras,
		bits; /* where they begin in it; the low bytes begin where the bits did */
	uint16_t buckets, room, run_count, extra_count, bare_count, places, others, lower_places,
		lower_others;
	uint16_t bare_bytes;
	uint8_t bare, vary, width;
};

/* ---- keeping ---- */

static bool is_short(const struct positions_view *v, struct slice value)
{
	const unsigned char *from = (const unsigned char *)value.ptr;
	/* of runs and places with more terms there are fewer than bytes; of stop words fewer than
	 * numbers */
	return value.len <= UINT16_MAX && v->width <= WIDTH_MAX && v->buckets <= UINT16_MAX &&
	       v->room <= UINT16_MAX && v->places + v->others <= UINT16_MAX &&
	       v->bare - from <= UINT8_MAX;
}

static struct brief brief_of(const struct positions_view *v, struct slice value)
{
	const unsigned char *from = (const unsigned char *)value.ptr;
	return (struct brief){.seeds = (uint16_t)(v->buckets ? v->seeds - from : 0),
			      .runs = (uint16_t)(v->runs - from),
			      .extras = (uint16_t)(v->extras - from),
			      .bits = (uint16_t)(v->bits - from),
			      .buckets = (uint16_t)v->buckets,
			      .room = (uint16_t)v->room,
			      .run_count = (uint16_t)v->run_count,
			      .extra_count = (uint16_t)v->extra_count,
			      .bare_count = (uint16_t)v->bare_count,
			      .places = (uint16_t)v->places,
			      .others = (uint16_t)v->others,
			      .lower_places = (uint16_t)v->lower_places,
			      .lower_others = (uint16_t)v->lower_others,
			      .bare = (uint8_t)(v->bare - from),
			      .bare_bytes = (uint16_t)v->bare_bytes,
			      .vary = (uint8_t)v->vary,
			      .width = (uint8_t)v->width};
}

/* Writes the low byte of each number to `low`, and what is left of them to `high`. */
static void unpack(const struct positions_view *v, size_t count, unsigned char *low,
		   unsigned char *high)
{
	unsigned more = v->width > 8 ? v->width - 8 : 0, used = 0;
	uint32_t left = 0;
	if (v->width == 8) {
		memcpy(low, v->bits, count);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t number = positions_packed(v, v->width, i);
		low[i] = (unsigned char)number;
		if (!more)
			continue;
		left |= number >> 8 << used;
		for (used += more; used >= 8; used -= 8, left >>= 8)
			*high++ = (unsigned char)left;
	}
	if (used)
		*high = (unsigned char)left;
}

/* Bytes of what is left of the numbers. */
static size_t high_bytes(size_t count, unsigned width)
{
	return width > 8 ? (count * (width - 8) + 7) / 8 : 0;
}

static void keep_numbers(const struct positions_view *v, struct buffer *out)
{
	size_t count = v->places + v->others, bytes = count + high_bytes(count, v->width);
	buffer_reserve(out, bytes);
	unsigned char *low = (unsigned char *)out->ptr + out->len;
	unpack(v, count, low, low + count);
	out->len += bytes;
}

void positions_keep(struct slice value, struct buffer *out)
{
	struct positions_view view;
	struct brief brief = {.width = 0};
	uint32_t len = (uint32_t)value.len;
	if (positions_open(value, &view) && is_short(&view, value)) {
		brief = brief_of(&view, value);
		buffer_add(out, &brief, sizeof brief);
		buffer_add(out, value.ptr, brief.bits);
		keep_numbers(&view, out);
	} else {
		buffer_add(out, &brief, sizeof brief);
		buffer_add(out, &len, sizeof len);
		buffer_add_slice(out, value);
	}
	buffer_reserve(out, BLOCK);
	memset(out->ptr + out->len, 0, BLOCK);
}

static bool reopen_whole(const char *at, struct positions_view *out)
{
	uint32_t len;
	memcpy(&len, at, sizeof len);
	return positions_open(slice_make(at + sizeof len, len), out);
}

bool positions_reopen(const char *at, struct positions_view *out)
{
	struct brief b;
	memcpy(&b, at, sizeof b);
	if (!b.width)
		return reopen_whole(at + sizeof b, out);
	const unsigned char *from = (const unsigned char *)at + sizeof b,
			    *high = from + b.bits + b.places + b.others;
	*out = (struct positions_view){.bare = from + b.bare,
				       .seeds = from + b.seeds,
				       .runs = from + b.runs,
				       .extras = from + b.extras,
				       .low = from + b.bits,
				       .bits = high,
				       .end = high + b.places + b.others + BLOCK,
				       .bare_bytes = b.bare_bytes,
				       .buckets = b.buckets,
				       .room = b.room,
				       .run_count = b.run_count,
				       .extra_count = b.extra_count,
				       .places = b.places,
				       .others = b.others,
				       .lower_places = b.lower_places,
				       .lower_others = b.lower_others,
				       .bare_count = b.bare_count,
				       .width = b.width,
				       .vary = b.vary};
	return true;
}

void positions_fetch(const struct positions_view *v)
{
	enum { LINE = 64 };
	for (size_t i = 0; v->low && i < v->places + LINE; i += LINE)
		__builtin_prefetch(v->low + i);
}

/* ---- finding ---- */

/*
 * Several packed numbers at once.  Of the fields that become zero the lowest is told exactly (those
 * above it may be false: Warren, "Hacker's Delight", 6-1).
 */
static size_t find_packed(const struct positions_view *v, uint32_t number, size_t i, size_t end)
{
	const uint64_t ones = v->ones, highs = ones << (v->width - 1),
		       mask = highs | (highs - ones) | ones;
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
	while (i < end && positions_number(v, i) != number)
		i++;
	return i;
}

static size_t find_low(const unsigned char *low, uint32_t number, size_t i, size_t end)
{
	const unsigned char *at = i < end ? memchr(low + i, (unsigned char)number, end - i) : NULL;
	return at ? (size_t)(at - low) : end;
}

size_t positions_find(const struct positions_view *v, uint32_t number, size_t i, size_t end)
{
	if (!v->low)
		return v->width == 8 ? find_low(v->bits, number, i, end)
				     : find_packed(v, number, i, end);
	do
		i = find_low(v->low, number, i, end);
	while (i < end && positions_number(v, i) != number && ++i);
	return i;
}

static lanes load(const unsigned char *at)
{
	lanes value;
	memcpy(&value, at, sizeof value);
	return value;
}

static lanes both(const unsigned char *a, lanes one, const unsigned char *b, lanes other)
{
	return (lanes)((load(a) == one) & (load(b) == other));
}

static bool any(lanes value)
{
	uint64_t halves[2];
	memcpy(halves, &value, sizeof halves);
	return (halves[0] | halves[1]) != 0;
}

size_t positions_find_pair(const struct positions_view *v, const struct positions_pair *pair,
			   size_t i, size_t end)
{
	const unsigned char *a = v->low + pair->at[0], *b = v->low + pair->at[1];
	const unsigned char low_a = (unsigned char)pair->numbers[0],
			    low_b = (unsigned char)pair->numbers[1];
	const lanes one = (lanes){0} + low_a, other = (lanes){0} + low_b;
	for (; i < end; i += BLOCK)
		if (any(both(a + i, one, b + i, other) |
			both(a + i + LANES, one, b + i + LANES, other)))
			for (size_t k = i; k < i + BLOCK && k < end; k++)
				if (a[k] == low_a && b[k] == low_b)
					return k;
	return end;
}
