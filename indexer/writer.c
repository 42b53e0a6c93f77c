/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/writer.h"

#include "store/schema.h"

static enum status open_index(struct writer *self, struct error *err)
{
	const char *identity = analyzer_identity(self->analyzer);
	struct error cause = {0};
	enum status st = xap_open(self->path, XAP_WRITE, &self->db, &cause);
	if (st == STATUS_NOT_FOUND) {
		st = schema_create(self->path, identity, err);
		if (!st)
			st = xap_open(self->path, XAP_WRITE, &self->db, err);
	} else if (st && err) {
		*err = cause;
	}
	if (st)
		return st;
	st = schema_check(self->db, identity, err);
	return st ? error_prefix(err, "%s: ", self->path) : STATUS_OK;
}

enum status writer_open(struct writer *self, const char *path, struct error *err)
{
	*self = (struct writer){.path = path};
	enum status st = analyzer_new(&self->analyzer, err);
	if (!st)
		st = open_index(self, err);
	if (st)
		return st;
	self->builder = document_builder_new(self->analyzer);
	self->doc = xap_doc_new();
	return STATUS_OK;
}

void writer_close(struct writer *self)
{
	xap_doc_free(self->doc);
	document_builder_free(self->builder);
	xap_close(self->db);
	analyzer_free(self->analyzer);
	*self = (struct writer){.path = NULL};
}

enum status writer_build(struct writer *self, const struct question *question, struct slice hash,
			 struct error *err)
{
	document_build(self->builder, question, hash, self->doc);
	return xap_doc_status(self->doc, err);
}

enum status writer_commit(struct writer *self, struct error *err)
{
	enum status st = xap_commit(self->db, err);
	return st ? error_prefix(err, "cannot write to %s: ", self->path) : STATUS_OK;
}
