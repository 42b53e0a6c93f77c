/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kept in chunks of some hundred kilobytes, each a run of entries: length of the term
 * (1 byte), term, weight and scale (floats), a signed byte a dimension.
 */
#include "indexer/lsi/lsi_basis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/memory.h"
#include "store/index/schema.h"

enum {
	TERMS_MAX = 20000,
	LEAST_QUESTIONS = 3,
	CHUNK = 400 * 1024,
	ENTRY_HEAD = 8, /* weight and scale */
};
static const double MOST_SHARE = .2;

struct entry {
	struct slice term;
	float weight; /* inverse document frequency */
	float scale;  /* of the row's bytes */
	uint32_t frequency;
};

struct latent_basis {
	struct arena arena;
	struct latent_space space;
	struct entry *entries;
	size_t count, room;
	uint32_t *table; /* open addressing; index of an entry + 1 */
	size_t mask;
	signed char *rows;
};

struct latent_basis *latent_basis_new(void)
{
	return memory_zeroed(1, sizeof(struct latent_basis));
}

void latent_basis_free(struct latent_basis *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

/* ---- words ---- */

static size_t hash_term(struct slice s)
{
	return (size_t)XXH3_64bits(s.ptr, s.len);
}

static uint32_t *place(const struct latent_basis *self, struct slice term)
{
	size_t i = hash_term(term) & self->mask;
	while (self->table[i] && !slice_eq(self->entries[self->table[i] - 1].term, term))
		i = (i + 1) & self->mask;
	return &self->table[i];
}

static void make_table(struct latent_basis *self)
{
	size_t room = 1024;
	while (room < self->count * 2)
		room *= 2;
	self->mask = room - 1;
	self->table = arena_calloc(&self->arena, room, sizeof *self->table);
	for (size_t i = 0; i < self->count; i++)
		*place(self, self->entries[i].term) = (uint32_t)i + 1;
}

static struct entry *add_entry(struct latent_basis *self, struct slice term)
{
	self->entries = arena_grow(&self->arena, self->entries, self->count, &self->room,
				   sizeof *self->entries);
	struct entry *e = &self->entries[self->count++];
	*e = (struct entry){.term = arena_copy(&self->arena, term)};
	return e;
}

/* Words only: no prefixes, no numbers and dates, nothing of one or two letters. */
static bool is_word(struct slice term)
{
	return term.len > 2 && term.len <= UINT8_MAX && !byte_is_digit(term.ptr[0]) &&
	       !(term.ptr[0] >= 'A' && term.ptr[0] <= 'Z');
}

static int by_frequency(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->frequency != y->frequency)
		return x->frequency < y->frequency ? 1 : -1;
	return slice_compare(x->term, y->term);
}

struct choosing {
	struct latent_basis *basis;
	double questions;
};

static void consider(void *ctx, struct slice term, uint32_t frequency)
{
	struct choosing *c = ctx;
	if (!is_word(term) || frequency < LEAST_QUESTIONS || frequency > MOST_SHARE * c->questions)
		return;
	struct entry *e = add_entry(c->basis, term);
	e->frequency = frequency;
	e->weight = (float)log(c->questions / frequency);
}

enum status latent_basis_choose(struct latent_basis *self, const struct latent_source *from,
				struct error *err)
{
	struct choosing c = {self, from->questions};
	arena_clear(&self->arena);
	self->entries = NULL;
	self->count = self->room = 0;
	const enum status st = from->each_word(from->source, consider, &c, err);
	if (st)
		return st;
	if (self->count > TERMS_MAX) {
		qsort(self->entries, self->count, sizeof *self->entries, by_frequency);
		self->count = TERMS_MAX;
	}
	make_table(self);
	return STATUS_OK;
}

size_t latent_basis_count(const struct latent_basis *self)
{
	return self->count;
}

bool latent_basis_word(const struct latent_basis *self, struct slice term, uint32_t *row)
{
	const uint32_t found = self->count ? *place(self, term) : 0;
	*row = found ? found - 1 : 0;
	return found;
}

float latent_basis_weigh(const struct latent_basis *self, uint32_t row, uint32_t wdf)
{
	return self->entries[row].weight * logf(1 + (float)wdf / SCHEMA_WDF_SCALE);
}

bool latent_basis_find(const struct latent_basis *self, struct slice term, uint32_t wdf,
		       uint32_t *row, float *weight)
{
	if (!wdf || !latent_basis_word(self, term, row))
		return false;
	*weight = latent_basis_weigh(self, *row, wdf);
	return true;
}

/* ---- rows ---- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ ((const unsigned char *)bytes)[i]) * 1099511628211u;
	return hash;
}

void latent_basis_set(struct latent_basis *self, size_t dimensions, const float *rows)
{
	uint64_t hash = 14695981039346656037u;
	self->rows = arena_alloc(&self->arena, self->count * dimensions + 1);
	for (size_t i = 0; i < self->count; i++) {
		struct entry *e = &self->entries[i];
		signed char *row = self->rows + i * dimensions;
		e->scale = latent_quantise(rows + i * dimensions, dimensions, row);
		hash = mix(hash, e->term.ptr, e->term.len);
		hash = mix(hash, &e->weight, sizeof e->weight);
		hash = mix(hash, &e->scale, sizeof e->scale);
		hash = mix(hash, row, dimensions);
	}
	self->space = (struct latent_space){
		.generation = (uint32_t)(hash ^ hash >> 32) | 1,
		.dimensions = (uint32_t)dimensions,
		.terms = (uint32_t)self->count,
	};
}

/* A version for each kind of processor: it is called for each word of each question. */
__attribute__((optimize("O3"), target_clones("avx512f", "avx2,fma", "default"))) void
latent_basis_add(const struct latent_basis *self, uint32_t row, float weight, float *sum)
{
	size_t d = self->space.dimensions;
	const signed char *restrict from = self->rows + row * d;
	const float x = weight * self->entries[row].scale;
	for (size_t i = 0; i < d; i++)
		sum[i] += x * from[i];
}

void latent_basis_fold(const struct latent_basis *self, struct slice term, uint32_t wdf, float *sum)
{
	uint32_t row;
	float weight;
	if (latent_basis_find(self, term, wdf, &row, &weight))
		latent_basis_add(self, row, weight, sum);
}

bool latent_basis_normalise(const struct latent_basis *self, float *vector)
{
	double square = 0;
	size_t d = self->space.dimensions;
	for (size_t i = 0; i < d; i++)
		square += (double)vector[i] * (double)vector[i];
	if (square <= 0)
		return false;
	const float scale = (float)(1 / sqrt(square));
	for (size_t i = 0; i < d; i++)
		vector[i] *= scale;
	return true;
}

void latent_basis_finish(const struct latent_basis *self, float *vector, uint64_t *energy,
			 struct buffer *row)
{
	buffer_clear(row);
	if (latent_basis_normalise(self, vector))
		latent_pack(&self->space, vector, row);
	for (size_t i = 0; i < self->space.dimensions; i++)
		energy[i] += (uint64_t)llrint((double)vector[i] * (double)vector[i] * 0x1p40);
}

struct placing {
	const struct latent_basis *basis;
	float vector[LATENT_DIMENSIONS];
};

static void fold_term(void *ctx, struct slice term, uint32_t wdf)
{
	struct placing *p = ctx;
	latent_basis_fold(p->basis, term, wdf, p->vector);
}

enum status latent_basis_place(const struct latent_basis *self, struct xap_doc *doc,
			       struct buffer *row, struct error *err)
{
	struct placing p = {.basis = self};
	enum status st = xap_doc_each_term(doc, fold_term, &p, err);
	buffer_clear(row);
	if (!st && latent_basis_normalise(self, p.vector))
		latent_pack(&self->space, p.vector, row);
	return st;
}

const struct latent_space *latent_basis_space(const struct latent_basis *self)
{
	return &self->space;
}

/* ---- in the index ---- */

static void chunk_key(char key[64], uint32_t chunk)
{
	snprintf(key, 64, SCHEMA_KEY_LATENT ".basis.%u", (unsigned)chunk);
}

enum status latent_basis_save(const struct latent_basis *self, const struct latent_source *where,
			      uint32_t *chunks, struct error *err)
{
	struct buffer chunk = BUFFER_INIT;
	size_t d = self->space.dimensions;
	enum status st = STATUS_OK;
	char key[64];
	*chunks = 0;
	for (size_t i = 0; !st && i < self->count; i++) {
		const struct entry *e = &self->entries[i];
		buffer_add_byte(&chunk, (char)e->term.len);
		buffer_add_slice(&chunk, e->term);
		latent_add_float(&chunk, e->weight);
		latent_add_float(&chunk, e->scale);
		buffer_add(&chunk, self->rows + i * d, d);
		if (chunk.len < CHUNK && i + 1 < self->count)
			continue;
		chunk_key(key, (*chunks)++);
		st = where->keep(where->source, key, buffer_slice(&chunk), err);
		buffer_clear(&chunk);
	}
	buffer_release(&chunk);
	return st;
}

static bool take_chunk(struct latent_basis *self, struct slice chunk)
{
	size_t d = self->space.dimensions;
	while (chunk.len) {
		size_t len = (unsigned char)chunk.ptr[0];
		if (chunk.len < 1 + len + ENTRY_HEAD + d || self->count == self->space.terms)
			return false;
		struct entry *e = add_entry(self, slice_sub(chunk, 1, 1 + len));
		e->weight = latent_float(chunk.ptr + 1 + len);
		e->scale = latent_float(chunk.ptr + 1 + len + 4);
		memcpy(self->rows + (self->count - 1) * d, chunk.ptr + 1 + len + ENTRY_HEAD, d);
		chunk = slice_from(chunk, 1 + len + ENTRY_HEAD + d);
	}
	return true;
}

enum status latent_basis_load(struct latent_basis *self, struct xap_db *db, bool *has,
			      struct error *err)
{
	struct buffer chunk = BUFFER_INIT;
	char key[64];
	bool fine = true;
	enum status st = latent_space_load(db, &self->space, err);
	*has = !st && self->space.generation > 0;
	if (!*has)
		return st;
	arena_clear(&self->arena);
	self->entries = NULL;
	self->count = self->room = 0;
	if (self->space.terms > TERMS_MAX)
		return error_set(err, STATUS_FORMAT,
				 "the latent space in the index has too many terms");
	self->rows = arena_alloc(&self->arena,
				 (size_t)self->space.terms * self->space.dimensions + 1);
	for (uint32_t i = 0; !st && fine && i < self->space.chunks; i++) {
		chunk_key(key, i);
		st = xap_metadata_get(db, key, &chunk, err);
		fine = st || take_chunk(self, buffer_slice(&chunk));
	}
	buffer_release(&chunk);
	if (!st && (!fine || self->count != self->space.terms))
		st = error_set(err, STATUS_FORMAT, "the latent space in the index is damaged");
	if (!st)
		make_table(self);
	return st;
}
