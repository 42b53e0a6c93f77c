/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include <xxhash.h>

#include "base/memory.h"

#include "indexer/bulk/bulk_internal.h"

void bulk_name(const char *folder, const char *kind, uint32_t number, struct buffer *out)
{
	buffer_clear(out);
	buffer_printf(out, "%s/%s.%u", folder, kind, (unsigned)number);
}

/* ---- batches ---- */

struct bulk_batch *bulk_batch_new(uint32_t number)
{
	struct bulk_batch *self = memory_zeroed(1, sizeof *self);
	self->number = number;
	return self;
}

void bulk_batch_free(struct bulk_batch *self)
{
	if (!self)
		return;
	buffer_release(&self->bytes);
	free(self);
}

void bulk_batch_add(struct bulk_batch *self, const struct bulk_item *item)
{
	const size_t lens[] = {item->hash.len, item->given.len, item->record.len};
	buffer_add(&self->bytes, lens, sizeof lens);
	buffer_add_slice(&self->bytes, item->hash);
	buffer_add_slice(&self->bytes, item->given);
	buffer_add_slice(&self->bytes, item->record);
	self->count++;
}

bool bulk_batch_next(const struct bulk_batch *self, size_t *at, struct bulk_item *item)
{
	size_t lens[3];
	if (*at == self->bytes.len)
		return false;
	memcpy(lens, self->bytes.ptr + *at, sizeof lens);
	const char *from = self->bytes.ptr + *at + sizeof lens;
	item->hash = slice_make(from, lens[0]);
	item->given = slice_make(from + lens[0], lens[1]);
	item->record = slice_make(from + lens[0] + lens[1], lens[2]);
	*at += sizeof lens + lens[0] + lens[1] + lens[2];
	return true;
}

/* ---- what is known ---- */

uint64_t bulk_hash(char kind, struct slice text)
{
	uint64_t hash = XXH3_64bits_withSeed(text.ptr, text.len, (unsigned char)kind);
	return hash ? hash : 1; /* 0 is a free seat */
}

void bulk_known_release(struct bulk_known *self)
{
	free(self->seats);
	*self = (struct bulk_known){.seats = NULL};
}

static struct bulk_seat *seat_of(const struct bulk_known *self, uint64_t key)
{
	size_t i = key & (self->room - 1);
	while (self->seats[i].key && self->seats[i].key != key)
		i = (i + 1) & (self->room - 1);
	return &self->seats[i];
}

static void grow(struct bulk_known *self)
{
	struct bulk_known old = *self;
	self->room = old.room ? old.room * 2 : 1 << 14;
	self->seats = memory_zeroed(self->room, sizeof *self->seats);
	for (size_t i = 0; i < old.room; i++)
		if (old.seats[i].key)
			*seat_of(self, old.seats[i].key) = old.seats[i];
	free(old.seats);
}

uint64_t bulk_known_add(struct bulk_known *self, uint64_t key, uint64_t value, bool *is_new)
{
	if (self->count * 2 >= self->room)
		grow(self);
	struct bulk_seat *seat = seat_of(self, key);
	*is_new = !seat->key;
	if (*is_new) {
		*seat = (struct bulk_seat){key, value};
		self->count++;
	}
	return seat->value;
}

bool bulk_known_has(const struct bulk_known *self, uint64_t key)
{
	return self->room && seat_of(self, key)->key;
}
