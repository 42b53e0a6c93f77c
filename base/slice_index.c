/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/slice_index.h"

enum { LINEAR = 16, ROOM_FIRST = 64 };

static struct slice key_at(const void *entries, size_t size, size_t i)
{
	struct slice key;
	memcpy(&key, (const char *)entries + i * size, sizeof key);
	return key;
}

/* FNV-1a; its low bits differ enough for a table of a power of two. */
static uint64_t hash_of(struct slice key)
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.ptr[i]) * 1099511628211u;
	return hash ^ hash >> 32;
}

/* The seat of the key, or the free one where it belongs. */
static uint32_t *seat_of(const struct slice_index *self, const void *entries, size_t size,
			 struct slice key)
{
	size_t i = hash_of(key) & (self->room - 1);
	while (self->seats[i] && !slice_eq(key_at(entries, size, self->seats[i] - 1), key))
		i = (i + 1) & (self->room - 1);
	return &self->seats[i];
}

/* Takes the entries that came since; a table that is half full is made anew, twice as large. */
static void catch_up(struct slice_index *self, struct arena *arena, const void *entries,
		     size_t size, size_t count)
{
	if (count * 2 > self->room) {
		self->room = self->room ? self->room : ROOM_FIRST;
		while (count * 2 > self->room)
			self->room *= 2;
		self->seats = arena_calloc(arena, self->room, sizeof *self->seats);
		self->known = 0;
	}
	for (; self->known < count; self->known++) {
		uint32_t *seat = seat_of(self, entries, size, key_at(entries, size, self->known));
		if (!*seat)
			*seat = (uint32_t)self->known + 1;
	}
}

size_t slice_index_find(struct slice_index *self, struct arena *arena, const void *entries,
			size_t size, size_t count, struct slice key)
{
	if (count <= LINEAR) {
		*self = (struct slice_index){NULL, 0, 0}; /* the array may have been emptied */
		for (size_t i = 0; i < count; i++)
			if (slice_eq(key_at(entries, size, i), key))
				return i;
		return count;
	}
	catch_up(self, arena, entries, size, count);
	const uint32_t seat = *seat_of(self, entries, size, key);
	return seat ? seat - 1 : count;
}
