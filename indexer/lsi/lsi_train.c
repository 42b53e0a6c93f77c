/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matrix has a row a question: log(1 + wdf/10) times the inverse document frequency of each
 * word that takes part, scaled to length 1.  Its rows go by id, so document ids, which tell the
 * order of arrival, take no part in what is found.
 */
#include "indexer/lsi/lsi_train.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "indexer/lsi/truncated_svd.h"
#include "store/index/schema.h"

enum {
	ROWS_A_DIMENSION = 4, /* and columns, at least: a space is smaller than what it explains */
	LEAST_DIMENSIONS = 16,
	ENTRIES_MAX = 4096, /* words of one question that count */
};

/* ---- the matrix ---- */

struct matrix {
	size_t *start;
	uint32_t *column;
	float *value;
	size_t rows, filled, row_room, room;
};

static void matrix_release(struct matrix *self)
{
	free(self->start);
	free(self->column);
	free(self->value);
}

static void matrix_add(struct matrix *self, uint32_t column, float value)
{
	if (self->filled == self->room) {
		self->room = self->room ? self->room * 2 : 1 << 16;
		self->column = memory_resize(self->column, self->room, sizeof *self->column);
		self->value = memory_resize(self->value, self->room, sizeof *self->value);
	}
	self->column[self->filled] = column;
	self->value[self->filled++] = value;
}

/* Ends a row, scaled to length 1. */
static void matrix_end_row(struct matrix *self)
{
	size_t from = self->rows ? self->start[self->rows] : 0;
	double square = 0;
	if (self->rows + 2 > self->row_room) {
		self->row_room = self->row_room ? self->row_room * 2 : 1024;
		self->start = memory_resize(self->start, self->row_room, sizeof *self->start);
		self->start[0] = 0;
	}
	for (size_t i = from; i < self->filled; i++)
		square += (double)self->value[i] * (double)self->value[i];
	for (size_t i = from; i < self->filled && square > 0; i++)
		self->value[i] = (float)(self->value[i] / sqrt(square));
	self->start[++self->rows] = self->filled;
}

/* ---- walking the questions ---- */

struct walk {
	const struct latent_source *from;
	struct latent_basis *basis;
	struct matrix matrix;
	size_t entries;                     /* of the row that grows */
	uint64_t energy[LATENT_DIMENSIONS]; /* in 2^-40, so that the order of adding is no matter */
};

static void add_word(void *ctx, struct slice term, uint32_t wdf)
{
	struct walk *walk = ctx;
	uint32_t row;
	float weight;
	if (walk->entries == ENTRIES_MAX ||
	    !latent_basis_find(walk->basis, term, wdf, &row, &weight))
		return;
	matrix_add(&walk->matrix, row, weight);
	walk->entries++;
}

static enum status stopped(const struct latent_source *source, struct error *err)
{
	return source->stop && *source->stop ? error_set(err, STATUS_LIMIT, "interrupted")
					     : STATUS_OK;
}

static enum status learn_from(struct walk *walk, uint32_t docid, struct error *err)
{
	walk->entries = 0;
	const enum status st = walk->from->words_of(walk->from->source, docid, add_word, walk, err);
	matrix_end_row(&walk->matrix);
	return st ? st : stopped(walk->from, err);
}

/* ---- the whole ---- */

static size_t dimensions(const struct walk *walk)
{
	size_t columns = latent_basis_count(walk->basis), rows = walk->matrix.rows;
	size_t k = (rows < columns ? rows : columns) / ROWS_A_DIMENSION;
	return k < LEAST_DIMENSIONS ? 0 : k > LATENT_DIMENSIONS ? LATENT_DIMENSIONS : k;
}

/* Finds the space and gives it to the basis; it has no energies as yet. */
static enum status find_space(struct walk *walk, struct error *err)
{
	struct matrix *m = &walk->matrix;
	size_t columns = latent_basis_count(walk->basis), k = dimensions(walk);
	float *rows = memory_resize(NULL, columns * k + 1, sizeof *rows);
	struct sparse sparse = {m->rows, columns, m->start, m->column, m->value};
	enum status st = subspace_right(&sparse, k, rows, walk->from->stop, err);
	if (!st)
		latent_basis_set(walk->basis, k, rows);
	free(rows);
	return st;
}

static enum status keep_space(struct walk *walk, const struct latent_space *space,
			      struct error *err)
{
	struct buffer value = BUFFER_INIT;
	latent_space_format(space, &value);
	const enum status st = walk->from->keep(walk->from->source, SCHEMA_KEY_LATENT,
						buffer_slice(&value), err);
	buffer_release(&value);
	return st;
}

static enum status begin_space(struct walk *walk, struct latent_space *space, struct error *err)
{
	enum status st = find_space(walk, err);
	if (st)
		return st;
	*space = *latent_basis_space(walk->basis);
	st = latent_basis_save(walk->basis, walk->from, &space->chunks, err);
	return st ? st : keep_space(walk, space, err);
}

static enum status end_space(struct walk *walk, struct latent_space *space, size_t questions,
			     struct error *err)
{
	for (size_t i = 0; i < space->dimensions; i++)
		space->energy[i] = (float)(ldexp((double)walk->energy[i], -40) / (double)questions);
	space->questions = (uint32_t)questions;
	enum status st = keep_space(walk, space, err);
	return st ? st : walk->from->commit(walk->from->source, err);
}

static enum status place_all(struct walk *walk, const struct buffer *docids, struct error *err)
{
	struct latent_space space;
	enum status st = begin_space(walk, &space, err);
	if (!st)
		st = walk->from->place(walk->from->source, walk->basis, docids, walk->energy, err);
	if (!st)
		st = stopped(walk->from, err);
	return st ? st : end_space(walk, &space, docids->len / sizeof(uint32_t), err);
}

enum status latent_train(const struct latent_source *source, struct latent_basis *basis,
			 struct error *err)
{
	struct walk walk = {.from = source, .basis = basis};
	struct buffer docids = BUFFER_INIT;
	enum status st = latent_basis_choose(basis, source, err);
	if (!st)
		st = stopped(source, err);
	if (!st)
		st = source->list(source->source, &docids, err);
	const size_t count = docids.len / sizeof(uint32_t);
	for (size_t i = 0; !st && i < count; i += count / LATENT_SAMPLE + 1) {
		uint32_t docid;
		memcpy(&docid, docids.ptr + i * sizeof docid, sizeof docid);
		st = learn_from(&walk, docid, err);
	}
	if (!st && dimensions(&walk)) /* else too poor in words for a space */
		st = place_all(&walk, &docids, err);
	matrix_release(&walk.matrix);
	buffer_release(&docids);
	return st;
}
