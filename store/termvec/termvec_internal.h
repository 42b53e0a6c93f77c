/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_TERMVEC_INTERNAL_H
#define STORE_TERMVEC_INTERNAL_H

/* What writing and reading of positions must agree on. */
#include <string.h>

#include "store/termvec/termvec.h"

/* The byte before the seeds: how many terms a bucket has in the mean, and what varies the hash. */
enum { POSITIONS_BUCKET_MOST = 4, POSITIONS_VARIATIONS = 32 };

static inline unsigned positions_bucket_size(unsigned vary)
{
	return vary / POSITIONS_VARIATIONS + 1;
}

static inline bool positions_is_hashed(const struct positions *self, size_t term)
{
	const struct positions_term *t = &self->terms[term];
	return (t->last[0] || t->last[1]) &&
	       !positions_is_bare(positions_name(self, (uint32_t)term));
}

static inline unsigned positions_bare_number(struct slice term)
{
	const unsigned char *number = (const unsigned char *)term.ptr + 1;
	return (number[0] | (unsigned)number[1] << 8) & POSITIONS_BARE_MAX;
}

static inline size_t positions_buckets(size_t hashed, unsigned vary)
{
	return (hashed + positions_bucket_size(vary) - 1) / positions_bucket_size(vary);
}

/* Bits of a number: room for the bare terms and for slots of which a thirtieth stays free. */
static inline unsigned positions_width(size_t bare, size_t hashed)
{
	size_t numbers = bare + (hashed ? hashed + hashed / 32 + 1 : 0);
	unsigned width = 1;
	while ((size_t)1 << width < numbers)
		width++;
	return width;
}

/* Slots: all numbers of the width, but not more than twice the terms. */
static inline size_t positions_room(size_t bare, size_t hashed, unsigned width)
{
	size_t room = ((size_t)1 << width) - bare;
	return room < 2 * hashed ? room : 2 * hashed;
}

static inline size_t positions_bucket(uint64_t hash, size_t buckets)
{
	return (size_t)((hash >> 32) * buckets >> 32);
}

static inline size_t positions_slot(uint64_t hash, unsigned seed, unsigned vary, size_t room)
{
	uint64_t x = hash ^ (uint64_t)(seed << 8 | vary) * 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 31) * 0xbf58476d1ce4e5b9u;
	return (size_t)((x >> 32) * room >> 32);
}

/* Bits that are set; without the instruction, which not every amd64 has, the compiler calls a
 * function. */
static inline unsigned positions_ones(uint64_t x)
{
	const uint64_t bytes = UINT64_C(0x0101010101010101);
	x -= x >> 1 & 0x55 * bytes;
	x = (x & 0x33 * bytes) + (x >> 2 & 0x33 * bytes);
	return (unsigned)(((x + (x >> 4)) & 0x0f * bytes) * bytes >> 56);
}

/* How many of the first `bits` bits of the map are set. */
static inline unsigned positions_bare_rank(const unsigned char *map, size_t bits)
{
	unsigned rank = 0;
	uint64_t word = 0;
	for (; bits >= 64; bits -= 64, map += 8) {
		memcpy(&word, map, 8);
		rank += positions_ones(word);
	}
	word = 0;
	memcpy(&word, map, (bits + 7) / 8);
	return rank + positions_ones(word & ((UINT64_C(1) << bits) - 1));
}

/* ---- numbers of places, of a view ---- */

/* The i-th of packed numbers. */
static inline uint32_t positions_packed(const struct positions_view *v, unsigned width, size_t i)
{
	size_t bit = i * width;
	const unsigned char *at = v->bits + bit / 8;
	uint64_t word = 0;
	if (v->end - at >= 8)
		memcpy(&word, at, 8);
	else
		memcpy(&word, at, (size_t)(v->end - at));
	return (uint32_t)(word >> bit % 8) & ((1u << width) - 1);
}

static inline uint32_t positions_number(const struct positions_view *v, size_t i)
{
	if (!v->low)
		return positions_packed(v, v->width, i);
	return v->low[i] | (v->width > 8 ? positions_packed(v, v->width - 8, i) << 8 : 0);
}

/* The next index in [i, end) that has this number, or end. */
size_t positions_find(const struct positions_view *v, uint32_t number, size_t i, size_t end);

/*
 * Of a value that was kept: the next i below `end` where the low bytes of two numbers stand, the
 * one at i + at[0], the other at i + at[1], or `end`.  Both lie within the numbers for every such
 * i.
 */
struct positions_pair {
	size_t at[2];
	uint32_t numbers[2];
};
size_t positions_find_pair(const struct positions_view *v, const struct positions_pair *pair,
			   size_t i, size_t end);

#endif
