/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Papers are read as in any night, by an intake whose writer is a scratch database without
 * documents: it gets the entries of papers, which are copied into the index when that is merged.
 */
#include "indexer/nightly/nightly_bulk.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xxhash.h>

#include "base/clock.h"
#include "base/memory.h"
#include "corpus/offices/added.h"
#include "indexer/bulk/bulk.h"
#include "indexer/bulk/bulk_internal.h"
#include "indexer/ingest/ingest_file.h"
#include "indexer/ingest/read_all.h"
#include "indexer/scan/file_list.h"
#include "store/index/schema.h"

enum {
	MEMORY_MB = 300,
	TELL_EVERY = 20000, /* questions */
	ENTRIES_A_COMMIT = 20000,
};

struct fill {
	const struct night_options *options;
	struct night_filled *filled;
	struct bulk *bulk;
	struct writer writer; /* of the scratch database */
	struct corrections *corrections;
	struct intake intake;
	struct arena arena; /* of one paper */
	struct buffer value;
	int64_t now;
	size_t entries; /* written since the last commit */
	bool interrupted;
};

static const char **paths_of(const struct config *config)
{
	const char **paths = memory_new(config->source_count * sizeof *paths);
	for (size_t i = 0; i < config->source_count; i++)
		paths[i] = config->sources[i].path;
	return paths;
}

bool night_fill_is_due(const struct config *config, const char *db)
{
	const char **paths = paths_of(config);
	struct error err = {0};
	struct file_list files;
	const struct index_options options = {
		.db = db,
		.paths = paths,
		.path_count = config->source_count,
		.files = &files,
		.bulk = config->limits.bulk_megabytes ? INDEX_BULK_AUTO : INDEX_BULK_ALWAYS,
		.bulk_megabytes = (unsigned)config->limits.bulk_megabytes};
	const bool due = !file_list_walk(&files, paths, config->source_count, &err) &&
			 bulk_is_due(&options);
	file_list_release(&files);
	free(paths);
	return due;
}

/* Of all papers, and what they are to be read as. */
static uint64_t input_sum(const struct config *config)
{
	const char **paths = paths_of(config);
	struct buffer all = BUFFER_INIT;
	for (size_t i = 0; i < config->source_count; i++) {
		const uint64_t sum = bulk_input_sum(&paths[i], 1);
		const char *type = config->sources[i].type;
		buffer_add(&all, &sum, sizeof sum);
		buffer_add_str(&all, type ? type : "");
	}
	const uint64_t sum = XXH3_64bits(all.ptr, all.len);
	buffer_release(&all);
	free(paths);
	return sum;
}

/* ---- questions ---- */

static enum status take(void *ctx, const struct question *q, const struct contribution *c,
			bool *taken, struct error *err)
{
	struct fill *f = ctx;
	if (++f->filled->questions % TELL_EVERY == 0)
		night_log(f->options->log, LOG_LEVEL_INFO, "filling",
			  LOG_NUMBER("questions", f->filled->questions));
	return bulk_take(f->bulk, q, c, taken, err);
}

static enum status pause_here(void *ctx, struct error *err)
{
	struct fill *f = ctx;
	f->interrupted = f->options->stop && *f->options->stop;
	return f->interrupted ? error_set(err, STATUS_LIMIT, "interrupted") : STATUS_OK;
}

/* ---- papers ---- */

/* What was refused of a paper is told by the night behind, which reads it once more. */
static enum status leave(struct fill *f, const struct paper *paper, struct error *err)
{
	struct paper due = *paper;
	due.due = true;
	due.refused = due.refusal_count = due.tries = 0;
	f->filled->due++;
	return paper_save(f->writer.db, &due, err);
}

static enum status read_paper(struct fill *f, const struct scan_item *item, struct error *err)
{
	const struct reading reading = {&f->intake, f->now, false, f, pause_here};
	enum reading_outcome outcome;
	struct paper before, after;
	arena_clear(&f->arena);
	enum status st = reading_run(&reading, item, &f->arena, &before, &after, &outcome, err);
	if (st)
		return st;
	if (outcome == READING_FAILED)
		st = paper_forget(f->writer.db, item->key,
				  err); /* it is new to the night behind, which says why */
	else if (outcome != READING_DONE || after.due)
		st = leave(f, &after, err);
	else
		f->filled->papers++;
	if (!st && ++f->entries % ENTRIES_A_COMMIT == 0)
		st = xap_commit(f->writer.db, err);
	return st ? st : pause_here(f, err);
}

static enum status read_all(struct fill *f, struct error *err)
{
	const struct scan_options options = {f->options->config, f->writer.db, f->now, false};
	struct scan scan;
	enum status st = scan_sources(&options, &scan, err);
	for (size_t i = 0; !st && i < scan.item_count; i++)
		st = read_paper(f, &scan.items[i], err);
	scan_release(&scan);
	return st ? st : xap_commit(f->writer.db, err);
}

static enum status read_sources(void *ctx, struct bulk *bulk, const char *folder, struct error *err)
{
	struct fill *f = ctx;
	struct buffer name = BUFFER_INIT;
	f->bulk = bulk;
	buffer_printf(&name, "%s/papers", folder);
	enum status st = xap_open(name.ptr, XAP_SCRATCH, &f->writer.db, err);
	buffer_release(&name);
	if (st)
		return st;
	intake_init(&f->intake, &f->writer, f->corrections, f->options->today, true);
	f->intake.fill = take;
	f->intake.fill_ctx = f;
	return read_all(f, err);
}

/* ---- what is beside the documents ---- */

static enum status copy_entries(struct fill *f, struct xap_db *db, const char *prefix,
				struct error *err)
{
	struct xap_terms *keys = NULL;
	struct buffer name = BUFFER_INIT;
	struct slice key;
	bool more = true;
	enum status st = xap_metadata_keys(f->writer.db, slice_of(prefix), &keys, err);
	while (!st && more) {
		st = xap_terms_next(keys, &more, &key, NULL, NULL, err);
		if (st || !more)
			break;
		buffer_clear(&name);
		buffer_add_slice(&name, key);
		st = xap_metadata_get(f->writer.db, name.ptr, &f->value, err);
		if (!st)
			st = xap_metadata_set(db, name.ptr, buffer_slice(&f->value), err);
		if (!st && ++f->entries % ENTRIES_A_COMMIT == 0)
			st = xap_commit(db, err);
	}
	xap_terms_close(keys);
	buffer_release(&name);
	return st;
}

/* The night behind says why the index cannot take a question of theirs. */
static enum status mark_refused(struct fill *f, const uint64_t *papers, size_t count,
				struct error *err)
{
	enum status st = STATUS_OK;
	f->filled->refused = count;
	for (size_t i = 0; !st && i < count; i++) {
		struct paper paper;
		arena_clear(&f->arena);
		st = paper_load(f->writer.db, papers[i], &f->arena, &paper, err);
		if (st || paper.due)
			continue;
		f->filled->papers--;
		f->filled->due++;
		paper.due = true;
		paper.questions = 0;
		st = paper_save(f->writer.db, &paper, err);
	}
	return st ? st : xap_commit(f->writer.db, err);
}

static enum status complete(void *ctx, struct xap_db *db, const uint64_t *refused, size_t count,
			    struct error *err)
{
	struct fill *f = ctx;
	char now[32];
	snprintf(now, sizeof now, "%lld", (long long)time(NULL));
	enum status st = mark_refused(f, refused, count, err);
	f->filled->questions = xap_doccount(db);
	if (!st)
		st = copy_entries(f, db, SCHEMA_KEY_PAPER, err);
	if (!st)
		st = xap_metadata_set(db, SCHEMA_KEY_NIGHTLY, slice_of("1"), err);
	if (!st && f->options->config->lists.len)
		st = xap_metadata_set(db, SCHEMA_KEY_LISTS, f->options->config->lists, err);
	if (!st)
		st = xap_metadata_set(db, SCHEMA_KEY_INDEXED, slice_of(now), err);
	return st;
}

/* ---- the whole ---- */

static void tell(const struct fill *f)
{
	const struct night_filled *r = f->filled;
	night_log(f->options->log, LOG_LEVEL_INFO, "committed",
		  LOG_NUMBER("questions", r->questions), LOG_NUMBER("documents", r->questions));
	night_log(f->options->log, LOG_LEVEL_INFO, "filled", LOG_NUMBER("questions", r->questions),
		  LOG_NUMBER("papers", r->papers), LOG_NUMBER("left", r->due));
}

enum status night_fill(const struct night_options *options, struct night_filled *filled,
		       struct error *err)
{
	struct fill f = {.options = options, .filled = filled, .now = (int64_t)time(NULL)};
	struct intake_counts *counts = &filled->counts, left = {.read = 0};
	struct bulk_feed feed = {.db = options->db,
				 .today = options->today,
				 .memory_mb = MEMORY_MB,
				 .told = options->told,
				 .told_ctx = options->told_ctx,
				 .stop = options->stop,
				 .input = input_sum(options->config),
				 .ctx = &f,
				 .read = read_sources,
				 .complete = complete};
	struct error cause = {0}, ignored = {0};
	bool made = false;
	const double start = clock_seconds();
	added_use(options->config->lists);
	*filled = (struct night_filled){.questions = 0};
	enum status st = corrections_load(options->config->corrections, &f.corrections, &cause);
	feed.corrections = f.corrections;
	if (!st)
		st = bulk_feed_run(&feed, &made, &left, &cause);
	f.interrupted = f.interrupted || (!st && !made && options->stop && *options->stop);
	if (st || !made) {
		*filled = (struct night_filled){.questions = 0};
		if (!f.interrupted && bulk_discard(options->db, &ignored) && !st)
			st = error_set(&cause, ignored.code, "%s", ignored.msg);
	} else {
		*counts = f.intake.counts;
		counts->read += left.read - filled->refused;
		counts->needless += left.needless;
		counts->split += left.split;
		counts->joined += left.joined;
		for (int i = 0; i < INTAKE_EFFECTS; i++)
			counts->effects[i] += left.effects[i];
		counts->effects[INTAKE_ADDED] -= filled->refused;
		tell(&f);
	}
	filled->seconds = clock_seconds() - start;
	filled->interrupted = f.interrupted;
	if (f.interrupted)
		st = STATUS_OK;
	else if (st && err)
		*err = cause;
	intake_release(&f.intake);
	corrections_free(f.corrections);
	xap_close(f.writer.db);
	arena_release(&f.arena);
	buffer_release(&f.value);
	return st;
}
