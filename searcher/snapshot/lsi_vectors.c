/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/snapshot/lsi_vectors.h"

#include <stdlib.h>

#include "store/index/schema.h"

enum {
	KEPT_MAX = 250000, /* document ids up to which vectors are kept: 65 MB */
	AHEAD = 12,        /* vectors that are fetched while one is unpacked */
};

struct vectors {
	uint64_t state; /* 0: none */
	unsigned searches;
	struct latent_space space;
	struct flat *flat;
	uint32_t last;
	/* by document id, NULL when there are too many to keep */
	signed char (*coordinates)[LATENT_DIMENSIONS];
	float *scales;
	bool whole; /* they are read */
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

enum status vectors_begin(struct vectors *self, struct xap_db *db, uint64_t state, struct flat *flat,
			  struct error *err)
{
	self->searches++;
	self->flat = flat;
	if (self->state == state)
		return STATUS_OK;
	forget(self);
	enum status st = latent_space_load(db, &self->space, err);
	if (st)
		return st;
	self->state = state;
	self->flat = flat;
	self->searches = 1;
	self->last = xap_lastdocid(db);
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
	float scale;
	if (latent_unpack(&self->space, value, &scale, self->coordinates[docid]))
		self->scales[docid] = scale;
}

static enum status read_whole(struct vectors *self, struct xap_db *db, struct arena *arena, struct error *err)
{
	const size_t room = (size_t)self->last + 1;
	uint32_t *all = arena_alloc(arena, room * sizeof *all);
	if (!self->coordinates) {
		self->coordinates = items(room, sizeof *self->coordinates);
		self->scales = items(room, sizeof *self->scales);
	}
	for (uint32_t i = 0; i < self->last; i++)
		all[i] = i + 1;
	enum status st = xap_rows(db, all, self->last, keep, self, err);
	self->whole = !st;
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
	float scale;
	while (r->next < r->count && r->places[r->next].docid < docid)
		r->next++;
	if (r->next == r->count || r->places[r->next].docid != docid)
		return;
	signed char *kept = arena_calloc(r->arena, LATENT_DIMENSIONS, 1);
	if (latent_unpack(r->space, value, &scale, kept))
		*r->places[r->next].out = (struct latent_vector){scale, kept};
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

/* Rows lie all over the file: what is asked of memory before it is needed is not waited for. */
static void fetch(struct slice row)
{
	for (size_t at = 0; at < row.len; at += 64)
		__builtin_prefetch(row.ptr + at);
}

static void unpack(const struct vectors *self, struct slice row, struct arena *arena, struct latent_vector *out)
{
	signed char *kept = arena_calloc(arena, LATENT_DIMENSIONS, 1);
	*out = (struct latent_vector){0, kept};
	if (!latent_unpack(&self->space, row, &out->scale, kept))
		out->scale = 0;
}

/* False when the file fails. */
static bool read_flat(const struct vectors *self, const uint32_t *docids, size_t count, struct arena *arena,
		      struct latent_vector *out)
{
	const uint32_t size = flat_row_bytes(self->flat);
	char *row = arena_alloc(arena, size + 1);
	if (self->searches > 1 && flat_map(self->flat)) {
		for (size_t i = 0; i < count; i++) {
			if (i + AHEAD < count)
				fetch(flat_row(self->flat, docids[i + AHEAD]));
			unpack(self, flat_row(self->flat, docids[i]), arena, &out[i]);
		}
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		if (!flat_read_row(self->flat, docids[i], row))
			return false;
		unpack(self, slice_make(row, size), arena, &out[i]);
	}
	return true;
}

enum status vectors_get(struct vectors *self, struct xap_db *db, const uint32_t *docids, size_t count,
			struct arena *arena, struct latent_vector *out, struct error *err)
{
	enum status st = STATUS_OK;
	if (count && flat_row_bytes(self->flat) && read_flat(self, docids, count, arena, out))
		return STATUS_OK;
	/* a process that runs one search reads what it needs; from other machines vectors come along with hits, but
	 * no neighbours */
	if (!count || !self->space.generation || self->last > KEPT_MAX || self->searches == 1 || xap_is_remote(db))
		return count ? read_all(self, db, docids, count, arena, out, err) : STATUS_OK;
	if (!self->whole)
		st = read_whole(self, db, arena, err);
	for (size_t i = 0; !st && i < count; i++)
		out[i] = (struct latent_vector){self->scales[docids[i]], self->coordinates[docids[i]]};
	return st;
}
