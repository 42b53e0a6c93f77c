/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Phrases, nearness and fields: the documents that hold the words come from their lists, and of
 * each the value of positions says whether they stand as asked.  Values that were read stay, up to
 * a bound, since finding them in the index costs more than looking into them; all are read at once
 * when many are asked for.
 *
 * Stop words have no lists.  Where nothing else says which documents come into question, which have
 * which stop word is read from the values of all documents, once for each state of the database.
 */
#include "store/index/schema.h"
#include "store/match/match_internal.h"
#include "store/match/match_turned.h"

#include <stdlib.h>
#include <sys/mman.h>

enum {
	LOOKS_AT_ONCE = 4096, /* documents whose values are read together */
	FEW = 16,             /* documents that are opened before one is looked into */
	MEAN_BYTES = 600,     /* of a value and what is kept with it, rather too many */
	SLACK = 1 << 20,
	CACHE_LINE = 64,
	HEAD_LINES = 3,         /* that opening a value reads */
	WHOLE_SHARE = 16,       /* of the documents, that are missing: then all are read, */
	WHOLE_BYTES = 32 << 20, /* if that is no more than this, for one search pays */
};

void match_forget_positions(struct matcher *self)
{
	free(self->positions_at);
	self->positions_at = NULL;
	self->positions_whole = self->positions_tried = false;
	buffer_release(&self->positions);
	for (size_t i = 0; self->bare && i <= POSITIONS_BARE_MAX; i++)
		free(self->bare[i]);
	free(self->bare);
	self->bare = NULL;
}

/* ---- values of positions ---- */

static void keep_value(void *ctx, uint32_t docid, struct slice value)
{
	struct matcher *self = ctx;
	self->positions_at[docid] = (uint32_t)self->positions.len + 1;
	positions_keep(value, &self->positions);
}

/* Values are looked at in no order of their addresses: with small pages each look would also miss
 * the table of pages. */
static void make_room(struct matcher *self)
{
	const uintptr_t page = UINT64_C(2) << 20;
	size_t all = (size_t)self->last * MEAN_BYTES;
	buffer_reserve(&self->positions, (all < POSITIONS_KEPT ? all : POSITIONS_KEPT) + SLACK);
	uintptr_t from = ((uintptr_t)self->positions.ptr + page - 1) & ~(page - 1);
	uintptr_t end = ((uintptr_t)self->positions.ptr + self->positions.capacity) & ~(page - 1);
	if (from < end)
		madvise((void *)from, end - from, MADV_HUGEPAGE); /* as well without */
}

static void begin_anew(struct matcher *self)
{
	buffer_clear(&self->positions);
	if (!self->positions_at)
		make_room(self);
	self->positions_at = match_renew(self->positions_at, (size_t)self->last + 1,
					 sizeof *self->positions_at);
}

/* Reads the values of these documents that were not read before; forgets others when they are too
 * many. */
static enum status read_values(struct matcher *self, const uint32_t *docids, size_t count,
			       struct error *err)
{
	uint32_t missing[LOOKS_AT_ONCE];
	size_t n = 0;
	if (self->positions_whole)
		return STATUS_OK;
	if (!self->positions_at || self->positions.len > POSITIONS_KEPT)
		begin_anew(self);
	for (size_t i = 0; i < count; i++)
		if (!self->positions_at[docids[i]])
			missing[n++] = docids[i];
	return n ? xap_values(self->db, XAP_SLOT_POSITIONS, missing, n, keep_value, self, err)
		 : STATUS_OK;
}

/* Whether many of these are still to be read, where there is room for all there are. */
static bool many_missing(const struct matcher *self, const uint32_t *docids, size_t count)
{
	size_t missing = 0;
	if (self->positions_tried || self->searches < 2 ||
	    (size_t)self->last * MEAN_BYTES > WHOLE_BYTES)
		return false;
	for (size_t i = 0; i < count; i++)
		missing += !self->positions_at || !self->positions_at[docids[i]];
	return missing > self->last / WHOLE_SHARE;
}

/* Reads all values there are, unless they turn out to be too many: one search pays, and not a
 * hundred. */
static enum status read_all(struct matcher *self, struct error *err)
{
	uint32_t docids[LOOKS_AT_ONCE];
	enum status st = STATUS_OK;
	begin_anew(self);
	self->positions_tried = true;
	work_limit_pause(xap_limit(self->db));
	for (uint32_t docid = 1;
	     !st && docid <= self->last && self->positions.len <= POSITIONS_KEPT;) {
		size_t n = 0;
		while (n < LOOKS_AT_ONCE && docid <= self->last)
			docids[n++] = docid++;
		st = xap_values(self->db, XAP_SLOT_POSITIONS, docids, n, keep_value, self, err);
	}
	work_limit_resume(xap_limit(self->db));
	self->positions_whole = !st && self->positions.len <= POSITIONS_KEPT;
	return st;
}

/* ---- stop words ---- */

struct bare_reading {
	struct matcher *matcher;
	uint32_t damaged;
};

static void take_bare(void *ctx, uint32_t docid, struct slice value)
{
	struct bare_reading *r = ctx;
	struct matcher *self = r->matcher;
	size_t bytes;
	const unsigned char *map = positions_bare_map(value, &bytes);
	if (!map)
		r->damaged = docid;
	for (size_t i = 0; map && i < bytes; i++)
		for (unsigned byte = map[i]; byte; byte &= byte - 1) {
			uint64_t **words = &self->bare[i * 8 + (size_t)__builtin_ctz(byte)];
			if (!*words)
				*words = match_renew(NULL, self->touched.count, sizeof **words);
			(*words)[docid / 64] |= UINT64_C(1) << docid % 64;
		}
}

static enum status damage(struct matcher *self, uint32_t docid, struct error *err)
{
	return schema_blame(
		self->db, docid,
		error_set(err, STATUS_CORRUPT, "the positions of its words are damaged"), err);
}

static enum status read_bare(struct matcher *self, struct error *err)
{
	struct bare_reading reading = {.matcher = self};
	if (self->bare)
		return STATUS_OK;
	uint32_t *all = arena_alloc(&self->arena, (size_t)self->last * sizeof *all + 1);
	for (uint32_t i = 0; i < self->last; i++)
		all[i] = i + 1;
	self->bare = match_renew(NULL, POSITIONS_BARE_MAX + 1, sizeof *self->bare);
	work_limit_pause(xap_limit(self->db));
	enum status st = xap_values(self->db, XAP_SLOT_POSITIONS, all, self->last, take_bare,
				    &reading, err);
	work_limit_resume(xap_limit(self->db));
	if (!st && reading.damaged)
		st = damage(self, reading.damaged, err);
	if (st)
		match_forget_positions(self);
	return st;
}

/* The documents that have one of the terms. */
static enum status documents_of(struct matcher *self, const struct spots_place *place,
				const struct doc_set *within, struct doc_set *out,
				struct error *err)
{
	enum status st = read_bare(self, err);
	*out = matcher_new_set(self);
	for (size_t i = 0; !st && i < place->count; i++) {
		struct posting_list list;
		const uint64_t *words = place->keys[i].bare >= 0 ? self->bare[place->keys[i].bare]
								 : NULL;
		for (size_t w = 0; words && w < out->count; w++)
			out->words[w] |= words[w];
		if (place->keys[i].bare < 0)
			st = match_list(self, place->terms[i], &list, err);
		for (size_t k = 0; !st && place->keys[i].bare < 0 && k < list.count; k++)
			doc_set_add(out, match_postings(self, &list)[k].docid);
	}
	for (size_t w = 0; within && w < out->count; w++)
		out->words[w] &= within->words[w];
	return st;
}

/* ---- looking ---- */

struct looking {
	struct matcher *matcher;
	struct match_turned turned; /* which of a place's terms a document has */
	size_t index;               /* of the document being looked at, in the block */
};

static const uint32_t *present(void *ctx, size_t place, size_t *count)
{
	const struct looking *l = ctx;
	return match_turned_terms(&l->turned, place, l->index, count);
}

/* Looks at few documents of the block from the `first` on, all of them read: opens them all before
 * it looks into one. */
static enum status look_at_few(struct looking *l, struct spots_look *spots, size_t first,
			       const uint32_t *docids, size_t count, struct doc_set *out,
			       struct error *err)
{
	const struct matcher *self = l->matcher;
	struct spots_seen seen[FEW];
	size_t valued[FEW];
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t at = self->positions_at[docids[i]];
		if (!at)
			continue;
		if (!positions_reopen(self->positions.ptr + at - 1, &seen[n].view))
			return damage(l->matcher, docids[i], err);
		spots_see(spots->spots, &seen[n]);
		valued[n++] = i;
	}
	for (size_t i = 0; i < n; i++) {
		l->index = first + valued[i];
		if (spots_hold_seen(spots, &seen[i]))
			doc_set_add(out, docids[valued[i]]);
	}
	return STATUS_OK;
}

static size_t few(size_t count)
{
	return count < FEW ? count : FEW;
}

/*
 * Beginnings of the next few values are fetched into the cache meanwhile.  Not by a function: gcc
 * 12 finds that one which does nothing else has no effect, and leaves its calls out.
 */
static enum status look_at(struct looking *l, struct spots_look *spots, const uint32_t *docids,
			   size_t count, struct doc_set *out, struct error *err)
{
	enum status st = read_values(l->matcher, docids, count, err);
	for (size_t i = 0; !st && i < count; i += FEW) {
		if ((st = work_limit_check(xap_limit(l->matcher->db), err)))
			break;
		size_t now = few(count - i), next = few(count - i - now);
		const char *values = l->matcher->positions.ptr;
		for (size_t k = i + now; k < i + now + next; k++)
			for (size_t line = 0; line < HEAD_LINES; line++)
				__builtin_prefetch(values + l->matcher->positions_at[docids[k]] +
						   line * CACHE_LINE);
		st = look_at_few(l, spots, i, docids + i, now, out, err);
	}
	return st;
}

static enum status look_through(struct matcher *self, const struct spots *spots,
				const struct doc_set *candidates, struct doc_set *out,
				struct error *err)
{
	struct looking looking = {.matcher = self};
	struct spots_look look = {.spots = spots, .present = present, .ctx = &looking};
	size_t count;
	const uint32_t *docids = matcher_list(self, candidates, &count);
	enum status st = match_turned_begin(&looking.turned, self, spots, candidates, LOOKS_AT_ONCE,
					    err);
	if (!st && many_missing(self, docids, count))
		st = read_all(self, err);
	for (size_t from = 0; !st && from < count; from += LOOKS_AT_ONCE) {
		size_t n = count - from < LOOKS_AT_ONCE ? count - from : LOOKS_AT_ONCE;
		match_turned_block(&looking.turned, from, n, docids[from + n - 1]);
		st = look_at(&looking, &look, docids + from, n, out, err);
	}
	match_turned_release(&looking.turned);
	spots_look_release(&look);
	return st;
}

/* ---- the same asked again ---- */

/* What is known in this search of the spots. */
static struct looked *looked_of(struct matcher *self, const struct spots *spots)
{
	for (struct looked *l = self->looked; l; l = l->next)
		if (l->key[0] == spots->key[0] && l->key[1] == spots->key[1])
			return l;
	struct looked *made = arena_calloc(&self->arena, 1, sizeof *made);
	*made = (struct looked){self->looked,
				{spots->key[0], spots->key[1]},
				matcher_new_set(self),
				matcher_new_set(self)};
	return self->looked = made;
}

/* Weights and facets ask again what the set was found by, and brackets that stand in brackets each
 * time: a document is looked into once. */
static enum status look_through_new(struct matcher *self, const struct spots *spots,
				    const struct doc_set *candidates, struct doc_set *out,
				    struct error *err)
{
	struct looked *looked = looked_of(self, spots);
	struct doc_set new = matcher_new_set(self);
	bool any = false;
	for (size_t w = 0; w < new.count; w++) {
		new.words[w] = candidates->words[w] & ~looked->seen.words[w];
		any |= new.words[w] != 0;
	}
	enum status st = any ? look_through(self, spots, &new, &looked->holds, err) : STATUS_OK;
	for (size_t w = 0; !st && w < new.count; w++) {
		looked->seen.words[w] |= new.words[w];
		out->words[w] |= candidates->words[w] & looked->holds.words[w];
	}
	return st;
}

enum status match_spots(struct matcher *self, const struct xap_query *query,
			const struct doc_set *within, struct doc_set *out, struct error *err)
{
	const struct spots *spots = query->spots;
	struct doc_set candidates = {NULL, 0, NULL};
	enum status st = STATUS_OK;
	if (query->count)
		st = matcher_set(self, query->parts[0], within, &candidates, err);
	for (size_t k = 0; !st && !query->count && k < spots->count; k++) {
		struct doc_set wider = candidates;
		st = documents_of(self, &spots->items[k], k ? &wider : within, &candidates, err);
	}
	if (!st && (spots_is_bare_word(spots) || doc_set_is_empty(&candidates)))
		*out = candidates;
	else if (!st)
		st = look_through_new(self, spots, &candidates, out, err);
	return st;
}
