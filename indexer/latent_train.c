/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matrix has a row a question: log(1 + wdf/10) times the inverse document frequency of each
 * word that takes part, scaled to length 1.  Its rows go by id, so document ids, which tell the order of
 * arrival, take no part in what is found.
 *
 * A change of space: the new basis and its generation are committed first, with vectors of the new
 * generation following in batches.  A question without a vector of the space is found by its words
 * alone meanwhile.  The last commit notes the number of questions, which is 0 until then: a space with
 * 0 questions was cut short and is found again.
 */
#include "indexer/latent_train.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"
#include "indexer/latent_place.h"
#include "indexer/subspace.h"
#include "store/schema.h"

enum {
	LEAST_QUESTIONS = 200,
	ROWS_A_DIMENSION = 4,      /* and columns, at least: a space is smaller than what it explains */
	LEAST_DIMENSIONS = 16,
	SAMPLE = 8000,             /* questions learned from, at most */
	ENTRIES_MAX = 4096,        /* words of one question that count */
};

enum status latent_train_is_due(struct xap_db *db, bool *due, struct error *err)
{
	struct latent_space space;
	uint32_t now = xap_doccount(db);
	enum status st = latent_space_load(db, &space, err);
	if (st)
		return st;
	*due = now >= LEAST_QUESTIONS;
	/* what is larger than the sample hardly gains by another one, and a night has to be short */
	const uint32_t change = space.questions <= SAMPLE ? space.questions / 10 : space.questions;
	if (space.questions)
		*due = now > space.questions + change || now < space.questions - change / 2;
	return STATUS_OK;
}

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

static void *grow(void *block, size_t count, size_t size)
{
	void *bigger = realloc(block, count * size);
	if (!bigger)
		die_nomem(count * size);
	return bigger;
}

static void matrix_add(struct matrix *self, uint32_t column, float value)
{
	if (self->filled == self->room) {
		self->room = self->room ? self->room * 2 : 1 << 16;
		self->column = grow(self->column, self->room, sizeof *self->column);
		self->value = grow(self->value, self->room, sizeof *self->value);
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
		self->start = grow(self->start, self->row_room, sizeof *self->start);
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
	struct xap_db *db;
	struct latent_basis *basis;
	struct matrix matrix;
	uint64_t energy[LATENT_DIMENSIONS]; /* in 2^-40, so that the order of adding is no matter */
};

static enum status list_questions(struct xap_db *db, uint32_t **docids, size_t *count,
				  struct error *err)
{
	struct xap_terms *terms = NULL;
	struct slice term;
	bool more = true;
	size_t room = xap_doccount(db);
	*docids = grow(NULL, room + 1, sizeof **docids);
	*count = 0;
	enum status st = xap_terms_open(db, 0, slice_of(PREFIX_ID), &terms, err);
	while (!st && more && *count < room) {
		st = xap_terms_next(terms, &more, &term, NULL, NULL, err);
		if (!st && more)
			st = xap_find(db, term, &(*docids)[(*count)++], err);
	}
	xap_terms_close(terms);
	return st;
}

static enum status learn_from(struct walk *walk, uint32_t docid, struct error *err)
{
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t wdf, row;
	float weight;
	bool more = true;
	enum status st = xap_terms_open(walk->db, docid, SLICE_EMPTY, &terms, err);
	for (size_t n = 0; !st && more && n < ENTRIES_MAX;) {
		st = xap_terms_next(terms, &more, &term, NULL, &wdf, err);
		if (!st && more && latent_basis_find(walk->basis, term, wdf, &row, &weight)) {
			matrix_add(&walk->matrix, row, weight);
			n++;
		}
	}
	xap_terms_close(terms);
	matrix_end_row(&walk->matrix);
	return st;
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
	float *rows = grow(NULL, columns * k + 1, sizeof *rows);
	struct sparse sparse = {m->rows, columns, m->start, m->column, m->value};
	enum status st = subspace_right(&sparse, k, rows, err);
	if (!st)
		latent_basis_set(walk->basis, k, rows);
	free(rows);
	return st;
}

static enum status begin_space(struct walk *walk, struct latent_space *space, struct error *err)
{
	enum status st = find_space(walk, err);
	if (st)
		return st;
	*space = *latent_basis_space(walk->basis);
	st = latent_basis_save(walk->basis, walk->db, &space->chunks, err);
	return st ? st : latent_space_save(walk->db, space, err);
}

static enum status end_space(struct walk *walk, struct latent_space *space, size_t questions,
			     struct error *err)
{
	for (size_t i = 0; i < space->dimensions; i++)
		space->energy[i] = (float)(ldexp((double)walk->energy[i], -40) / (double)questions);
	space->questions = (uint32_t)questions;
	enum status st = latent_space_save(walk->db, space, err);
	return st ? st : xap_commit(walk->db, err);
}

enum status latent_train(struct xap_db *db, const char *path, struct latent_basis *basis, struct error *err)
{
	struct walk walk = {.db = db, .basis = basis};
	struct latent_space space;
	uint32_t *docids = NULL;
	size_t count = 0;
	enum status st = xap_commit(db, err);
	if (!st)
		st = list_questions(db, &docids, &count, err);
	if (!st)
		st = latent_basis_choose(basis, db, err);
	for (size_t i = 0; !st && i < count; i += count / SAMPLE + 1)
		st = learn_from(&walk, docids[i], err);
	if (!st && !dimensions(&walk))
		goto out; /* too poor in words for a space */
	if (!st)
		st = begin_space(&walk, &space, err);
	/* by number: rows lie so in the index */
	if (!st)
		qsort(docids, count, sizeof *docids, sort_by_u32);
	if (!st)
		st = latent_place(db, path, basis, docids, count, walk.energy, err);
	if (!st)
		st = end_space(&walk, &space, count, err);
out:
	matrix_release(&walk.matrix);
	free(docids);
	return st;
}
