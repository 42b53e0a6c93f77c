/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_INGEST_H
#define INDEXER_INGEST_H

/*
 * Brings the questions of papers into an index that keeps track of which paper
 * gives what (indexer/ingest/attribution.h).  Everything here changes the open batch only; the
 * caller commits.
 *
 *	intake_begin(in, &paper);
 *	intake_question(in, q, 0, 0, &err);   for each question
 *	intake_end(in, &err);                 what the paper gave before and no longer does is dropped
 *
 * What is left after that depends on the papers, not on the order in which they came.  Where another
 * paper becomes the owner of a question it is marked due, for its text is not at hand: intake_next_due.
 */
#include "indexer/ingest/attribution.h"
#include "indexer/ingest/corrections.h"
#include "indexer/ingest/writer.h"
#include "indexer/scan/source_file.h"

struct intake_counts {
	size_t read, added, replaced, unchanged;
	size_t doubles;   /* of the unchanged: another paper has the question, and says as much */
	size_t withdrawn, returned, removed;
	size_t needless;  /* corrections that the papers say themselves by now */
};

/* Number of the last line with this hash in the file being read, 0 when there is none. */
typedef unsigned long intake_line_fn(void *ctx, uint64_t line);

/* While a new index is filled in bulk (indexer/nightly/nightly_bulk.h): takes a question, or leaves it to the run behind
 * it with *taken false. */
typedef enum status intake_fill_fn(void *ctx, const struct question *question, struct slice hash,
				   struct claim claim, bool *taken, struct error *err);

struct intake {
	struct writer *writer; /* borrowed, like corrections */
	const struct corrections *corrections;
	int today; /* yyyymmdd */
	struct intake_counts counts;
	/* Questions written since the last commit, and bytes of their texts: set to 0 by the caller. */
	size_t pending, pending_bytes;
	intake_line_fn *line_number; /* while JSON Lines are read, else NULL */
	void *line_ctx;
	intake_fill_fn *fill;  /* NULL: questions go to the writer */
	void *fill_ctx;
	/* the rest is intake's own */
	uint64_t paper;
	struct arena arena;
	struct buffer term, value, seen, due;
	size_t due_taken;
};

void intake_init(struct intake *self, struct writer *writer, const struct corrections *corrections,
		 int today);
void intake_release(struct intake *self);

/* Starts a paper; writes its entry, marked due until the caller writes the final one. */
MUST_CHECK enum status intake_begin(struct intake *self, const struct paper *paper, struct error *err);

/*
 * Takes a question of the paper.  `line` is the hash of its line in a file of JSON Lines and `number`
 * the line's number; 0 elsewhere.  INVALID when the index cannot take it (a term too long): then nothing
 * was changed.
 */
MUST_CHECK enum status intake_question(struct intake *self, struct question *question, uint64_t line,
				       unsigned long number, struct error *err);

/* Notes that the paper still gives the question of this document. */
void intake_still_there(struct intake *self, uint32_t docid);

/* Ends the paper. */
MUST_CHECK enum status intake_end(struct intake *self, struct error *err);

/* The paper has gone: what it alone gave is withdrawn, its entry removed. */
MUST_CHECK enum status intake_gone(struct intake *self, uint64_t paper, struct error *err);

/* Makes the paper that owns the question of this id due; no error when there is no such question. *found
 * (may be NULL) says whether there is. */
MUST_CHECK enum status intake_reread(struct intake *self, struct slice id, bool *found,
				     struct error *err);

/* Takes the next paper that became due since; false when there is none. */
bool intake_next_due(struct intake *self, uint64_t *paper);

/* Removes what has been withdrawn for `days` days or more. */
MUST_CHECK enum status intake_expire(struct intake *self, int days, struct error *err);

/* Stores a question that no paper gives any longer as withdrawn since that day; for rebuilds. */
MUST_CHECK enum status intake_carry(struct intake *self, const struct question *question,
				    const struct claims *claims, int withdrawn, struct error *err);

#endif
