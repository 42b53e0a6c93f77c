/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_WRITER_H
#define INDEXER_WRITER_H

/* An index open for writing, with what it takes to make documents: shared by `index` and `nightly`. */
#include "indexer/document.h"
#include "store/xap.h"

struct writer {
	const char *path; /* borrowed */
	struct xap_db *db;
	struct analyzer *analyzer;
	struct document_builder *builder;
	struct xap_doc *doc; /* the document under construction */
};

/*
 * Opens the index at `path`, makes it when nothing is there.  Errors: those of xap_open, VERSION (index
 * of another analyzer or schema).  writer_close ends it, also after a failure.
 */
MUST_CHECK enum status writer_open(struct writer *self, const char *path, struct error *err);

/* What is pending is committed as xap_close does: call writer_commit or xap_rollback before. */
void writer_close(struct writer *self);

/* Makes self->doc the document of the question; `hash` is its record_hash.  What the index as a whole gives
 * its documents comes in here, so that it is the same for all who write. */
MUST_CHECK enum status writer_build(struct writer *self, const struct question *question,
				    struct slice hash, struct error *err);

/* Makes everything since the last commit durable, as a whole. */
MUST_CHECK enum status writer_commit(struct writer *self, struct error *err);

#endif
