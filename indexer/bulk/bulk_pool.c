/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each worker has an analyzer, a builder, a document and a part of its own: nothing of what makes
 * documents is shared.  Under the lock are the list of batches and the first failure.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cost_limit.h"
#include "base/memory.h"
#include "corpus/model/question_record.h"
#include "indexer/bulk/bulk_internal.h"
#include "indexer/document/document_builder.h"
#include "indexer/ingest/ingest.h"
#include "store/glass/segment_writer.h"

struct worker {
	struct bulk_pool *pool;
	pthread_t thread;
	struct analyzer *analyzer;
	struct document_builder *builder;
	struct xap_doc *doc;
	struct glass_part *part;
	struct buffer name, making;
	struct arena arena; /* of one question */
};

struct bulk_pool {
	struct bulk_pool_options options;
	struct buffer dictionary;
	struct worker *workers;
	unsigned running; /* threads that were started */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct bulk_batch *first, **last; /* waiting */
	size_t waiting;
	bool done; /* no more batches come */
	struct buffer
		refused;    /* papers of questions that could not be stored, see bulk_pool_finish */
	enum status status; /* the first failure */
	struct error failure;
};

enum {
	LOOK_MS = 50
}; /* how often a wait looks at the stop flag, which no signal handler can announce */

static bool stopped(const struct bulk_pool *self)
{
	return self->options.stop && *self->options.stop;
}

/* ---- one part ---- */

static enum status add_question(struct worker *w, const struct bulk_item *item,
				struct buffer *refused, struct error *err)
{
	struct question q;
	struct contributions given;
	struct error cause = {0};
	question_init(&q);
	arena_clear(&w->arena);
	const bool given_up = cost_limit_begin(item->hash, &cause) != STATUS_OK;
	enum status st = record_decode(item->record, &q, err);
	if (!st)
		st = contributions_parse(item->given, &w->arena, &given, err);
	if (!st && given_up) {
		buffer_add(refused, &given.items[0].source, sizeof given.items[0].source);
	} else if (!st) {
		document_build(w->builder, &q, item->hash, w->doc);
		st = intake_post_sources(w->doc, item->given, w->pool->options.books, err);
	}
	if (!st && !given_up) {
		st = glass_part_add(w->part, w->doc, &cause);
		if (st == STATUS_INVALID) { /* the ordinary run says why */
			buffer_add(refused, &given.items[0].source, sizeof given.items[0].source);
			st = STATUS_OK;
		} else if (st) {
			st = error_set(err, st, "%s", cause.msg);
		}
	}
	if (!given_up)
		cost_limit_end();
	question_release(&q);
	return st;
}

static enum status put_in_place(struct worker *w, enum status st, struct error *err)
{
	if (!st && rename(w->making.ptr, w->name.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s: %s", w->making.ptr,
			       strerror(errno));
	return st;
}

/* A run that is asked to stop keeps what it has: the part ends at the question at hand. */
static enum status build_part(struct worker *w, const struct bulk_batch *batch,
			      struct buffer *refused, struct error *err)
{
	struct bulk_item item;
	size_t at = 0;
	bulk_name(w->pool->options.folder, "part", batch->number, &w->name);
	bulk_name(w->pool->options.folder, "making", batch->number, &w->making);
	enum status st = glass_part_use_dictionary(w->part, buffer_slice(&w->pool->dictionary),
						   err);
	while (!st && !stopped(w->pool) && bulk_batch_next(batch, &at, &item))
		st = add_question(w, &item, refused, err);
	if (!st)
		st = glass_part_write(w->part, w->making.ptr, err);
	return put_in_place(w, st, err);
}

/* ---- jobs; under the lock unless said otherwise ---- */

/* Wakes everybody: nobody else will take a batch, and who waits for that would wait for ever. */
static void keep_failure(struct bulk_pool *self, enum status st, const struct error *err)
{
	if (!st || self->status)
		return;
	self->status = st;
	self->failure = *err;
	pthread_cond_broadcast(&self->changed);
}

static void wait_for_change(struct bulk_pool *self)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += LOOK_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_cond_timedwait(&self->changed, &self->lock, &until);
}

static void do_batch(struct worker *w)
{
	struct bulk_pool *self = w->pool;
	struct bulk_batch *batch = self->first;
	struct error err = {0};
	struct buffer refused = BUFFER_INIT;
	self->first = batch->next;
	if (!self->first)
		self->last = &self->first;
	self->waiting--;
	pthread_cond_broadcast(&self->changed);
	pthread_mutex_unlock(&self->lock);
	enum status st = build_part(w, batch, &refused, &err);
	pthread_mutex_lock(&self->lock);
	buffer_add_slice(&self->refused, buffer_slice(&refused));
	buffer_release(&refused);
	keep_failure(self, st, &err);
	bulk_batch_free(batch);
}

static void *work(void *ctx)
{
	struct worker *w = ctx;
	struct bulk_pool *self = w->pool;
	cost_limit_arm();
	pthread_mutex_lock(&self->lock);
	while (!self->status && !stopped(self)) {
		if (self->first)
			do_batch(w);
		else if (self->done)
			break;
		else
			wait_for_change(self);
	}
	pthread_mutex_unlock(&self->lock);
	return NULL;
}

/* ---- the pool ---- */

static enum status worker_open(struct worker *w, struct bulk_pool *pool, struct error *err)
{
	w->pool = pool;
	enum status st = analyzer_new(&w->analyzer, err);
	if (st)
		return st;
	w->builder = document_builder_new(w->analyzer);
	w->doc = xap_doc_new();
	w->part = glass_part_new();
	int failed = pthread_create(&w->thread, NULL, work, w);
	if (failed)
		return error_set(err, STATUS_IO, "cannot start a thread: %s", strerror(failed));
	pool->running++;
	return STATUS_OK;
}

enum status bulk_pool_open(const struct bulk_pool_options *options, struct bulk_pool **pool,
			   struct error *err)
{
	struct bulk_pool *self = memory_zeroed(1, sizeof *self);
	self->options = *options;
	self->last = &self->first;
	self->workers = memory_zeroed(options->workers, sizeof *self->workers);
	pthread_condattr_t monotonic;
	pthread_mutex_init(&self->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&self->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	enum status st = STATUS_OK;
	for (unsigned i = 0; !st && i < options->workers; i++)
		st = worker_open(&self->workers[i], self, err);
	if (st)
		bulk_pool_close(self);
	else
		*pool = self;
	return st;
}

void bulk_pool_set_dictionary(struct bulk_pool *self, struct slice dictionary)
{
	buffer_clear(&self->dictionary);
	buffer_add_slice(&self->dictionary, dictionary);
}

enum status bulk_pool_give(struct bulk_pool *self, struct bulk_batch *batch, struct error *err)
{
	pthread_mutex_lock(&self->lock);
	while (!self->status && !stopped(self) && self->waiting >= self->options.workers)
		wait_for_change(self);
	*self->last = batch;
	self->last = &batch->next;
	self->waiting++;
	enum status st = self->status;
	if (st)
		st = error_set(err, st, "%s", self->failure.msg);
	pthread_cond_broadcast(&self->changed);
	pthread_mutex_unlock(&self->lock);
	return st;
}

static void join(struct bulk_pool *self)
{
	pthread_mutex_lock(&self->lock);
	self->done = true;
	pthread_cond_broadcast(&self->changed);
	pthread_mutex_unlock(&self->lock);
	for (unsigned i = 0; i < self->running; i++)
		pthread_join(self->workers[i].thread, NULL);
	self->running = 0;
}

enum status bulk_pool_finish(struct bulk_pool *self, struct buffer *refused, struct error *err)
{
	join(self);
	buffer_add_slice(refused, buffer_slice(&self->refused));
	return self->status ? error_set(err, self->status, "%s", self->failure.msg) : STATUS_OK;
}

void bulk_pool_close(struct bulk_pool *self)
{
	if (!self)
		return;
	join(self);
	for (unsigned i = 0; i < self->options.workers; i++) {
		struct worker *w = &self->workers[i];
		xap_doc_free(w->doc);
		glass_part_free(w->part);
		document_builder_free(w->builder);
		analyzer_free(w->analyzer);
		buffer_release(&w->name);
		buffer_release(&w->making);
		arena_release(&w->arena);
	}
	while (self->first) {
		struct bulk_batch *batch = self->first;
		self->first = batch->next;
		bulk_batch_free(batch);
	}
	buffer_release(&self->dictionary);
	buffer_release(&self->refused);
	pthread_cond_destroy(&self->changed);
	pthread_mutex_destroy(&self->lock);
	free(self->workers);
	free(self);
}
