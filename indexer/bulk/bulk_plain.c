/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/bulk/bulk_plain.h"

#include <xxhash.h>

#include "indexer/ingest/identity.h"

/*
 * Kinds of keys: Q an id, A an alias, F a fingerprint, C the same of a paper that lost its number,
 * B a Flemish number and day, D a fingerprint and day, I and L a DOCNAME of the Chamber as an item
 * and as an entry of a list.
 */
static bool has(const struct bulk_known *known, char kind, struct slice text)
{
	return bulk_known_has(known, bulk_hash(kind, text));
}

static void note(struct bulk_known *known, char kind, struct slice text)
{
	bool is_new;
	(void)bulk_known_add(known, bulk_hash(kind, text), 1, &is_new);
}

static uint64_t key_of(const struct contribution *c, struct slice hash)
{
	struct buffer bytes = BUFFER_INIT;
	buffer_add_slice(&bytes, hash);
	buffer_add(&bytes, &c->source, sizeof c->source);
	buffer_add(&bytes, &c->part, sizeof c->part);
	buffer_add(&bytes, &c->order, sizeof c->order);
	const uint64_t key = XXH3_64bits(bytes.ptr, bytes.len);
	buffer_release(&bytes);
	return key;
}

/* The alias of an item may be that of an entry in a list, and the other way round. */
static bool meets_alias(struct bulk_known *known, const struct question *q, struct slice alias)
{
	const char mine = identity_is_item(q) ? 'I' : 'L';
	if (!identity_is_shared(alias)) {
		const bool met = has(known, 'A', alias) || has(known, 'Q', alias);
		note(known, 'A', alias);
		return met;
	}
	const bool met = has(known, mine == 'I' ? 'L' : 'I', alias) || has(known, 'Q', alias);
	note(known, mine, alias);
	note(known, 'A', alias);
	return met;
}

static bool meets_fingerprint(struct bulk_known *known, const struct question *q)
{
	const bool copy = question_id_is_makeshift(q->id);
	if (!q->fingerprint.len)
		return false;
	const bool met = has(known, 'C', q->fingerprint) ||
			 (copy && has(known, 'F', q->fingerprint));
	note(known, copy ? 'C' : 'F', q->fingerprint);
	return met;
}

static bool meets_flemish(struct bulk_known *known, const struct question *q)
{
	struct arena arena = ARENA_INIT;
	struct slice base = identity_flemish_base(&arena, q);
	bool met = false;
	if (base.len) {
		struct slice day = arena_printf(&arena, "%.*s %d", SLICE_ARG(q->fingerprint),
						q->date_asked);
		met = has(known, 'B', base) || has(known, 'D', day);
		note(known, 'B', base);
		note(known, 'D', day);
	}
	arena_release(&arena);
	return met;
}

enum bulk_novelty bulk_judge(struct bulk_known *known, const struct contribution *contribution,
			     struct slice hash)
{
	const struct question *q = contribution->question;
	const uint64_t mine = key_of(contribution, hash);
	bool is_new;
	const uint64_t first = bulk_known_add(known, bulk_hash('Q', q->id), mine, &is_new);
	if (!is_new && first == mine)
		return BULK_AGAIN;
	bool met = !is_new || has(known, 'A', q->id);
	for (size_t i = 0; i < q->alias_count; i++)
		met = meets_alias(known, q, q->aliases[i]) || met;
	met = meets_fingerprint(known, q) || met;
	met = meets_flemish(known, q) || met;
	return met ? BULK_RELATED : BULK_PLAIN;
}
