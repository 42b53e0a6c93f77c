/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A batch is read by all threads, then written by one and committed, and never both at once: the
 * readers stand at the commit before, and are moved to the next one between two batches.
 */
#include "indexer/lsi/lsi_fold_in.h"

#include <pthread.h>

#include "store/index/location.h"

enum {
	THREADS = 2,
	BATCH = 5000, /* vectors a commit */
};

struct placer {
	const struct latent_basis *basis;
	struct xap_db *reader;
	bool own;               /* the reader is closed in the end */
	const uint32_t *docids; /* of this batch */
	size_t count;
	struct buffer rows; /* each behind its length, a size_t */
	struct buffer row;
	float vector[LATENT_DIMENSIONS];
	uint64_t energy[LATENT_DIMENSIONS];
	enum status status;
	struct error failure;
};

static void fold_word(void *ctx, struct slice term, uint32_t wdf)
{
	struct placer *self = ctx;
	latent_basis_fold(self->basis, term, wdf, self->vector);
}

static enum status add_row(struct placer *self, uint32_t docid, struct error *err)
{
	memset(self->vector, 0, sizeof self->vector);
	const enum status st = xap_each_term(self->reader, docid, fold_word, self, err);
	if (st)
		return st;
	latent_basis_finish(self->basis, self->vector, self->energy, &self->row);
	buffer_add(&self->rows, &self->row.len, sizeof self->row.len);
	buffer_add_slice(&self->rows, buffer_slice(&self->row));
	return STATUS_OK;
}

static void *run(void *arg)
{
	struct placer *self = arg;
	self->status = STATUS_OK;
	buffer_clear(&self->rows);
	for (size_t i = 0; !self->status && i < self->count; i++)
		self->status = add_row(self, self->docids[i], &self->failure);
	return NULL;
}

/* Reads a batch. */
static enum status read_batch(struct placer *placers, size_t threads, const uint32_t *docids,
			      size_t count, struct error *err)
{
	pthread_t thread[THREADS];
	bool running[THREADS] = {false};
	for (size_t t = 0; t < threads; t++) {
		size_t from = count * t / threads;
		placers[t].docids = docids + from;
		placers[t].count = count * (t + 1) / threads - from;
	}
	for (size_t t = 1; t < threads; t++)
		running[t] = pthread_create(&thread[t], NULL, run, &placers[t]) == 0;
	for (size_t t = 0; t < threads; t++)
		if (!running[t])
			run(&placers[t]);
	for (size_t t = 1; t < threads; t++)
		if (running[t])
			pthread_join(thread[t], NULL);
	for (size_t t = 0; t < threads; t++)
		if (placers[t].status)
			return error_set(err, placers[t].status, "%s", placers[t].failure.msg);
	return STATUS_OK;
}

static enum status write_rows(struct xap_db *db, const struct placer *placer, struct error *err)
{
	enum status st = STATUS_OK;
	const char *at = placer->rows.ptr;
	for (size_t i = 0; !st && i < placer->count; i++) {
		size_t len;
		memcpy(&len, at, sizeof len);
		st = xap_row_set(db, placer->docids[i], slice_make(at + sizeof len, len), err);
		at += sizeof len + len;
	}
	return st;
}

static enum status place_batch(struct xap_db *db, struct placer *placers, size_t threads,
			       const uint32_t *docids, size_t count, struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t t = 0; !st && t < threads; t++)
		if (placers[t].own)
			st = xap_reopen(placers[t].reader, NULL, err);
	if (!st)
		st = read_batch(placers, threads, docids, count, err);
	for (size_t t = 0; !st && t < threads; t++)
		st = write_rows(db, &placers[t], err);
	return st;
}

enum status latent_place(struct xap_db *db, const char *path, const struct latent_basis *basis,
			 const uint32_t *docids, size_t count, uint64_t *energy,
			 const volatile sig_atomic_t *stop, struct error *err)
{
	struct placer placers[THREADS] = {{.basis = NULL}};
	const size_t threads = path ? THREADS : 1;
	enum status st = STATUS_OK;
	for (size_t t = 0; !st && t < threads; t++) {
		placers[t] = (struct placer){
			.basis = basis, .reader = path ? NULL : db, .own = path};
		if (path)
			st = shards_open(path, XAP_READ, NULL, &placers[t].reader, err);
	}
	for (size_t from = 0; !st && from < count && !(stop && *stop); from += BATCH) {
		const size_t n = count - from < BATCH ? count - from : BATCH;
		st = place_batch(db, placers, threads, docids + from, n, err);
		if (!st && n == BATCH)
			st = xap_commit(db, err);
	}
	for (size_t t = 0; t < threads; t++) {
		for (size_t i = 0; i < LATENT_DIMENSIONS; i++)
			energy[i] += placers[t].energy[i];
		buffer_release(&placers[t].rows);
		buffer_release(&placers[t].row);
		if (placers[t].own)
			xap_close(placers[t].reader);
	}
	return st;
}
