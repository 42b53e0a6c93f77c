/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_POSITIONS_PARTS_H
#define STORE_POSITIONS_PARTS_H

/* What writing and reading of positions must agree on. */
#include "store/positions.h"

/* The byte before the seeds: how many terms a bucket has in the mean, and what varies the hash. */
enum { POSITIONS_BUCKET_MOST = 4, POSITIONS_VARIATIONS = 32 };

static inline unsigned positions_bucket_size(unsigned vary)
{
	return vary / POSITIONS_VARIATIONS + 1;
}

static inline bool positions_is_hashed(const struct positions *self, size_t term)
{
	const struct positions_term *t = &self->terms[term];
	return (t->last[0] || t->last[1]) && !positions_is_bare(positions_name(self, (uint32_t)term));
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

/* How many bare terms of the map come before this one. */
static inline unsigned positions_bare_rank(const unsigned char *map, unsigned bare)
{
	unsigned rank = (unsigned)__builtin_popcount(map[bare / 8] & ((1u << bare % 8) - 1));
	for (unsigned i = 0; i < bare / 8; i++)
		rank += (unsigned)__builtin_popcount(map[i]);
	return rank;
}

#endif
