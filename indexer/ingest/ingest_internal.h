/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_INGEST_INTERNAL_H
#define INDEXER_INGEST_INTERNAL_H

/* What the parts of the intake share; nobody else includes this. */
#include "indexer/ingest/decide.h"
#include "indexer/ingest/ingest.h"

/* A document as it is now. */
struct existing {
	uint32_t docid;
	struct slice id, hash, given; /* as in its values */
	struct slice data;            /* once its contributions were loaded */
	int withdrawn;
	bool settled; /* something was written in its place */
};

/* Documents that may have to do with each other, and all contributions in them. */
struct component {
	struct existing *documents;
	size_t count, room;
	struct contributions all;
	size_t asked;        /* of these: their relations were looked up */
	const char *company; /* set by settling: why the new contribution is not alone, NULL when it
				is */
	/* Set by settling: documents that were made, that went, and that had been withdrawn, and
	 * the last id of the first two. */
	size_t made, went, returned;
	struct slice made_id, went_id;
};

/* ---- finding (ingest_find.c); everything lives in the intake's arena ---- */

/* Adds the documents that have the term. */
MUST_CHECK enum status component_add_term(struct intake *self, struct component *c,
					  const char *prefix, struct slice word, struct error *err);
/* Adds the document, unless it is there. */
MUST_CHECK enum status component_add_document(struct intake *self, struct component *c,
					      uint32_t docid, struct error *err);
/* Adds everything that what is there may have to do with. */
MUST_CHECK enum status component_complete(struct intake *self, struct component *c,
					  struct error *err);

/* A document without its contributions. */
MUST_CHECK enum status existing_read(struct intake *self, uint32_t docid, struct existing *out,
				     struct error *err);

/* The document of an id; docid 0 when there is none. */
MUST_CHECK enum status existing_find(struct intake *self, struct slice id, struct existing *out,
				     struct error *err);

/* Counts what settling the component did to documents; those of a question that was added are no
 * split. */
void intake_count_documents(struct intake *self, const struct component *c, bool is_added);

/* ---- this reading of the source (ingest_fresh.c) ---- */

/* The source gives it now; `hash` is that of its record. */
void intake_note_fresh(struct intake *self, const struct contribution *c, struct slice hash);

/* True for a version of an earlier reading of the source that is being read: it has not given it,
 * or not yet. */
bool intake_is_stale(const struct intake *self, const struct contribution *c);

/* True when the source that is being read has given the question of this document. */
bool intake_was_touched(const struct intake *self, uint32_t docid);

/* ---- writing (ingest_store.c) ---- */

/* What is done with documents that no question is left of. */
enum leftover { LEFTOVER_DELETE, LEFTOVER_WITHDRAW };

/* Decides the component and writes what changed.  `replaced` says that the source brought a new
 * version, which is a change in the history of the question. */
MUST_CHECK enum status component_settle(struct intake *self, struct component *c,
					enum leftover leftover, bool replaced, struct error *err);

MUST_CHECK enum status intake_remove(struct intake *self, const struct existing *doc,
				     struct error *err);

#endif
