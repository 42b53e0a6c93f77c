/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_BULK_H
#define INDEXER_BULK_H

/*
 * The first filling of an index, for inputs that are large: questions are read by one thread, and
 * made into many small databases by others, which are merged into one.  Xapian is slow where its
 * maps outgrow the cache and quick where a database is small; figures are in doc/benchmarks.md,
 * "Building".
 *
 * It takes what is plainly new.  What may have to do with another question, one that comes twice or
 * a copy without its number, waits in a file and goes through the intake when the rest is written.
 *
 * Everything happens in a folder beside the index, PATH.bulk, and the index is moved to its place
 * when it is whole.  A run that is cut short leaves the folder; the next one goes on where it
 * ended: with the parts before the first that is missing or has not the sum that it was written
 * with, unless a paper has changed since.  Parts are not synced, so after a restart of the machine
 * it begins anew.
 */
#include "corpus/model/question.h"
#include "indexer/ingest/index.h"
#include "indexer/ingest/ingest.h"
#include "store/xapian/xap.h"

/* Why the index cannot be filled in bulk, whatever its input; NULL when it can. */
const char *bulk_impediment(const struct index_options *options);

/* True when nothing is at the path of the index, and what is to be read is large enough to gain by
 * it. */
bool bulk_is_due(const struct index_options *options);

/*
 * Fills the index.  *undecided says that questions were left for an ordinary run; all of them are
 * where Xapian writes another format than the one known here (store/glass/glass_format.h), which a
 * database made for the purpose tells.  Refusals are in the report; an interrupted run has made no
 * index.  Errors: IO, DATABASE, LOCKED (another run fills it).
 */
MUST_CHECK enum status bulk_run(const struct index_options *options, struct index_report *report,
				bool *undecided, struct error *err);

/* A hash of the papers below the paths by their names, sizes, times and inodes, and those of what
 * they are read with. */
uint64_t bulk_input_sum(const char *const *paths, size_t count);

/*
 * The same for callers that read by themselves, through an intake whose `fill` is bulk_take, and
 * keep the books. There is no latent space as yet.
 */
struct bulk;

struct bulk_feed {
	const char *db;           /* where nothing is as yet */
	unsigned jobs, memory_mb; /* as in index_options */
	const struct corrections *corrections;
	int today;
	uint64_t input;       /* parts of a run that was cut short are used when it had the same */
	intake_told_fn *told; /* may be NULL */
	void *told_ctx;
	const volatile sig_atomic_t *stop;
	void *ctx;
	/* Hands over everything by bulk_take.  `folder` is the run's, for files of the reader's
	 * own, which are removed with it.  A failure ends the run, and nothing is made. */
	enum status (*read)(void *ctx, struct bulk *bulk, const char *folder, struct error *err);
	/* Gives the index, before it takes its place, what it has beside documents, and may commit.
	 * `refused` are the papers of questions that could not be stored, each as often. */
	enum status (*complete)(void *ctx, struct xap_db *db, const uint64_t *refused, size_t count,
				struct error *err);
};

/* Fills the index; *made is false when there was no question, and then nothing is there.  *left
 * counts what the questions came to that bulk_take did not take.  Errors as bulk_run, and those of
 * the feed. */
MUST_CHECK enum status bulk_feed_run(const struct bulk_feed *feed, bool *made,
				     struct intake_counts *left, struct error *err);

/*
 * An intake_fill_fn with a struct bulk as its context: takes what is plainly new; the rest goes
 * through the intake before the index takes its place.  Errors: IO, DATABASE, NOMEM of a worker.
 */
MUST_CHECK enum status bulk_take(void *bulk, const struct question *question,
				 const struct contribution *contribution, bool *taken,
				 struct error *err);

/* Removes what a run for the index at `db` left that was killed; the caller has the lock of the
 * index. */
MUST_CHECK enum status bulk_discard(const char *db, struct error *err);

#endif
