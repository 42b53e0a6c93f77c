/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A change of space: the new basis and its generation are committed first, with vectors of the new
 * generation following in batches.  A question without a vector of the space is found by its words
 * alone meanwhile.  The last commit notes the number of questions, which is 0 until then: a space
 * with 0 questions was cut short and is found again.
 */
#include "indexer/lsi/lsi_index.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/sort.h"
#include "indexer/lsi/lsi_fold_in.h"
#include "indexer/lsi/lsi_train.h"
#include "store/index/schema.h"

struct index {
	struct xap_db *db;
	const char *path;
	const volatile sig_atomic_t *stop;
};

enum status latent_index_is_due(struct xap_db *db, bool *due, struct error *err)
{
	struct latent_space space;
	const uint32_t now = xap_doccount(db);
	enum status st = latent_space_load(db, &space, err);
	if (st)
		return st;
	*due = now >= LATENT_LEAST_QUESTIONS;
	/* what is larger than the sample hardly gains by another one, and a night has to be
	 * short */
	const uint32_t change = space.questions <= LATENT_SAMPLE ? space.questions / 10
								 : space.questions;
	if (space.questions)
		*due = now > space.questions + change || now < space.questions - change / 2;
	return STATUS_OK;
}

static enum status each_word(void *source, latent_word_fn *fn, void *ctx, struct error *err)
{
	struct index *self = source;
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t questions;
	bool more = true;
	enum status st = xap_terms_open(self->db, 0, SLICE_EMPTY, &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, &questions, NULL, err);
		if (!st && more)
			fn(ctx, term, questions);
	}
	xap_terms_close(terms);
	return st;
}

static enum status list(void *source, struct buffer *docids, struct error *err)
{
	struct index *self = source;
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t docid;
	bool more = true;
	enum status st = xap_terms_open(self->db, 0, slice_of(PREFIX_ID), &terms, err);
	buffer_clear(docids);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, NULL, NULL, err);
		if (!st && more)
			st = xap_find(self->db, term, &docid, err);
		if (!st && more)
			buffer_add(docids, &docid, sizeof docid);
	}
	xap_terms_close(terms);
	return st;
}

static enum status words_of(void *source, uint32_t docid, xap_term_fn *fn, void *ctx,
			    struct error *err)
{
	struct index *self = source;
	return xap_each_term(self->db, docid, fn, ctx, err);
}

/* By number: rows lie so in the index. */
static enum status place(void *source, const struct latent_basis *basis,
			 const struct buffer *docids, uint64_t *energy, struct error *err)
{
	struct index *self = source;
	const size_t count = docids->len / sizeof(uint32_t);
	uint32_t *sorted = memory_new(docids->len + 1);
	if (count)
		memcpy(sorted, docids->ptr, docids->len);
	qsort(sorted, count, sizeof *sorted, sort_by_u32);
	const enum status st = latent_place(self->db, self->path, basis, sorted, count, energy,
					    self->stop, err);
	free(sorted);
	return st;
}

static enum status keep(void *source, const char *key, struct slice value, struct error *err)
{
	struct index *self = source;
	return xap_metadata_set(self->db, key, value, err);
}

static enum status commit(void *source, struct error *err)
{
	struct index *self = source;
	return xap_commit(self->db, err);
}

enum status latent_index_train(struct xap_db *db, const char *path, struct latent_basis *basis,
			       const volatile sig_atomic_t *stop, struct error *err)
{
	struct index self = {db, path, stop};
	enum status st = xap_commit(db, err);
	if (st)
		return st;
	const struct latent_source source = {
		&self, xap_doccount(db), stop, each_word, list, words_of, place, keep, commit};
	return latent_train(&source, basis, err);
}
