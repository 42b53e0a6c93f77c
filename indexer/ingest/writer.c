/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/writer.h"

#include <stdio.h>
#include <time.h>

#include "base/cost_limit.h"
#include "corpus/offices/added.h"
#include "indexer/lsi/lsi_index.h"
#include "store/docvalues/docinfo.h"
#include "store/index/location.h"
#include "store/index/schema.h"

static enum status make(const char *path, size_t shards, const char *identity, struct error *err)
{
	return shards > 1 ? shards_create(path, shards, identity, err)
			  : schema_create(path, identity, err);
}

static enum status open_index(struct writer *self, size_t shards, struct error *err)
{
	const char *identity = analyzer_identity(self->analyzer);
	struct error cause = {0};
	enum status st = shards_open(self->path, XAP_WRITE, NULL, &self->db, &cause);
	if (st == STATUS_NOT_FOUND && !shards_is_elsewhere(self->path)) {
		st = make(self->path, shards, identity, err);
		if (!st)
			st = shards_open(self->path, XAP_WRITE, NULL, &self->db, err);
	} else if (st && err) {
		*err = cause;
	}
	if (st)
		return st;
	if (shards && shards != xap_part_count(self->db))
		return error_set(err, STATUS_INVALID,
				 "%s has %zu shards, and their number cannot be changed",
				 self->path, xap_part_count(self->db));
	st = schema_check(self->db, identity, err);
	if (!st)
		st = schema_check_writable(self->db, err);
	return st ? error_prefix(err, "%s: ", self->path) : STATUS_OK;
}

enum status writer_follow_lists(struct xap_db *db, struct error *err)
{
	struct buffer lists = BUFFER_INIT;
	enum status st = xap_metadata_get(db, SCHEMA_KEY_LISTS, &lists, err);
	if (!st)
		added_use(buffer_slice(&lists));
	buffer_release(&lists);
	return st;
}

enum status writer_open(struct writer *self, const char *path, size_t shards, struct error *err)
{
	*self = (struct writer){.path = path};
	enum status st = analyzer_new(&self->analyzer, err);
	if (!st)
		st = open_index(self, shards, err);
	if (st)
		return st;
	st = writer_follow_lists(self->db, err);
	if (st)
		return error_prefix(err, "%s: ", self->path);
	self->builder = document_builder_new(self->analyzer);
	self->doc = xap_doc_new();
	self->basis = latent_basis_new();
	st = latent_basis_load(self->basis, self->db, &self->has_space, err);
	return st ? error_prefix(err, "%s: ", self->path) : STATUS_OK;
}

enum status writer_build(struct writer *self, const struct question *question, struct slice hash,
			 struct error *err)
{
	document_build(self->builder, question, hash, self->doc);
	buffer_clear(&self->row);
	if (!self->has_space)
		return STATUS_OK;
	enum status st = latent_basis_place(self->basis, self->doc, &self->row, err);
	/* a document that cannot be stored is refused when it is stored, with its reason */
	return st == STATUS_INVALID ? STATUS_OK : st;
}

enum status writer_store(struct writer *self, struct slice unique, uint32_t *docid,
			 struct error *err)
{
	const bool in_value = self->has_space && xap_part_count(self->db) > 1; /* see xap_row_set */
	uint32_t stored;
	if (in_value)
		xap_doc_value(self->doc, XAP_SLOT_ROW, buffer_slice(&self->row));
	enum status st = xap_replace(self->db, unique, self->doc, &stored, err);
	if (!st && self->has_space && !in_value)
		st = xap_row_set(self->db, stored, buffer_slice(&self->row), err);
	if (!st && docid)
		*docid = stored;
	return st && st != STATUS_INVALID ? error_prefix(err, "cannot write to %s: ", self->path)
					  : st;
}

enum status writer_renew_space(struct writer *self, struct error *err)
{
	bool due;
	enum status st = latent_index_is_due(self->db, &due, err);
	if (!st && due)
		st = latent_index_train(self->db, self->path, self->basis, self->stop, err);
	return st ? error_prefix(err, "cannot write to %s: ", self->path) : STATUS_OK;
}

enum status writer_flatten(const struct writer *self, struct error *err)
{
	const char *folder = xap_folder(self->db);
	return folder ? flat_write(folder, err) : STATUS_OK;
}

void writer_close(struct writer *self)
{
	xap_doc_free(self->doc);
	document_builder_free(self->builder);
	latent_basis_free(self->basis);
	buffer_release(&self->row);
	xap_close(self->db);
	analyzer_free(self->analyzer);
	*self = (struct writer){.path = NULL};
}

enum status writer_commit(struct writer *self, bool taken, struct error *err)
{
	enum status st = STATUS_OK;
	char now[32];
	snprintf(now, sizeof now, "%lld", (long long)time(NULL));
	if (taken)
		st = xap_metadata_set(self->db, SCHEMA_KEY_INDEXED, slice_of(now), err);
	cost_limit_pause();
	if (!st)
		st = xap_commit(self->db, err);
	cost_limit_resume();
	return st ? error_prefix(err, "cannot write to %s: ", self->path) : STATUS_OK;
}
