/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the source that is being read has given so far: what it gave before and not now is stale. */
#include "corpus/model/question_record.h"
#include "indexer/ingest/ingest_internal.h"

#include <xxhash.h>

static uint64_t fresh_key(const struct contribution *c, struct slice hash)
{
	const uint64_t key = XXH3_64bits_withSeed(hash.ptr, hash.len, c->is_member ? c->part : 0);
	return key ? key : 1;
}

static uint64_t *fresh_seat(const struct buffer *table, uint64_t key)
{
	uint64_t *seats = (uint64_t *)(void *)table->ptr;
	const size_t mask = table->len / sizeof *seats - 1;
	size_t at = key & mask;
	while (seats[at] && seats[at] != key)
		at = (at + 1) & mask;
	return &seats[at];
}

static void grow_fresh(struct intake *self)
{
	struct buffer bigger = BUFFER_INIT;
	const size_t len = self->fresh.len ? self->fresh.len * 2 : 64 * sizeof(uint64_t);
	buffer_reserve(&bigger, len);
	memset(bigger.ptr, 0, len);
	bigger.len = len;
	const uint64_t *seats = (const uint64_t *)(const void *)self->fresh.ptr;
	for (size_t i = 0; i < self->fresh.len / sizeof *seats; i++)
		if (seats[i])
			*fresh_seat(&bigger, seats[i]) = seats[i];
	buffer_release(&self->fresh);
	self->fresh = bigger;
}

void intake_note_fresh(struct intake *self, const struct contribution *c, struct slice hash)
{
	const uint64_t key = fresh_key(c, hash);
	if ((self->fresh_count + 1) * 2 * sizeof key > self->fresh.len)
		grow_fresh(self);
	uint64_t *seat = fresh_seat(&self->fresh, key);
	self->fresh_count += !*seat;
	*seat = key;
}

bool intake_is_stale(const struct intake *self, const struct contribution *c)
{
	struct arena arena = ARENA_INIT;
	if (c->source != self->source || !c->docid)
		return false;
	if (self->line_number && !c->is_member)
		return !c->part || !self->line_number(self->line_ctx, c->part);
	const uint64_t key = fresh_key(c, record_hash(c->question, &arena));
	arena_release(&arena);
	return !self->fresh.len || !*fresh_seat(&self->fresh, key);
}
