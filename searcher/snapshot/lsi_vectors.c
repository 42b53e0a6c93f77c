/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/snapshot/lsi_vectors.h"

#include <stdlib.h>

#include "store/docvalues/docinfo.h"

enum { AHEAD = 12 }; /* vectors that are fetched while one is unpacked */

enum status vectors_space(struct vectors *self, struct xap_db *db,
			  const struct latent_space **space, struct error *err)
{
	enum status st = self->known ? STATUS_OK : latent_space_load(db, &self->space, err);
	self->known = !st;
	*space = &self->space;
	return st;
}

static void unpack(const struct vectors *self, struct slice row, struct arena *arena,
		   struct latent_vector *out)
{
	signed char *kept = arena_calloc(arena, LATENT_DIMENSIONS, 1);
	*out = (struct latent_vector){0, kept};
	if (!latent_unpack(&self->space, row, &out->scale, kept))
		out->scale = 0;
}

/* ---- from the tables ---- */

struct place {
	uint32_t docid;
	struct latent_vector *out;
};

struct reading {
	const struct vectors *vectors;
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
	while (r->next < r->count && r->places[r->next].docid < docid)
		r->next++;
	if (r->next < r->count && r->places[r->next].docid == docid)
		unpack(r->vectors, value, r->arena, r->places[r->next].out);
}

static enum status read_tables(const struct vectors *self, struct xap_db *db,
			       const uint32_t *docids, size_t count, struct arena *arena,
			       struct latent_vector *out, struct error *err)
{
	struct reading r = {self, arena, arena_alloc(arena, count * sizeof *r.places + 1), 0,
			    count};
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

/* ---- from the file ---- */

/* Rows lie all over the file: what is asked of memory before it is needed is not waited for. */
static void fetch(struct slice row)
{
	for (size_t at = 0; at < row.len; at += 64)
		__builtin_prefetch(row.ptr + at);
}

enum status vectors_get(const struct vectors *self, struct xap_db *db, struct matcher *matcher,
			const uint32_t *docids, size_t count, struct arena *arena,
			struct latent_vector *out, struct error *err)
{
	struct flat *flat = matcher_flat(matcher);
	if (!flat_row_bytes(flat) || !flat_map(flat))
		return count ? read_tables(self, db, docids, count, arena, out, err) : STATUS_OK;
	for (size_t i = 0; i < count; i++) {
		if (i + AHEAD < count)
			fetch(flat_row(flat, docids[i + AHEAD]));
		unpack(self, flat_row(flat, docids[i]), arena, &out[i]);
	}
	return STATUS_OK;
}
