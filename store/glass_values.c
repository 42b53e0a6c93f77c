/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values lie in chunks of some 2,000 bytes: the first value, then for each further one how many documents lie
 * between, and the value; each behind its length.  The key has the slot and the first document.  Beside them each
 * slot has an entry of how many values there are, the lowest, and the highest unless it is the same.
 */
#include <string.h>

#include "store/glass_parts.h"

enum { CHUNK_FULL = 2000 };

static struct glass_chunk *chunk_at(struct glass_slot *slot, size_t at)
{
	return (struct glass_chunk *)(void *)(slot->chunks.ptr + at);
}

/* Chunks begin at multiples of four. */
static void begin_chunk(struct glass_slot *slot, uint32_t docid)
{
	const struct glass_chunk chunk = {docid, 0};
	while (slot->chunks.len % _Alignof(struct glass_chunk))
		buffer_add_byte(&slot->chunks, '\0');
	slot->open = slot->chunks.len;
	buffer_add(&slot->chunks, &chunk, sizeof chunk);
}

static void replace(struct buffer *bound, struct slice value)
{
	buffer_clear(bound);
	buffer_add_slice(bound, value);
}

void glass_values_add(struct glass_slot *slot, uint32_t docid, struct slice value)
{
	if (!slot->count || chunk_at(slot, slot->open)->len >= CHUNK_FULL)
		begin_chunk(slot, docid);
	else
		buffer_add_varint(&slot->chunks, docid - slot->last - 1);
	buffer_add_varint(&slot->chunks, value.len);
	buffer_add_slice(&slot->chunks, value);
	chunk_at(slot, slot->open)->len = (uint32_t)(slot->chunks.len - slot->open - sizeof(struct glass_chunk));
	if (!slot->count || slice_compare(value, buffer_slice(&slot->low)) < 0)
		replace(&slot->low, value);
	if (!slot->count || slice_compare(value, buffer_slice(&slot->high)) > 0)
		replace(&slot->high, value);
	slot->last = docid;
	slot->count++;
}

static void write_bounds(struct glass_part *self, unsigned number, struct glass_table *table)
{
	const struct glass_slot *slot = &self->slots[number];
	const struct slice low = buffer_slice(&slot->low), high = buffer_slice(&slot->high);
	buffer_clear(&self->key);
	buffer_add(&self->key, "\0\xd0", 2);
	if (number)
		buffer_add_byte(&self->key, (char)number);
	buffer_clear(&self->tag);
	buffer_add_varint(&self->tag, slot->count);
	buffer_add_varint(&self->tag, low.len);
	buffer_add_slice(&self->tag, low);
	if (!slice_eq(low, high))
		buffer_add_slice(&self->tag, high);
	glass_table_add(table, buffer_slice(&self->key), buffer_slice(&self->tag), false);
}

static void write_chunks(struct glass_part *self, unsigned number, struct glass_table *table)
{
	struct glass_slot *slot = &self->slots[number];
	for (size_t at = 0; at < slot->chunks.len;) {
		const struct glass_chunk *chunk = chunk_at(slot, at);
		at += sizeof *chunk;
		buffer_clear(&self->key);
		buffer_add(&self->key, "\0\xd8", 2);
		buffer_add_varint(&self->key, number);
		glass_add_docid(&self->key, chunk->docid);
		glass_table_add(table, buffer_slice(&self->key), slice_make(slot->chunks.ptr + at, chunk->len), false);
		at += chunk->len;
		at += -at % _Alignof(struct glass_chunk);
	}
}

void glass_values_write(struct glass_part *self, struct glass_table *table)
{
	for (unsigned i = 0; i < GLASS_SLOTS; i++)
		if (self->slots[i].count)
			write_bounds(self, i, table);
	for (unsigned i = 0; i < GLASS_SLOTS; i++)
		if (self->slots[i].count)
			write_chunks(self, i, table);
}

void glass_values_clear(struct glass_slot *slot)
{
	buffer_clear(&slot->chunks);
	slot->count = 0;
}
