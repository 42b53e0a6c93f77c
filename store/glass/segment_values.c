/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values lie in chunks of some 2,000 bytes, as in Xapian's table: the first value, then for each
 * further one how many documents lie between, and the value; each behind its length.
 */
#include <string.h>

#include "store/glass/segment_internal.h"

enum { CHUNK_FULL = 2000 };

static struct glass_chunk chunk_at(const struct glass_slot *slot, size_t at)
{
	struct glass_chunk chunk;
	memcpy(&chunk, slot->chunks.ptr + at, sizeof chunk);
	return chunk;
}

static void replace(struct buffer *bound, struct slice value)
{
	buffer_clear(bound);
	buffer_add_slice(bound, value);
}

void glass_values_add(struct glass_slot *slot, uint32_t docid, struct slice value)
{
	struct glass_chunk chunk = {docid, 0};
	if (!slot->count || chunk_at(slot, slot->open).len >= CHUNK_FULL) {
		slot->open = slot->chunks.len;
		buffer_add(&slot->chunks, &chunk, sizeof chunk);
	} else {
		chunk = chunk_at(slot, slot->open);
		buffer_add_varint(&slot->chunks, docid - slot->last - 1);
	}
	buffer_add_varint(&slot->chunks, value.len);
	buffer_add_slice(&slot->chunks, value);
	chunk.len = (uint32_t)(slot->chunks.len - slot->open - sizeof chunk);
	memcpy(slot->chunks.ptr + slot->open, &chunk, sizeof chunk);
	if (!slot->count || slice_compare(value, buffer_slice(&slot->low)) < 0)
		replace(&slot->low, value);
	if (!slot->count || slice_compare(value, buffer_slice(&slot->high)) > 0)
		replace(&slot->high, value);
	slot->last = docid;
	slot->count++;
}

void glass_values_write(struct glass_part *self, struct glass_head *head)
{
	head->slots = self->at;
	for (unsigned i = 0; i < GLASS_SLOTS; i++) {
		const struct glass_slot *slot = &self->slots[i];
		const struct glass_slot_head it = {slot->chunks.len, i, slot->count,
						   (uint32_t)slot->low.len,
						   (uint32_t)slot->high.len};
		if (!slot->count)
			continue;
		glass_part_put(self, &it, sizeof it);
		glass_part_put(self, slot->low.ptr, slot->low.len);
		glass_part_put(self, slot->high.ptr, slot->high.len);
		glass_part_put(self, slot->chunks.ptr, slot->chunks.len);
		head->slot_count++;
	}
}

void glass_values_clear(struct glass_slot *slot)
{
	buffer_clear(&slot->chunks);
	slot->count = 0;
}
