/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/attribution.h"

#include "indexer/scan/source_file.h"
#include "store/index/schema.h"

enum { CLAIM_BYTES = 17 };

enum claim_rank claim_rank_of(const struct question *question)
{
	switch (question->state) {
	case STATE_BEANTWOORD: return CLAIM_ANSWERED;
	case STATE_UITGESTELD: return CLAIM_DELAYED;
	default: return CLAIM_UNANSWERED;
	}
}

enum status claims_parse(struct slice value, struct arena *arena, struct claims *claims,
			 struct error *err)
{
	size_t count = value.len / CLAIM_BYTES;
	*claims = (struct claims){.count = count, .room = count + 1};
	if (value.len % CLAIM_BYTES)
		return error_set(err, STATUS_CORRUPT, "the papers of a question are damaged");
	claims->items = arena_calloc(arena, claims->room, sizeof *claims->items);
	for (size_t i = 0; i < count; i++) {
		const char *at = value.ptr + i * CLAIM_BYTES;
		struct claim *c = &claims->items[i];
		memcpy(&c->paper, at, 8);
		memcpy(&c->line, at + 8, 8);
		c->rank = (unsigned char)at[16];
	}
	return STATUS_OK;
}

void claims_term(uint64_t paper, struct buffer *out)
{
	buffer_clear(out);
	buffer_printf(out, PREFIX_PAPER "%016llx", (unsigned long long)paper);
}

void claims_format(const struct claims *claims, struct buffer *out)
{
	buffer_clear(out);
	for (size_t i = 0; i < claims->count; i++) {
		const struct claim *c = &claims->items[i];
		buffer_add(out, &c->paper, 8);
		buffer_add(out, &c->line, 8);
		buffer_add_byte(out, (char)c->rank);
	}
}

void claims_post(const struct claims *claims, struct xap_doc *doc)
{
	struct buffer out = BUFFER_INIT;
	claims_format(claims, &out);
	xap_doc_value(doc, SLOT_CLAIMS, buffer_slice(&out));
	for (size_t i = 0; i < claims->count; i++) {
		claims_term(claims->items[i].paper, &out);
		xap_doc_term(doc, buffer_slice(&out), 0);
	}
	buffer_release(&out);
}

struct claim *claims_find(const struct claims *claims, uint64_t paper)
{
	for (size_t i = 0; i < claims->count; i++)
		if (claims->items[i].paper == paper)
			return &claims->items[i];
	return NULL;
}

void claims_drop(struct claims *claims, uint64_t paper)
{
	struct claim *c = claims_find(claims, paper);
	if (!c)
		return;
	size_t at = (size_t)(c - claims->items);
	memmove(c, c + 1, (claims->count - at - 1) * sizeof *c);
	claims->count--;
}

void claims_add(struct claims *claims, struct claim claim, bool owner, struct arena *arena)
{
	claims->items = arena_grow(arena, claims->items, claims->count, &claims->room,
				   sizeof *claims->items);
	claims->items[claims->count++] = claim;
	if (owner)
		claims_promote(claims, claims->count - 1);
}

void claims_promote(struct claims *claims, size_t i)
{
	struct claim c = claims->items[i];
	memmove(claims->items + 1, claims->items, i * sizeof c);
	claims->items[0] = c;
}

enum status claims_best(const struct claims *claims, struct xap_db *db, size_t *best,
			struct error *err)
{
	struct arena arena = ARENA_INIT;
	const char *best_path = "";
	enum status st = STATUS_OK;
	*best = 0;
	for (size_t i = 0; !st && claims->count > 1 && i < claims->count; i++) {
		struct error cause = {0};
		struct paper paper;
		st = paper_load(db, claims->items[i].paper, &arena, &paper, &cause);
		const char *path = st ? "" : paper.path;
		if (st == STATUS_NOT_FOUND)
			st = STATUS_OK;
		else if (st && err)
			*err = cause;
		int order = (int)claims->items[i].rank - (int)claims->items[*best].rank;
		if (i == 0 || order > 0 || (order == 0 && strcmp(path, best_path) > 0)) {
			*best = i;
			best_path = path;
		}
	}
	arena_release(&arena);
	return st;
}
