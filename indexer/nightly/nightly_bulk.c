/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Papers are read as in any night, by an intake whose writer is a scratch database without documents: it gets
 * the entries of papers and the notes of corrections, which are copied into the index when that is merged.
 *
 * What is left to the night behind, and why its order is then the order of reading all the same: a question is
 * left when its id was seen, when it lost its number and its fingerprint was seen, or when a question that lost
 * its number has its fingerprint.  Whatever could meet a question that was left, by id or fingerprint, comes
 * before it or is left too.
 */
#include "indexer/nightly/nightly_bulk.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "indexer/bulk/bulk.h"
#include "indexer/bulk/bulk_internal.h"
#include "indexer/ingest/ingest_file.h"
#include "indexer/ingest/json_lines.h"
#include "indexer/ingest/read_all.h"
#include "store/index/schema.h"

enum {
	MEMORY_MB = 300,
	TELL_EVERY = 20000,    /* questions */
	ENTRIES_A_COMMIT = 20000,
};

struct fill {
	const struct night_options *options;
	struct night_filled *filled;
	struct bulk *bulk;
	struct writer writer;  /* of the scratch database */
	struct corrections *corrections;
	struct intake intake;
	struct bulk_known known;
	struct arena arena;    /* of one paper */
	struct buffer value;
	int64_t now;
	size_t taken, left;    /* questions of the paper being read */
	size_t entries;        /* written since the last commit */
	bool interrupted;
};

bool night_fill_is_due(const struct config *config, const char *db)
{
	const char **paths = malloc(config->source_count * sizeof *paths);
	if (!paths)
		die_nomem(config->source_count * sizeof *paths);
	for (size_t i = 0; i < config->source_count; i++)
		paths[i] = config->sources[i].path;
	const struct index_options options = {.db = db, .paths = paths, .path_count = config->source_count,
					      .bulk = config->limits.bulk_megabytes ? INDEX_BULK_AUTO
										    : INDEX_BULK_ALWAYS,
					      .bulk_megabytes = (unsigned)config->limits.bulk_megabytes};
	const bool due = bulk_is_due(&options);
	free(paths);
	return due;
}

/* ---- questions ---- */

static bool see(struct fill *f, char kind, struct slice text)
{
	bool is_new;
	(void)bulk_known_add(&f->known, bulk_hash(kind, text), 1, &is_new);
	return is_new;
}

/* Nothing that was read before can have to do with it; see above. */
static bool is_plain(struct fill *f, const struct question *q)
{
	const bool is_new = see(f, 'Q', q->id);
	if (!q->fingerprint.len)
		return is_new;
	const bool copied = bulk_known_has(&f->known, bulk_hash('M', q->fingerprint));
	const bool printed = bulk_known_has(&f->known, bulk_hash('F', q->fingerprint));
	const bool copy = question_id_is_makeshift(q->id);
	(void)see(f, copy ? 'M' : 'F', q->fingerprint);
	return is_new && !copied && !(copy && printed);
}

static enum status take(void *ctx, const struct question *q, struct slice hash, struct claim claim, bool *taken,
			struct error *err)
{
	struct fill *f = ctx;
	const struct claims claims = {&claim, 1, 1};
	*taken = is_plain(f, q);
	f->taken += *taken;
	f->left += !*taken;
	if (!*taken)
		return STATUS_OK;
	claims_format(&claims, &f->value);
	if (++f->filled->questions % TELL_EVERY == 0)
		night_log(f->options->log, LOG_LEVEL_INFO, "filling", LOG_NUMBER("questions", f->filled->questions));
	return bulk_feed_add(f->bulk, q, hash, buffer_slice(&f->value), err);
}

static enum status pause_here(void *ctx, struct error *err)
{
	struct fill *f = ctx;
	f->interrupted = f->options->stop && *f->options->stop;
	return f->interrupted ? error_set(err, STATUS_LIMIT, "interrupted") : STATUS_OK;
}

/* ---- papers ---- */

/* A paper of which something was left is as one that was cut short; one that gave nothing is as new. */
static enum status leave(struct fill *f, const struct scan_item *item, struct error *err)
{
	const struct paper due = {.key = item->key, .path = item->path, .readers = paper_readers(), .due = true};
	if (!f->taken)
		return paper_forget(f->writer.db, item->key, err);
	f->filled->due++;
	if (!json_lines_is(item->path, item->type))
		f->filled->again += f->taken;
	return paper_save(f->writer.db, &due, err);
}

static enum status read_paper(struct fill *f, const struct scan_item *item, struct error *err)
{
	const struct reading reading = {&f->intake, f->now, false, f, pause_here};
	enum reading_outcome outcome;
	struct paper before, after;
	arena_clear(&f->arena);
	f->taken = f->left = 0;
	enum status st = reading_run(&reading, item, &f->arena, &before, &after, &outcome, err);
	if (st)
		return st;
	if (outcome != READING_DONE || f->left || after.due)
		st = leave(f, item, err);
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
	if (!st)
		st = corrections_load(f->options->config->corrections, &f->corrections, err);
	if (st)
		return st;
	intake_init(&f->intake, &f->writer, f->corrections, f->options->today);
	f->intake.fill = take;
	f->intake.fill_ctx = f;
	return read_all(f, err);
}

/* ---- what is beside the documents ---- */

static enum status copy_entries(struct fill *f, struct xap_db *db, const char *prefix, struct error *err)
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
static enum status mark_refused(struct fill *f, const uint64_t *papers, size_t count, struct error *err)
{
	enum status st = STATUS_OK;
	f->filled->questions -= count;
	for (size_t i = 0; !st && i < count; i++) {
		struct paper paper;
		arena_clear(&f->arena);
		st = paper_load(f->writer.db, papers[i], &f->arena, &paper, err);
		if (st || paper.due)
			continue;
		f->filled->papers--;
		f->filled->due++;
		if (!json_lines_is(paper.path, NULL))
			f->filled->again += paper.questions;
		paper.due = true;
		paper.questions = 0;
		paper.content[0] = paper.content[1] = 0; /* the night counts it as changed, and add_up takes that back */
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
	if (!st)
		st = copy_entries(f, db, SCHEMA_KEY_PAPER, err);
	if (!st)
		st = copy_entries(f, db, SCHEMA_KEY_CORRECTED, err);
	if (!st)
		st = xap_metadata_set(db, SCHEMA_KEY_NIGHTLY, slice_of("1"), err);
	if (!st)
		st = xap_metadata_set(db, SCHEMA_KEY_INDEXED, slice_of(now), err);
	return st;
}

/* ---- the whole ---- */

static void tell(const struct fill *f)
{
	const struct night_filled *r = f->filled;
	night_log(f->options->log, LOG_LEVEL_INFO, "committed", LOG_NUMBER("questions", r->questions),
		  LOG_NUMBER("documents", r->questions));
	night_log(f->options->log, LOG_LEVEL_INFO, "filled", LOG_NUMBER("questions", r->questions),
		  LOG_NUMBER("papers", r->papers), LOG_NUMBER("left", r->due));
}

enum status night_fill(const struct night_options *options, struct night_filled *filled, struct error *err)
{
	struct fill f = {.options = options, .filled = filled, .now = (int64_t)time(NULL)};
	const struct bulk_feed feed = {.db = options->db, .memory_mb = MEMORY_MB,
				       .stop = options->stop, .ctx = &f, .read = read_sources,
				       .complete = complete};
	struct error cause = {0}, ignored = {0};
	bool made = false;
	const double start = index_now();
	*filled = (struct night_filled){.questions = 0};
	enum status st = bulk_feed_run(&feed, &made, &cause);
	if (st || !made) {
		*filled = (struct night_filled){.questions = 0};
		if (bulk_discard(options->db, &ignored) && !st)
			st = error_set(&cause, ignored.code, "%s", ignored.msg);
	} else {
		tell(&f);
	}
	filled->seconds = index_now() - start;
	filled->interrupted = f.interrupted;
	if (f.interrupted)
		st = STATUS_OK;
	else if (st && err)
		*err = cause;
	intake_release(&f.intake);
	corrections_free(f.corrections);
	bulk_known_release(&f.known);
	xap_close(f.writer.db);
	arena_release(&f.arena);
	buffer_release(&f.value);
	return st;
}
