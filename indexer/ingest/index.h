/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_INDEX_H
#define INDEXER_INDEX_H

/*
 * One run of the indexer: every question below some paths goes into an index,
 * in place of what the index had under the same id.  Work is committed in
 * batches; whatever ends the run, the index holds whole batches only.
 */
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "indexer/ingest/account.h"

struct index_refusal {
	const char *path;
	unsigned long line; /* 0: the whole file */
	enum status cause;  /* its class: FORMAT, NO_TEXT (a scan), LIMIT, ... */
	const char *reason;
};

struct index_report {
	size_t files; /* files looked at */
	size_t read;  /* questions read */
	/* What became of them; these add up to `read`. */
	size_t added, replaced, merged, unchanged, untaken;
	struct account account;      /* the first of those replaced, merged, split and joined */
	struct intake_counts counts; /* the same figures, and those of documents */
	size_t before;               /* documents in the index at the start */
	struct index_refusal *refusals;
	size_t refused, refusal_room;
	size_t committed;     /* questions whose batch is on disk */
	size_t documents;     /* in the index at the end */
	uint64_t bytes;       /* of the files that were read whole */
	uint64_t bytes_read;  /* of the questions that were read, some */
	uint64_t bytes_total; /* of all files, where that was looked up (a bulk run), else 0 */
	const char *not_bulk; /* why an index that could be filled in bulk was not, where options
				 say ALWAYS; else NULL */
	const char *phase;    /* what is being done when it is not reading, NULL when it is */
	bool interrupted;
	double seconds;
	struct arena arena; /* holds the refusals */
};

/* Where the run stands; committed says that everything so far is on disk. */
typedef void index_progress_fn(void *ctx, const struct index_report *report, const char *path,
			       bool committed);

/* Whether a new index is filled in bulk, see indexer/bulk/bulk.h. */
enum { INDEX_MEMORY_MB = 512 };
enum index_bulk { INDEX_BULK_AUTO, INDEX_BULK_ALWAYS, INDEX_BULK_NEVER };

struct index_options {
	const char *db;
	const char *const *paths;
	size_t path_count;
	const struct file_list *files; /* below the paths; index_run finds them */
	const char *type;              /* reader's name, or NULL to tell by content */
	size_t shards; /* of an index that is made, and that one that is there must have; 0 for any
			*/
	size_t commit_every; /* questions a batch, at least 1 */
	enum index_bulk bulk;
	unsigned bulk_megabytes;     /* of input from which on AUTO fills in bulk, 0 for 8 */
	unsigned jobs;               /* threads of a bulk run, 0 for one a processor */
	unsigned memory_mb;          /* that a bulk run should stay under, 0 for INDEX_MEMORY_MB */
	index_progress_fn *progress; /* may be NULL */
	void *progress_ctx;
	const volatile sig_atomic_t
		*stop; /* set from a signal handler to end the run early; may be NULL */
};

/*
 * Puts the questions one by one into the index that is there, or is made.  `report` is filled also
 * when it fails. Errors: those of index_run (indexer/bulk/index_run.h).
 */
MUST_CHECK enum status index_by_writer(const struct index_options *options,
				       struct index_report *report, struct error *err);

/* Whether the questions read are all accounted for. */
bool index_report_balances(const struct index_report *report);

void index_report_release(struct index_report *report);

#endif
