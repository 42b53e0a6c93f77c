/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_WRITER_H
#define INDEXER_WRITER_H

/* An index open for writing, with what it takes to make documents: shared by `index` and
 * `nightly`. */
#include "indexer/document/document_builder.h"
#include "indexer/lsi/lsi_basis.h"
#include "store/xapian/xap.h"

struct writer {
	const char *path; /* borrowed */
	struct xap_db *db;
	struct analyzer *analyzer;
	struct document_builder *builder;
	struct xap_doc *doc; /* the document under construction */
	struct latent_basis *basis;
	bool has_space;    /* the index has a latent space, in `basis` */
	struct buffer row; /* where the document is in it */
	/* Set from a signal handler, ends writer_renew_space early; NULL unless the caller gives it
	 * once it is open. */
	const volatile sig_atomic_t *stop;
};

/*
 * Opens the index at `path`, makes it when nothing is there: in so many shards, or with 0 or 1 as
 * one database. Where something is, 0 takes it as it is.  Errors: those of shards_open, VERSION
 * (index of another analyzer or schema), INVALID (another number of shards).  writer_close ends it,
 * also after a failure.
 */
MUST_CHECK enum status writer_open(struct writer *self, const char *path, size_t shards,
				   struct error *err);

/* Has mandates, parties and ministries include what the index says of them; for whoever builds
 * documents without a writer. */
MUST_CHECK enum status writer_follow_lists(struct xap_db *db, struct error *err);

/* What is pending is committed as xap_close does: call writer_commit or xap_rollback before. */
void writer_close(struct writer *self);

/* Fills `doc` with the question, for the caller to add to and to give to writer_store. */
MUST_CHECK enum status writer_build(struct writer *self, const struct question *question,
				    struct slice hash, struct error *err);

/* Puts `doc` in place of what holds its unique term; docid may be NULL.  Errors as xap_replace,
 * named. */
MUST_CHECK enum status writer_store(struct writer *self, struct slice unique, uint32_t *docid,
				    struct error *err);

/* At the end of a run, after its last commit: finds the latent space anew when the index has
 * outgrown it. Commits.  LIMIT when the run is to stop: the next run finds it. */
MUST_CHECK enum status writer_renew_space(struct writer *self, struct error *err);

/* What comes last of all in a run: the flat file of an index of one database
 * (store/docvalues/docinfo.h). */
MUST_CHECK enum status writer_flatten(const struct writer *self, struct error *err);

/* Makes everything since the last commit durable, as a whole; `taken` says that questions are among
 * it, which the index then remembers the time of. */
MUST_CHECK enum status writer_commit(struct writer *self, bool taken, struct error *err);

#endif
