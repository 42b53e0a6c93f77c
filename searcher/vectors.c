/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/vectors.h"

#include <stdlib.h>

#include "store/schema.h"

enum { KEPT_MAX = 250000 }; /* document ids up to which vectors are kept: 65 MB */

struct vectors {
	uint64_t state; /* 0: none */
	unsigned searches;
	struct latent_space space;
	uint32_t last;
	/* by document id, of those kept */
	signed char (*coordinates)[LATENT_DIMENSIONS];
	float *scales;
	bool *known;
	bool whole;   /* all are */
};

struct vectors *vectors_new(void)
{
	struct vectors *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	return self;
}

static void forget(struct vectors *self)
{
	free(self->coordinates);
	free(self->scales);
	free(self->known);
	*self = (struct vectors){.state = 0};
}

void vectors_free(struct vectors *self)
{
	if (!self)
		return;
	forget(self);
	free(self);
}

static void *items(size_t count, size_t size)
{
	void *made = calloc(count, size);
	if (!made)
		die_nomem(count * size);
	return made;
}

enum status vectors_begin(struct vectors *self, struct xap_db *db, uint64_t state, struct error *err)
{
	self->searches++;
	if (self->state == state)
		return STATUS_OK;
	forget(self);
	enum status st = latent_space_load(db, &self->space, err);
	if (st)
		return st;
	self->state = state;
	self->searches = 1;
	self->last = xap_lastdocid(db);
	/* from other machines vectors come along with hits, but no neighbours */
	if (!self->space.generation || self->last > KEPT_MAX || xap_is_remote(db))
		return STATUS_OK;
	size_t room = (size_t)self->last + 1;
	self->coordinates = items(room, sizeof *self->coordinates);
	self->scales = items(room, sizeof *self->scales);
	self->known = items(room, sizeof *self->known);
	return STATUS_OK;
}

const struct latent_space *vectors_space(const struct vectors *self)
{
	return &self->space;
}

/* ---- kept ---- */

static void keep(void *ctx, uint32_t docid, struct slice value)
{
	struct vectors *self = ctx;
	struct latent_vector v;
	if (!latent_unpack(&self->space, value, &v))
		return;
	memcpy(self->coordinates[docid], v.coordinates, self->space.dimensions);
	self->scales[docid] = v.scale;
}

static int by_docid(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* A process that runs one search reads what it needs; for one that goes on all come at once. */
static enum status read_missing(struct vectors *self, struct xap_db *db, const uint32_t *docids,
				size_t count, bool all, struct arena *arena, struct error *err)
{
	size_t n = 0, most = all ? self->last : count;
	uint32_t *wanted = arena_alloc(arena, most * sizeof *wanted + 1);
	for (size_t i = 0; i < most; i++) {
		uint32_t docid = all ? (uint32_t)i + 1 : docids[i];
		if (!self->known[docid])
			wanted[n++] = docid;
		self->known[docid] = true;
	}
	if (!n)
		return STATUS_OK;
	if (!all)
		qsort(wanted, n, sizeof *wanted, by_docid);
	enum status st = xap_rows(db, wanted, n, keep, self, err);
	for (size_t i = 0; st && i < n; i++)
		self->known[wanted[i]] = false;
	self->whole = all && !st;
	return st;
}

/* ---- read each time ---- */

struct place {
	uint32_t docid;
	struct latent_vector *out;
};

struct reading {
	const struct latent_space *space;
	struct arena *arena;
	struct place *places; /* by docid */
	size_t next, count;
};

static int by_place(const void *a, const void *b)
{
	uint32_t x = ((const struct place *)a)->docid, y = ((const struct place *)b)->docid;
	return (x > y) - (x < y);
}

static void take(void *ctx, uint32_t docid, struct slice value)
{
	struct reading *r = ctx;
	struct latent_vector v;
	while (r->next < r->count && r->places[r->next].docid < docid)
		r->next++;
	if (r->next == r->count || r->places[r->next].docid != docid || !latent_unpack(r->space, value, &v))
		return;
	signed char *kept = arena_calloc(r->arena, LATENT_DIMENSIONS, 1);
	memcpy(kept, v.coordinates, r->space->dimensions);
	*r->places[r->next].out = (struct latent_vector){v.scale, kept};
}

static enum status read_all(struct vectors *self, struct xap_db *db, const uint32_t *docids, size_t count,
			    struct arena *arena, struct latent_vector *out, struct error *err)
{
	struct reading r = {&self->space, arena, arena_alloc(arena, count * sizeof *r.places + 1), 0, count};
	uint32_t *sorted = arena_alloc(arena, count * sizeof *sorted + 1);
	for (size_t i = 0; i < count; i++) {
		out[i] = (struct latent_vector){0, NULL};
		r.places[i] = (struct place){docids[i], &out[i]};
	}
	qsort(r.places, count, sizeof *r.places, by_place);
	for (size_t i = 0; i < count; i++)
		sorted[i] = r.places[i].docid;
	return xap_rows(db, sorted, count, take, &r, err);
}

enum status vectors_get(struct vectors *self, struct xap_db *db, const uint32_t *docids, size_t count,
			struct arena *arena, struct latent_vector *out, struct error *err)
{
	if (!count)
		return STATUS_OK;
	if (!self->known)
		return read_all(self, db, docids, count, arena, out, err);
	enum status st = STATUS_OK;
	if (!self->whole)
		st = read_missing(self, db, docids, count, self->searches > 1, arena, err);
	for (size_t i = 0; !st && i < count; i++)
		out[i] = (struct latent_vector){self->scales[docids[i]], self->coordinates[docids[i]]};
	return st;
}
