/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/bulk/bulk.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/durable_file.h"
#include "corpus/model/question_record.h"
#include "indexer/bulk/bulk_folder.h"
#include "indexer/bulk/bulk_left.h"
#include "indexer/bulk/bulk_plain.h"
#include "indexer/bulk/bulk_publish.h"
#include "indexer/run/today.h"
#include "indexer/scan/file_list.h"
#include "store/document/stored_fields.h"
#include "store/index/location.h"
#include "store/index/schema.h"

enum {
	DUE_BYTES = 8 << 20,
	JOBS_MAX = 64,
	/* Memory, measured: what a run takes by itself and for each thread, and a question that is
	 * pending. */
	BASE_MB = 80,
	JOB_MB = 40,
	QUESTION_BYTES = 12000,
};

/* ---- is it worth it ---- */

uint64_t bulk_input_sum(const char *const *paths, size_t count)
{
	struct file_list files;
	struct error err = {0};
	const uint64_t sum = file_list_walk(&files, paths, count, &err) ? 0 : file_list_sum(&files);
	file_list_release(&files);
	return sum;
}

const char *bulk_impediment(const struct index_options *options)
{
	struct stat info;
	if (lstat(options->db, &info) == 0)
		return "the index exists already";
	if (shards_is_elsewhere(options->db))
		return "the index is on another machine";
	return options->shards > 1 ? "the index is to be in shards" : NULL;
}

bool bulk_is_due(const struct index_options *options)
{
	if (options->bulk == INDEX_BULK_NEVER || bulk_impediment(options))
		return false;
	const uint64_t due = options->bulk_megabytes ? (uint64_t)options->bulk_megabytes << 20
						     : DUE_BYTES;
	return options->bulk == INDEX_BULK_ALWAYS || options->files->bytes >= due;
}

/* ---- reading ---- */

static enum status give(struct bulk *self, struct bulk_batch *batch, struct error *err)
{
	if (self->has_dictionary)
		return bulk_pool_give(self->pool, batch, err);
	*self->held_last = batch;
	self->held_last = &batch->next;
	return STATUS_OK;
}

/* Learns a dictionary from what is there, and lets the batches go. */
static enum status release_held(struct bulk *self, struct error *err)
{
	enum status st = STATUS_OK;
	if (self->has_dictionary)
		return STATUS_OK;
	self->has_dictionary = true;
	if (records_train(&self->sample, &self->dictionary)) {
		bulk_pool_set_dictionary(self->pool, buffer_slice(&self->dictionary));
		st = bulk_folder_keep_dictionary(self, buffer_slice(&self->dictionary), err);
	}
	records_sample_release(&self->sample);
	while (!st && self->held) {
		struct bulk_batch *batch = self->held;
		self->held = batch->next;
		batch->next = NULL;
		st = bulk_pool_give(self->pool, batch, err);
	}
	return st;
}

static enum status end_batch(struct bulk *self, struct error *err)
{
	struct bulk_batch *batch = self->batch;
	self->batch = NULL;
	if (!batch)
		return STATUS_OK;
	if (!batch->count) {
		bulk_batch_free(batch);
		return STATUS_OK;
	}
	self->next++;
	return give(self, batch, err);
}

static size_t part_size(const struct bulk *self)
{
	const size_t share = self->taken / BULK_PART_SHARE;
	const size_t wanted = share > BULK_PART_FIRST ? share : BULK_PART_FIRST;
	const size_t size = wanted < self->part ? wanted : self->part,
		     least = self->taken / BULK_PARTS_SOME;
	return size > least ? size : least;
}

static enum status put_question(struct bulk *self, const struct contribution *c, struct slice hash,
				struct error *err)
{
	contributions_format(&c, 1, &self->given);
	const struct bulk_item item = {c->record, hash, buffer_slice(&self->given)};
	if (!self->batch)
		self->batch = bulk_batch_new(self->next);
	bulk_batch_add(self->batch, &item);
	self->taken++;
	if (!self->has_dictionary)
		records_sample_add(&self->sample, item.record);
	enum status st = STATUS_OK;
	if (self->batch->count >= part_size(self) || self->batch->bytes.len >= BULK_PART_BYTES)
		st = end_batch(self, err);
	if (!st && !self->has_dictionary && self->sample.bytes.len > RECORDS_SAMPLE_MAX / 2 &&
	    self->sample.count >= RECORDS_TRAINED_ON)
		st = release_held(self, err);
	return st;
}

enum status bulk_take(void *bulk, const struct question *q, const struct contribution *c,
		      bool *taken, struct error *err)
{
	struct bulk *self = bulk;
	const struct slice hash = c->hash;
	/* a question that is corrected is no longer its own contribution */
	const bool corrected = self->feed && corrections_digest(self->feed->corrections, q->id);
	const enum bulk_novelty novelty = bulk_judge(&self->known, c, hash);
	/* what comes again without a run before was given twice on the command line */
	const bool again = novelty == BULK_AGAIN && self->learned > 0;
	self->learned -= again;
	*taken = (novelty == BULK_PLAIN || again) && !corrected;
	if (!*taken)
		return bulk_left_add(self, c, err);
	return again ? STATUS_OK : put_question(self, c, hash, err);
}

static void begin_file(void *ctx, uint64_t source, const char *path)
{
	struct bulk *self = ctx;
	intake_begin(&self->intake, source, path);
}

static enum status take_question(void *ctx, struct question *q, struct error *err)
{
	struct bulk *self = ctx;
	struct index_report *report = self->reading.report;
	enum status st = intake_question(&self->intake, q, 0, 0, err);
	index_take_counts(report, &self->intake.counts);
	report->bytes_read += self->intake.record.len;
	index_tell(&self->reading, false);
	return st;
}

/* ---- the run ---- */

static enum status build(struct bulk *self, struct error *err)
{
	struct index_report *report = self->reading.report;
	const struct bulk_pool_options options = {self->folder.ptr, self->jobs, self->feed != NULL,
						  self->options->stop};
	enum status st = bulk_pool_open(&options, &self->pool, err);
	if (st)
		return st;
	bulk_pool_set_dictionary(self->pool, buffer_slice(&self->dictionary));
	st = self->feed ? self->feed->read(self->feed->ctx, self, self->folder.ptr, err)
			: index_read_all(&self->reading, err);
	if (!st && !report->interrupted)
		st = end_batch(self, err);
	if (!st && !report->interrupted)
		st = release_held(self, err);
	const enum status finished = bulk_pool_finish(self->pool, &self->refused, st ? NULL : err);
	bulk_pool_close(self->pool);
	self->pool = NULL;
	bulk_known_release(&self->known);
	malloc_trim(0); /* what comes now needs little */
	if (!st)
		st = bulk_left_end(self, err);
	return st ? st : finished;
}

/* The next part takes the memory of the one before: it need not go back in between. */
static void keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, 256 << 20);
	mallopt(M_TOP_PAD, 4 << 20);
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

static enum status run_all(struct bulk *self, struct error *err)
{
	struct index_report *report = self->reading.report;
	keep_memory();
	enum status st = bulk_folder_begin(self, err);
	if (!st && self->other_format) {
		report->not_bulk = "this version of Xapian writes a format that is not known here";
		return bulk_folder_remove(self, err);
	}
	if (!st)
		st = build(self, err);
	if (st || report->interrupted)
		return st;
	if (self->next > 0)
		st = bulk_publish(self, err);
	if (report->interrupted)
		return STATUS_OK;
	return st ? st : bulk_folder_remove(self, err);
}

static void release(struct bulk *self)
{
	bulk_pool_close(self->pool);
	bulk_batch_free(self->batch);
	while (self->held) {
		struct bulk_batch *batch = self->held;
		self->held = batch->next;
		bulk_batch_free(batch);
	}
	if (self->lock >= 0)
		close(self->lock);
	records_sample_release(&self->sample);
	bulk_known_release(&self->known);
	buffer_release(&self->folder);
	buffer_release(&self->target);
	buffer_release(&self->name);
	buffer_release(&self->given);
	buffer_release(&self->refused);
	intake_release(&self->intake);
	if (self->left)
		fclose(self->left);
	buffer_release(&self->dictionary);
	arena_release(&self->arena);
}

static void set_sizes(struct bulk *self)
{
	const struct index_options *o = self->options;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned jobs = o->jobs ? o->jobs : processors > 0 ? (unsigned)processors : 1;
	unsigned memory = o->memory_mb ? o->memory_mb : INDEX_MEMORY_MB, base;
	self->jobs = jobs < JOBS_MAX ? jobs : JOBS_MAX;
	base = BASE_MB + self->jobs * JOB_MB;
	self->part = memory > base ? (size_t)(memory - base) * 1000000 / QUESTION_BYTES / self->jobs
				   : 0;
	if (self->part > BULK_PART_MOST)
		self->part = BULK_PART_MOST;
	if (self->part < BULK_PART_LEAST)
		self->part = BULK_PART_LEAST;
}

static void init(struct bulk *self, const struct index_options *options, int today,
		 struct index_report *report)
{
	struct buffer place = BUFFER_INIT;
	*self = (struct bulk){.options = options, .lock = -1};
	self->reading = (struct index_reading){.options = options,
					       .report = report,
					       .begin = begin_file,
					       .question = take_question,
					       .ctx = self};
	intake_init(&self->intake, NULL, NULL, today, false);
	self->intake.fill = bulk_take;
	self->intake.fill_ctx = self;
	self->intake.told = report ? account_note : NULL;
	self->intake.told_ctx = report ? &report->account : NULL;
	self->held_last = &self->held;
	path_trim(options->db, &place);
	buffer_printf(&self->folder, "%s.bulk", place.ptr);
	buffer_printf(&self->target, "%s.bulk/index", place.ptr);
	buffer_release(&place);
	set_sizes(self);
}

enum status bulk_run(const struct index_options *options, struct index_report *report,
		     bool *undecided, struct error *err)
{
	struct bulk self;
	int today;
	enum status st = run_today(NULL, &today, err);
	if (st)
		return st;
	init(&self, options, today, report);
	report->bytes_total = options->files->bytes;
	self.input = file_list_sum(options->files) ^
		     XXH3_64bits(options->type ? options->type : "",
				 options->type ? strlen(options->type) : 0);
	st = run_all(&self, err);
	report->phase = NULL;
	index_take_counts(report, &self.intake.counts);
	*undecided = self.refused.len > 0 || self.next == 0 || self.other_format;
	release(&self);
	return st;
}

enum status bulk_feed_run(const struct bulk_feed *feed, bool *made, struct intake_counts *left,
			  struct error *err)
{
	const struct index_options options = {.db = feed->db,
					      .jobs = feed->jobs,
					      .memory_mb = feed->memory_mb,
					      .stop = feed->stop};
	struct index_report report = {.arena = ARENA_INIT};
	struct bulk self;
	init(&self, &options, feed->today, &report);
	self.feed = feed;
	self.input = feed->input;
	self.intake.told = feed->told;
	self.intake.told_ctx = feed->told_ctx;
	enum status st = run_all(&self, err);
	*made = !st && self.next > 0 && !report.interrupted;
	*left = self.intake.counts;
	account_release(&report.account);
	release(&self);
	return st;
}

enum status bulk_discard(const char *db, struct error *err)
{
	const struct index_options options = {.db = db};
	struct stat info;
	struct bulk self;
	init(&self, &options, 0, NULL);
	enum status st = STATUS_OK;
	if (stat(self.folder.ptr, &info) == 0)
		st = bulk_folder_open(&self, err);
	if (!st && self.lock >= 0)
		st = bulk_folder_remove(&self, err);
	release(&self);
	return st;
}
