/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Vectors are made part by part, by several threads.  The posting lists of a part are read from the
 * first term to the last, each word's coordinates going to all questions that have it: a word is
 * looked up once a part and not once a question, and a vector gets its words in the order in which
 * the question's own list has them.
 */
#include "indexer/lsi/lsi_segments.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "indexer/lsi/lsi_basis.h"
#include "indexer/lsi/lsi_train.h"
#include "store/index/schema.h"

enum { THREADS_MAX = 16 };

/* ---- reading ---- */

static enum status each_word(void *source, latent_word_fn *fn, void *ctx, struct error *err)
{
	struct latent_parts *self = source;
	struct glass_walk *walk = glass_walk_new(self->runs);
	const struct glass_list *lists;
	size_t count;
	(void)err;
	buffer_clear(&self->docids);
	while ((lists = glass_walk_next(walk, &count)) != NULL) {
		uint32_t questions = 0;
		for (size_t i = 0; i < count; i++)
			questions += lists[i].documents;
		if (lists[0].name.ptr[0] == PREFIX_ID[0])
			buffer_add(&self->docids, &lists[0].first, sizeof lists[0].first);
		fn(ctx, lists[0].name, questions);
	}
	glass_walk_free(walk);
	return STATUS_OK;
}

static enum status list(void *source, struct buffer *docids, struct error *err)
{
	struct latent_parts *self = source;
	(void)err;
	buffer_clear(docids);
	buffer_add_slice(docids, buffer_slice(&self->docids));
	return STATUS_OK;
}

/* A look at one question maps what lies about it as well. */
static enum status words_of(void *source, uint32_t docid, xap_term_fn *fn, void *ctx,
			    struct error *err)
{
	enum { LOOKS = 500 };
	struct latent_parts *self = source;
	if (++self->looks % LOOKS == 0)
		glass_runs_forget(self->runs);
	return glass_runs_terms(self->runs, docid, fn, ctx, err);
}

/* ---- vectors ---- */

struct placing {
	const struct latent_parts *self;
	const struct latent_basis *basis;
	atomic_size_t *next; /* run */
	pthread_t thread;
	bool running;
	uint64_t energy[LATENT_DIMENSIONS];
	enum status status;
	struct error failure;
};

static void rows_name(const struct latent_parts *self, size_t run, struct buffer *name)
{
	buffer_clear(name);
	buffer_printf(name, "%s/rows.%zu", self->folder, run);
}

/* Adds the words of a run to the vectors of its questions. */
static void fold_run(const struct placing *p, const struct glass_run *run, float *vectors)
{
	struct glass_list it;
	uint64_t at = run->head.terms;
	while (glass_run_next(run, &at, &it)) {
		struct slice rest = it.postings;
		uint32_t docid = 0, wdf = 0, word;
		if (!latent_basis_word(p->basis, it.name, &word))
			continue;
		while (glass_list_next(&it, &rest, &docid, &wdf))
			if (wdf)
				latent_basis_add(p->basis, word,
						 latent_basis_weigh(p->basis, word, wdf),
						 vectors + (size_t)(docid - run->before - 1) *
								   LATENT_DIMENSIONS);
	}
}

static enum status write_rows(struct placing *p, size_t number, const struct glass_run *run,
			      float *vectors, struct error *err)
{
	struct buffer name = BUFFER_INIT, row = BUFFER_INIT;
	rows_name(p->self, number, &name);
	FILE *file = fopen(name.ptr, "wbe");
	for (uint32_t i = 0; file && i < run->head.documents; i++) {
		latent_basis_finish(p->basis, vectors + (size_t)i * LATENT_DIMENSIONS, p->energy,
				    &row);
		const uint32_t len = (uint32_t)row.len;
		(void)!fwrite(&len, sizeof len, 1, file);
		(void)!fwrite(row.ptr ? row.ptr : "", 1, row.len, file);
	}
	bool fine = file && !ferror(file);
	fine = file && fclose(file) == 0 && fine;
	const enum status st = fine ? STATUS_OK
				    : error_set(err, STATUS_IO, "cannot write %s: %s", name.ptr,
						strerror(errno));
	buffer_release(&name);
	buffer_release(&row);
	return st;
}

static void *place_runs(void *arg)
{
	struct placing *p = arg;
	const struct glass_runs *runs = p->self->runs;
	for (size_t i; !p->status && !glass_runs_stopped(runs) &&
		       (i = atomic_fetch_add(p->next, 1)) < runs->count;) {
		const struct glass_run *run = &runs->items[i];
		float *vectors = memory_zeroed((size_t)run->head.documents + 1,
					       LATENT_DIMENSIONS * sizeof *vectors);
		fold_run(p, run, vectors);
		glass_run_forget(run, run->head.terms, run->head.terms_end);
		p->status = write_rows(p, i, run, vectors, &p->failure);
		free(vectors);
	}
	return NULL;
}

static enum status place(void *source, const struct latent_basis *basis,
			 const struct buffer *docids, uint64_t *energy, struct error *err)
{
	struct latent_parts *self = source;
	const unsigned threads = self->threads < THREADS_MAX ? self->threads : THREADS_MAX;
	struct placing *p = calloc(threads, sizeof *p);
	atomic_size_t next = 0;
	enum status st = STATUS_OK;
	(void)docids; /* all of them */
	glass_runs_forget(self->runs);
	if (!p)
		die_nomem(threads * sizeof *p);
	for (unsigned t = 0; t < threads; t++) {
		p[t] = (struct placing){.self = self, .basis = basis, .next = &next};
		p[t].running = t && pthread_create(&p[t].thread, NULL, place_runs, &p[t]) == 0;
	}
	place_runs(&p[0]);
	for (unsigned t = 0; t < threads; t++) {
		if (p[t].running)
			pthread_join(p[t].thread, NULL);
		for (size_t i = 0; i < LATENT_DIMENSIONS; i++)
			energy[i] += p[t].energy[i];
		if (!st && p[t].status)
			st = error_set(err, p[t].status, "%s", p[t].failure.msg);
	}
	free(p);
	self->placed = true;
	return st;
}

/* ---- the whole ---- */

static enum status keep(void *source, const char *key, struct slice value, struct error *err)
{
	struct latent_parts *self = source;
	return self->keep(self->ctx, key, value, err);
}

static enum status commit(void *source, struct error *err)
{
	(void)source;
	(void)err;
	return STATUS_OK;
}

enum status latent_parts_train(struct latent_parts *self, struct error *err)
{
	const struct latent_source source = {self,
					     self->runs->documents,
					     self->runs->stop,
					     each_word,
					     list,
					     words_of,
					     place,
					     keep,
					     commit};
	if (self->runs->documents < LATENT_LEAST_QUESTIONS)
		return STATUS_OK;
	struct latent_basis *basis = latent_basis_new();
	const enum status st = latent_train(&source, basis, err);
	latent_basis_free(basis);
	return st;
}

enum status latent_parts_next_row(void *ctx, struct slice *row, struct error *err)
{
	struct latent_parts *self = ctx;
	struct buffer name = BUFFER_INIT;
	uint32_t len;
	bool fine = true;
	while (!self->rows || fread(&len, sizeof len, 1, self->rows) != 1) {
		if (self->rows)
			fclose(self->rows);
		rows_name(self, self->run, &name);
		self->rows = self->run++ < self->runs->count ? fopen(name.ptr, "rbe") : NULL;
		fine = self->rows != NULL;
		if (!fine)
			break;
	}
	buffer_clear(&self->row);
	if (fine) {
		buffer_reserve(&self->row, len);
		fine = fread(self->row.ptr, 1, len, self->rows) == len;
		self->row.len = len;
	}
	const enum status st = fine ? STATUS_OK
				    : error_set(err, STATUS_IO, "cannot read %s/rows.*: %s",
						self->folder, strerror(errno));
	buffer_release(&name);
	*row = buffer_slice(&self->row);
	return st;
}

void latent_parts_release(struct latent_parts *self)
{
	if (self->rows)
		fclose(self->rows);
	buffer_release(&self->docids);
	buffer_release(&self->row);
	self->rows = NULL;
}
