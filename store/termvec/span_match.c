/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/termvec/span_match.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"

/* ---- what is asked ---- */

struct spots *spots_new(size_t room, uint32_t distance, uint32_t first, uint32_t last)
{
	struct spots *self = memory_zeroed(1, sizeof *self);
	self->items = arena_calloc(&self->arena, room, sizeof *self->items);
	self->room = room;
	self->distance = distance;
	self->first = first;
	self->last = last;
	return self;
}

static int by_bytes(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Terms that are no stop words, the first of them; else any. */
static void choose_rare(struct spots *self)
{
	size_t n = 0;
	for (size_t k = 0; n < 2 && k < self->count; k++)
		if (self->follow[k].bare < 0)
			self->rare[n++] = k;
	if (n < 2)
		self->rare[1] = self->rare[0] ? self->rare[0] - 1 : 1;
}

/* Terms are preceded by their lengths, so that no two lists of them give the same bytes. */
static void note_key(struct spots *self)
{
	struct buffer all = BUFFER_INIT;
	const uint32_t head[] = {self->distance, self->first, self->last, (uint32_t)self->count};
	buffer_add(&all, head, sizeof head);
	for (size_t k = 0; k < self->count; k++) {
		const struct spots_place *place = &self->items[k];
		const uint32_t sizes[] = {(uint32_t)place->count, place->offset};
		buffer_add(&all, sizes, sizeof sizes);
		for (size_t i = 0; i < place->count; i++) {
			buffer_add(&all, &place->terms[i].len, sizeof place->terms[i].len);
			buffer_add_slice(&all, place->terms[i]);
		}
	}
	const XXH128_hash_t hash = XXH3_128bits(all.ptr, all.len);
	self->key[0] = hash.low64;
	self->key[1] = hash.high64;
	buffer_release(&all);
}

/* One term at each place, and none left out. */
static void note_follow(struct spots *self)
{
	bool plain = !self->distance && self->count > 1 && self->count <= POSITIONS_FOLLOW_MAX;
	for (size_t k = 0; k < self->count; k++)
		plain = plain && self->items[k].count == 1 &&
			self->items[k].offset == self->items[0].offset + k;
	if (!plain)
		return;
	self->follow = arena_calloc(&self->arena, self->count, sizeof *self->follow);
	for (size_t k = 0; k < self->count; k++)
		self->follow[k] = self->items[k].keys[0];
	choose_rare(self);
}

void spots_add(struct spots *self, const struct slice *terms, size_t count, uint32_t offset)
{
	struct slice *sorted = arena_calloc(&self->arena, count, sizeof *sorted);
	struct positions_key *keys = arena_calloc(&self->arena, count, sizeof *keys);
	bool bare = false;
	for (size_t i = 0; i < count; i++)
		sorted[i] = arena_copy(&self->arena, terms[i]);
	if (count)
		qsort(sorted, count, sizeof *sorted, by_bytes);
	for (size_t i = 0; i < count; i++) {
		keys[i] = positions_key_of(sorted[i]);
		bare |= keys[i].bare >= 0;
	}
	self->items[self->count++] = (struct spots_place){sorted, keys, count, offset, bare};
	if (self->count == self->room) {
		note_key(self);
		note_follow(self);
	}
}

struct spots *spots_copy(const struct spots *self)
{
	struct spots *copy = spots_new(self->count, self->distance, self->first, self->last);
	for (size_t i = 0; i < self->count; i++)
		spots_add(copy, self->items[i].terms, self->items[i].count, self->items[i].offset);
	return copy;
}

void spots_free(struct spots *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

bool spots_is_bare_word(const struct spots *self)
{
	bool bare = self->count == 1 && self->first <= 1 && self->last == UINT32_MAX;
	for (size_t i = 0; bare && i < self->items[0].count; i++)
		bare = self->items[0].keys[i].bare >= 0;
	return bare;
}

/* ---- where the terms stand ---- */

struct spots_taken {
	uint32_t position;
	size_t place;
};

void spots_look_release(struct spots_look *self)
{
	for (size_t k = 0; self->held && k < self->spots->count; k++)
		buffer_release(&self->held[k]);
	positions_wanted_release(&self->wanted);
	arena_release(&self->arena);
	self->held = NULL;
}

static void begin(struct spots_look *self)
{
	size_t count = self->spots->count;
	self->held = arena_calloc(&self->arena, count, sizeof *self->held);
	self->taken = arena_calloc(&self->arena, count, sizeof *self->taken);
	self->tried = arena_calloc(&self->arena, count, sizeof *self->tried);
}

static const uint32_t *held(const struct spots_look *self, size_t k, size_t *count)
{
	*count = self->held[k].len / sizeof(uint32_t);
	return (const uint32_t *)(const void *)self->held[k].ptr;
}

/* The positions of all terms that may stand there, rising; a position twice does no harm. */
static void find_held(struct spots_look *self, const struct positions_view *view, size_t k)
{
	const struct spots *s = self->spots;
	const struct spots_place *place = &s->items[k];
	struct buffer *out = &self->held[k];
	size_t count;
	buffer_clear(out);
	if (place->count == 1) {
		positions_get(view, place->keys[0], s->first, s->last, out);
		return;
	}
	const uint32_t *present = self->present(self->ctx, k, &count);
	positions_want_none(&self->wanted, view);
	for (size_t i = 0; i < count; i++)
		positions_want(&self->wanted, view, place->keys[present[i]]);
	for (size_t i = 0; place->bare && i < place->count; i++)
		if (place->keys[i].bare >= 0)
			positions_want(&self->wanted, view, place->keys[i]);
	positions_get_wanted(view, &self->wanted, s->first, s->last, out);
}

/* The first of the rising positions that is not below `low`. */
static size_t lower_bound(const uint32_t *positions, size_t count, uint32_t low)
{
	size_t from = 0;
	while (from < count) {
		size_t middle = from + (count - from) / 2;
		if (positions[middle] < low)
			from = middle + 1;
		else
			count = middle;
	}
	return from;
}

/* ---- phrases ---- */

static bool phrase_at(const struct spots_look *self, uint32_t start)
{
	for (size_t k = 1; k < self->spots->count; k++) {
		size_t count;
		const uint32_t *positions = held(self, k, &count);
		uint32_t wanted = start + self->spots->items[k].offset;
		size_t i = lower_bound(positions, count, wanted);
		if (i == count || positions[i] != wanted)
			return false;
	}
	return true;
}

static bool is_phrase(const struct spots_look *self)
{
	uint32_t offset = self->spots->items[0].offset;
	size_t count;
	const uint32_t *positions = held(self, 0, &count);
	for (size_t i = 0; i < count; i++)
		if (positions[i] >= offset && phrase_at(self, positions[i] - offset))
			return true;
	return false;
}

/* ---- nearness ---- */

/* Finds a position of its own for the place within [low, high], moving others along (Kuhn's
 * matching). */
static bool give_position(struct spots_look *self, size_t place, uint32_t low, uint32_t high,
			  size_t *taken)
{
	size_t count;
	const uint32_t *positions = held(self, place, &count);
	if (self->tried[place])
		return false;
	self->tried[place] = true;
	for (size_t i = lower_bound(positions, count, low); i < count && positions[i] <= high;
	     i++) {
		size_t owner = 0;
		while (owner < *taken && self->taken[owner].position != positions[i])
			owner++;
		if (owner == *taken) {
			self->taken[(*taken)++] = (struct spots_taken){positions[i], place};
			return true;
		}
		if (give_position(self, self->taken[owner].place, low, high, taken)) {
			self->taken[owner].place = place;
			return true;
		}
	}
	return false;
}

static bool near_at(struct spots_look *self, uint32_t start)
{
	size_t taken = 0, count = self->spots->count;
	uint32_t distance = self->spots->distance,
		 end = start > UINT32_MAX - distance ? UINT32_MAX : start + distance;
	for (size_t k = 0; k < count; k++) {
		memset(self->tried, 0, count * sizeof *self->tried);
		if (!give_position(self, k, start, end, &taken))
			return false;
	}
	return true;
}

static bool are_near(struct spots_look *self)
{
	for (size_t k = 0; k < self->spots->count; k++) {
		size_t count;
		const uint32_t *positions = held(self, k, &count);
		for (size_t i = 0; i < count; i++)
			if (near_at(self, positions[i]))
				return true;
	}
	return false;
}

void spots_see(const struct spots *self, struct spots_seen *seen)
{
	seen->absent = self->follow &&
		       !positions_numbers(&seen->view, self->follow, self->count, seen->numbers);
	if (!seen->absent)
		positions_fetch(&seen->view);
}

bool spots_hold_seen(struct spots_look *self, const struct spots_seen *seen)
{
	const struct spots *s = self->spots;
	if (seen->absent)
		return false;
	if (s->follow) {
		int sure = positions_follow(&seen->view, seen->numbers, s->count, s->rare, s->first,
					    s->last);
		if (sure >= 0)
			return sure;
	}
	if (!self->held)
		begin(self);
	for (size_t k = 0; k < s->count; k++) {
		find_held(self, &seen->view, k);
		if (!self->held[k].len)
			return false;
	}
	return s->distance ? are_near(self) : is_phrase(self);
}
