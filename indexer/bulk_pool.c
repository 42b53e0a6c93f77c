/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each worker has an analyzer, a builder and a document of its own: nothing of what makes documents is
 * shared.  Under the lock are the list of batches, which parts are whole, and the first failure.
 *
 * A group is merged as soon as its parts are whole: what is merged then is still in the cache of the system,
 * and at the end there is little left to do for one thread alone.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus/record.h"
#include "indexer/bulk_parts.h"
#include "indexer/claims.h"
#include "indexer/document.h"
#include "store/generation.h"
#include "store/glass_part.h"
#include "store/schema.h"

struct worker {
	struct bulk_pool *pool;
	pthread_t thread;
	struct analyzer *analyzer;
	struct document_builder *builder;
	struct xap_doc *doc;
	struct glass_part *part;
	struct buffer name, making;
	struct arena arena;         /* of one question */
};

struct bulk_pool {
	struct bulk_pool_options options;
	struct buffer dictionary;
	struct worker *workers;
	unsigned running;           /* threads that were started */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct bulk_batch *first, **last; /* waiting */
	size_t waiting;
	unsigned char *whole;       /* parts, by number */
	size_t whole_room;
	uint32_t next_part;         /* behind the last that was given */
	uint32_t next_group;        /* to be merged */
	unsigned busy;              /* workers with a job */
	bool done;                  /* no more batches come */
	struct buffer refused;      /* papers of questions that could not be stored, see bulk_pool_finish */
	enum status status;         /* the first failure */
	struct error failure;
};

/* ---- one part ---- */

static enum status add_question(struct worker *w, const struct bulk_item *item, struct buffer *refused,
				struct error *err)
{
	struct question q;
	struct claims claims = {NULL, 0, 0};
	struct error cause = {0};
	question_init(&q);
	arena_clear(&w->arena);
	enum status st = record_decode(item->record, &q, err);
	if (!st && item->claims.len)
		st = claims_parse(item->claims, &w->arena, &claims, err);
	if (!st) {
		document_build(w->builder, &q, item->hash, w->doc);
		if (claims.count)
			claims_post(&claims, w->doc);
		st = glass_part_add(w->part, w->doc, &cause);
		if (st == STATUS_INVALID) { /* the ordinary run says why */
			const uint64_t paper = claims.count ? claims.items[0].paper : 0;
			buffer_add(refused, &paper, sizeof paper);
			st = STATUS_OK;
		} else if (st) {
			st = error_set(err, st, "%s", cause.msg);
		}
	}
	question_release(&q);
	return st;
}

/* The first part has what makes the whole an index. */
static void mark_first(struct worker *w)
{
	struct slice dictionary = buffer_slice(&w->pool->dictionary);
	glass_part_metadata(w->part, SCHEMA_KEY_VERSION, slice_of(schema_version()));
	glass_part_metadata(w->part, SCHEMA_KEY_ANALYZER, slice_of(analyzer_identity(w->analyzer)));
	if (dictionary.len)
		glass_part_metadata(w->part, XAP_KEY_DICTIONARY "1", dictionary);
}

static enum status put_in_place(struct worker *w, enum status st, struct error *err)
{
	if (!st && rename(w->making.ptr, w->name.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s: %s", w->making.ptr, strerror(errno));
	return st;
}

static enum status build_part(struct worker *w, const struct bulk_batch *batch, struct buffer *refused,
			      struct error *err)
{
	struct bulk_item item;
	size_t at = 0;
	bulk_name(w->pool->options.folder, "part", batch->number, &w->name);
	bulk_name(w->pool->options.folder, "making", batch->number, &w->making);
	enum status st = glass_part_use_dictionary(w->part, buffer_slice(&w->pool->dictionary), err);
	if (!st && batch->number == 0)
		mark_first(w);
	while (!st && bulk_batch_next(batch, &at, &item))
		st = add_question(w, &item, refused, err);
	if (!st)
		st = glass_part_write(w->part, w->making.ptr, err);
	return put_in_place(w, st, err);
}

/* ---- merging ---- */

struct names {
	struct buffer bytes;
	const char *list[BULK_GROUP];
	size_t count;
};

static void list_names(struct names *names, const char *folder, const char *kind, uint32_t first,
		       uint32_t end)
{
	size_t at[BULK_GROUP];
	struct buffer name = BUFFER_INIT;
	names->bytes = BUFFER_INIT;
	names->count = 0;
	for (uint32_t i = first; i < end; i++) {
		bulk_name(folder, kind, i, &name);
		at[names->count++] = names->bytes.len;
		buffer_add(&names->bytes, name.ptr, name.len + 1);
	}
	for (size_t i = 0; i < names->count; i++)
		names->list[i] = names->bytes.ptr + at[i];
	buffer_release(&name);
}

/* Merges sources [first, end) of a kind, at most BULK_GROUP, into `target` and removes them. */
static enum status merge(const char *folder, const char *kind, uint32_t first, uint32_t end,
			 const char *making, const char *target, struct error *err)
{
	struct names names;
	list_names(&names, folder, kind, first, end);
	enum status st = xap_compact(names.list, names.count, making, err);
	if (!st && rename(making, target) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s: %s", making, strerror(errno));
	for (size_t i = 0; !st && i < names.count; i++)
		st = generation_remove(names.list[i], err);
	buffer_release(&names.bytes);
	return st;
}

static enum status merge_group(struct worker *w, uint32_t group, uint32_t end, struct error *err)
{
	const char *folder = w->pool->options.folder;
	bulk_name(folder, "group", group, &w->name);
	bulk_name(folder, "merging", group, &w->making);
	return merge(folder, "part", group * BULK_GROUP, end, w->making.ptr, w->name.ptr, err);
}

/* ---- jobs; under the lock unless said otherwise ---- */

static bool group_is_whole(const struct bulk_pool *self, uint32_t group)
{
	uint32_t first = group * BULK_GROUP;
	for (uint32_t i = first; i < first + BULK_GROUP; i++)
		if (i >= self->next_part || !self->whole[i])
			return false;
	return true;
}

static void keep_failure(struct bulk_pool *self, enum status st, const struct error *err)
{
	if (!st || self->status)
		return;
	self->status = st;
	self->failure = *err;
}

static void do_merge(struct worker *w)
{
	struct bulk_pool *self = w->pool;
	struct error err = {0};
	uint32_t group = self->next_group++;
	pthread_mutex_unlock(&self->lock);
	enum status st = merge_group(w, group, (group + 1) * BULK_GROUP, &err);
	pthread_mutex_lock(&self->lock);
	keep_failure(self, st, &err);
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
	self->whole[batch->number] = !st;
	buffer_add_slice(&self->refused, buffer_slice(&refused));
	buffer_release(&refused);
	keep_failure(self, st, &err);
	bulk_batch_free(batch);
}

static void *work(void *ctx)
{
	struct worker *w = ctx;
	struct bulk_pool *self = w->pool;
	pthread_mutex_lock(&self->lock);
	while (!self->status) {
		bool mergeable = group_is_whole(self, self->next_group);
		if (!mergeable && !self->first) {
			if (self->done)
				break;
			pthread_cond_wait(&self->changed, &self->lock);
			continue;
		}
		self->busy++;
		if (mergeable)
			do_merge(w);
		else
			do_batch(w);
		self->busy--;
		pthread_cond_broadcast(&self->changed);
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
	struct bulk_pool *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	self->options = *options;
	self->last = &self->first;
	self->next_part = options->first;
	self->next_group = options->first / BULK_GROUP;
	self->whole_room = 1024;
	while (self->whole_room <= options->first)
		self->whole_room *= 2;
	self->whole = calloc(self->whole_room, 1);
	self->workers = calloc(options->workers, sizeof *self->workers);
	if (!self->workers || !self->whole)
		die_nomem(self->whole_room);
	memset(self->whole, 1, options->first);
	pthread_mutex_init(&self->lock, NULL);
	pthread_cond_init(&self->changed, NULL);
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
	while (!self->status && self->waiting > self->options.workers)
		pthread_cond_wait(&self->changed, &self->lock);
	if (batch->number >= self->whole_room) {
		unsigned char *more = realloc(self->whole, self->whole_room * 2);
		if (!more)
			die_nomem(self->whole_room * 2);
		self->whole = more;
		self->whole_room *= 2;
	}
	self->whole[batch->number] = 0;
	self->next_part = batch->number + 1;
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

/* By BULK_GROUP at a time until one is left. */
static enum status merge_levels(struct bulk_pool *self, uint32_t count, const char *target, struct error *err)
{
	const char *folder = self->options.folder;
	struct buffer making = BUFFER_INIT, name = BUFFER_INIT;
	char kind[32] = "group", above[48];
	enum status st = STATUS_OK;
	buffer_printf(&making, "%s/merging", folder);
	while (!st && count > BULK_GROUP) {
		uint32_t groups = 0;
		snprintf(above, sizeof above, "%.20s+", kind);
		for (uint32_t i = 0; !st && i < count; i += BULK_GROUP) {
			bulk_name(folder, above, groups++, &name);
			st = merge(folder, kind, i, i + BULK_GROUP < count ? i + BULK_GROUP : count,
				   making.ptr, name.ptr, err);
		}
		snprintf(kind, sizeof kind, "%.30s", above);
		count = groups;
	}
	bulk_name(folder, kind, 0, &name);
	if (!st && count > 1)
		st = merge(folder, kind, 0, count, making.ptr, target, err);
	else if (!st && rename(name.ptr, target) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s: %s", name.ptr, strerror(errno));
	buffer_release(&making);
	buffer_release(&name);
	return st;
}

enum status bulk_pool_finish(struct bulk_pool *self, bool merge_all, const char *target,
			     struct buffer *refused, struct error *err)
{
	join(self);
	buffer_add_slice(refused, buffer_slice(&self->refused));
	if (self->status)
		return error_set(err, self->status, "%s", self->failure.msg);
	if (!merge_all)
		return STATUS_OK;
	uint32_t groups = self->next_group;
	enum status st = STATUS_OK;
	if (groups * BULK_GROUP < self->next_part)
		st = merge_group(&self->workers[0], groups++, self->next_part, err);
	return st ? st : merge_levels(self, groups, target, err);
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
	free(self->whole);
	free(self->workers);
	free(self);
}
