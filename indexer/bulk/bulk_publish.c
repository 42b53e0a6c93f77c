/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/bulk/bulk_publish.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/durable_file.h"
#include "indexer/bulk/bulk_left.h"
#include "indexer/lsi/lsi_segments.h"
#include "stemming/analyzer.h"
#include "store/docvalues/docinfo.h"
#include "store/glass/glass_merge.h"
#include "store/index/schema.h"

/* Metadata, as it comes. */
struct kept {
	struct arena arena;
	struct glass_entry *entries;
	size_t count, room;
};

static enum status keep(void *ctx, const char *key, struct slice value, struct error *err)
{
	struct kept *self = ctx;
	size_t i = 0;
	(void)err;
	while (i < self->count && !slice_is(self->entries[i].key, key))
		i++;
	if (i == self->count) {
		self->entries = arena_grow(&self->arena, self->entries, self->count++, &self->room,
					   sizeof *self->entries);
		self->entries[i].key = arena_copy(&self->arena, slice_of(key));
	}
	self->entries[i].value = arena_copy(&self->arena, value);
	return STATUS_OK;
}

static int by_key(const void *a, const void *b)
{
	const struct glass_entry *x = a, *y = b;
	return slice_compare(x->key, y->key);
}

/* What makes it an index. */
static enum status keep_marks(struct bulk *self, struct kept *kept, struct error *err)
{
	struct analyzer *analyzer = NULL;
	char now[32];
	snprintf(now, sizeof now, "%lld", (long long)time(NULL));
	enum status st = analyzer_new(&analyzer, err);
	if (!st)
		st = keep(kept, SCHEMA_KEY_VERSION, slice_of(schema_version()), err);
	if (!st)
		st = keep(kept, SCHEMA_KEY_ANALYZER, slice_of(analyzer_identity(analyzer)), err);
	if (!st && !self->feed)
		st = keep(kept, SCHEMA_KEY_INDEXED, slice_of(now), err);
	if (!st && self->dictionary.len)
		st = keep(kept, XAP_KEY_DICTIONARY "1", buffer_slice(&self->dictionary), err);
	analyzer_free(analyzer);
	return st;
}

static void tell(struct bulk *self, const char *phase)
{
	self->reading.report->phase = phase;
	index_tell(&self->reading, false);
}

static enum status write_index(struct bulk *self, const struct glass_runs *runs, struct error *err)
{
	struct kept kept = {.arena = ARENA_INIT};
	struct latent_parts latent = {.runs = runs,
				      .folder = self->folder.ptr,
				      .threads = self->jobs,
				      .keep = keep,
				      .ctx = &kept};
	enum status st = keep_marks(self, &kept, err);
	tell(self, "finding the latent space");
	if (!st && !self->feed)
		st = latent_parts_train(&latent, err);
	tell(self, "writing the index");
	if (!st) {
		qsort(kept.entries, kept.count, sizeof *kept.entries, by_key);
		const struct glass_beside beside = {kept.entries, kept.count,
						    latent.placed ? latent_parts_next_row : NULL,
						    &latent};
		buffer_clear(&self->name);
		buffer_printf(&self->name, "%s/writing", self->folder.ptr);
		st = glass_merge(runs, &beside, self->name.ptr, err);
	}
	latent_parts_release(&latent);
	arena_release(&kept.arena);
	if (!st && rename(self->name.ptr, self->target.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s: %s", self->name.ptr,
			       strerror(errno));
	return st;
}

/* Looked at by Xapian, and what the feed has beside documents. */
static enum status complete(struct bulk *self, struct error *err)
{
	const uint64_t *refused = (const uint64_t *)(const void *)self->refused.ptr;
	struct index_report *report = self->reading.report;
	struct xap_db *db = NULL;
	enum status st = bulk_left_drain(self, err);
	if (st)
		return st;
	st = xap_open(self->target.ptr, self->feed ? XAP_WRITE : XAP_READ, &db, err);
	if (!st && self->feed)
		st = self->feed->complete(self->feed->ctx, db, refused,
					  self->refused.len / sizeof *refused, err);
	if (!st && self->feed)
		st = xap_commit(db, err);
	if (!st)
		report->committed = report->documents = xap_doccount(db);
	xap_close(db);
	return st;
}

/* What was made becomes the index at `place`, which it is whole or not at all. */
static enum status put_in_place(const char *made, const char *place, struct error *err)
{
	enum status st = flat_write(made, err);
	if (!st)
		st = sync_files(made, err);
	if (!st && rename(made, place) != 0)
		st = error_set(err, STATUS_IO, "cannot move the index to %s: %s", place,
			       strerror(errno));
	return st ? st : sync_parent(place, err);
}

enum status bulk_publish(struct bulk *self, struct error *err)
{
	struct glass_runs runs = {.items = NULL};
	enum status st = bulk_folder_parts(self, &runs, err);
	runs.stop = self->options->stop;
	if (!st)
		st = write_index(self, &runs, err);
	/* the next run makes the index of the same parts */
	self->reading.report->interrupted = st == STATUS_LIMIT && glass_runs_stopped(&runs);
	glass_runs_release(&runs);
	if (!st)
		st = complete(self, err);
	return st ? st
		  : put_in_place(self->target.ptr, self->feed ? self->feed->db : self->options->db,
				 err);
}
