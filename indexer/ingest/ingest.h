/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_INGEST_H
#define INDEXER_INGEST_H

/*
 * Brings questions into an index.  Every way in (`index`, `nightly`, a first filling in bulk,
 * `rebuild`) feeds this, and what it leaves is a function of the set of what was fed
 * (indexer/ingest/decide.h).  Everything here changes the open batch only; the caller commits.
 *
 *	intake_begin(in, key, path);
 *	intake_question(in, q, 0, 0, &err);   for each question of the source
 *	intake_tidy(in, &err);                earlier versions of what it gave are dropped
 *	intake_end(in, &err);                 the same, and what it no longer gives is dropped
 *
 * `index` keeps no books: it does without the last.
 */
#include "indexer/ingest/contribution.h"
#include "indexer/ingest/corrections.h"
#include "indexer/ingest/writer.h"

/* What became of a question that was read. */
enum intake_effect {
	INTAKE_ADDED,     /* a question that the index did not have */
	INTAKE_REPLACED,  /* its source gave the question before, in another version */
	INTAKE_MERGED,    /* another source, or another place of this one, gives the question too */
	INTAKE_UNCHANGED, /* its source gave it before, and so */
	INTAKE_REFUSED,   /* the index cannot take it */
	INTAKE_EFFECTS,
	/* What it did to documents beside: one became two, or two one. */
	INTAKE_SPLIT = INTAKE_EFFECTS,
	INTAKE_JOINED
};

/* read is the sum of `effects`. */
struct intake_counts {
	size_t read, effects[INTAKE_EFFECTS];
	size_t withdrawn, returned, removed;
	size_t revived; /* added, and their documents were there still, withdrawn */
	size_t split,
		joined; /* documents that are there, or no longer, beside those added and removed */
	size_t needless; /* corrections that the papers say themselves by now */
};

/* Number of the last line with this hash in the file being read, 0 when there is none. */
typedef unsigned long intake_line_fn(void *ctx, uint64_t line);

/* While a new index is filled in bulk (indexer/bulk/bulk.h): takes a question that is plainly new,
 * else leaves it with *taken false. */
typedef enum status intake_fill_fn(void *ctx, const struct question *question,
				   const struct contribution *contribution, bool *taken,
				   struct error *err);

/* Told of each question that was replaced, merged, split or joined; `reason` is a sentence. */
typedef void intake_told_fn(void *ctx, enum intake_effect effect, struct slice id,
			    const char *reason);

struct intake {
	struct writer *writer;                 /* borrowed, like corrections */
	const struct corrections *corrections; /* NULL for none */
	int today;                             /* yyyymmdd */
	bool books; /* the index knows which paper gives what: `nightly` */
	struct intake_counts counts;
	/* Questions written since the last commit, and bytes of their texts: set to 0 by the
	 * caller. */
	size_t pending, pending_bytes;
	intake_line_fn *line_number; /* while JSON Lines are read a line at a time, else NULL */
	void *line_ctx;
	intake_fill_fn *fill; /* NULL: questions go to the writer */
	void *fill_ctx;
	intake_told_fn *told; /* may be NULL */
	void *told_ctx;
	/* the rest is intake's own */
	uint64_t source;
	const char *path;
	uint32_t order;        /* questions of the source so far */
	uint32_t epoch;        /* of the source */
	struct buffer touched; /* uint32_t by document: the epoch in which it was given last */
	struct buffer fresh; /* uint64_t: what the source has given in this reading, a hash table */
	size_t fresh_count;
	struct buffer
		mixed; /* uint32_t: documents with something of an earlier reading beside that */
	struct arena arena; /* of one question */
	struct buffer term, value, record;
};

void intake_init(struct intake *self, struct writer *writer, const struct corrections *corrections,
		 int today, bool books);
void intake_release(struct intake *self);

/* Starts a source; `path`, as the readers name it, is borrowed until the next one. */
void intake_begin(struct intake *self, uint64_t source, const char *path);

/*
 * Takes a question of the source.  `line` is the hash of its line in a file of JSON Lines and
 * `number` the line's number; 0 elsewhere.  INVALID when the index cannot take it (a term too
 * long): then nothing was changed.
 */
MUST_CHECK enum status intake_question(struct intake *self, struct question *question,
				       uint64_t line, unsigned long number, struct error *err);

/* Takes a contribution as it was made before, by a run in bulk or for the index before. */
MUST_CHECK enum status intake_contribution(struct intake *self,
					   const struct contribution *contribution,
					   enum intake_effect *effect, struct error *err);

/* Notes that the source still gives the question of this document. */
void intake_still_there(struct intake *self, uint32_t docid);

/* Drops what the source gave of these questions in an earlier reading, and not in this one. */
MUST_CHECK enum status intake_tidy(struct intake *self, struct error *err);

/* Ends the source. */
MUST_CHECK enum status intake_end(struct intake *self, struct error *err);

/* The source has gone: what it alone gave is withdrawn. */
MUST_CHECK enum status intake_gone(struct intake *self, uint64_t source, struct error *err);

/* Makes the question of this id anew, as corrections have changed; no error when there is none.
 * *found (may be NULL) says whether there is. */
MUST_CHECK enum status intake_renew(struct intake *self, struct slice id, bool *found,
				    struct error *err);

/* Sets the days on which sources first gave the question of a document to those that an index
 * before this one knew, where they say what they said then. */
MUST_CHECK enum status intake_adopt_days(struct intake *self, uint32_t docid,
					 const struct contributions *old, struct error *err);

/* Removes what has been withdrawn for `days` days or more. */
MUST_CHECK enum status intake_expire(struct intake *self, int days, struct error *err);

/* Stores a question that no source gives any longer as withdrawn since that day; for rebuilds. */
MUST_CHECK enum status intake_carry(struct intake *self, const struct question *question,
				    int withdrawn, struct error *err);

/* Replaces *out with the term of documents that a source gives. */
void intake_source_term(uint64_t source, struct buffer *out);

/* Gives the document its sources, as `given` has them: the value of SLOT_GIVEN.  CORRUPT. */
MUST_CHECK enum status intake_post_sources(struct xap_doc *doc, struct slice given, bool books,
					   struct error *err);

/*
 * The sums that must balance: questions read against what became of them, and documents `before`
 * and `after` against those that came and went.  Where there was none nothing can be replaced.
 */
bool intake_balances(const struct intake_counts *counts, size_t before, size_t after);

#endif
