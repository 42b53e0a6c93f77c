/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_NIGHTLY_H
#define INDEXER_NIGHTLY_H

/*
 * The nightly batch: finds what is new, changed and gone in the sources, reads it and
 * brings the index up to it, in batches that are each whole.  Steps, in this order:
 *
 *  1. scan: compare the sources with the index, read nothing (indexer/scan/source_scan.h);
 *  2. stop here when too much has gone at once;
 *  3. read what is new or changed, in the order of sources and names;
 *  4. stop here when too much of it failed that was good before;
 *  5. withdraw what has gone;
 *  6. remove what has been withdrawn long enough, by policy.
 *
 * Killed at any instant, the index holds the batches that were committed, and the next
 * run does the rest: what was not done is still new, changed, gone or due.  What the index has of a
 * question is decided by indexer/ingest/decide.h.
 */
#include <signal.h>

#include "corpus/config/config.h"
#include "indexer/ingest/ingest.h"
#include "indexer/run/event_log.h"

struct night_filled;

struct night_options {
	const struct config *config;
	const char *db; /* the index to bring up to date; made when absent */
	int today;      /* yyyymmdd */
	bool accept_loss;
	bool reread;                       /* take every paper for changed */
	const struct night_filled *filled; /* what night_fill did just before, or NULL */
	const struct night_log *log;
	intake_told_fn *told; /* of questions that were replaced or merged; may be NULL */
	void *told_ctx;
	const volatile sig_atomic_t
		*stop; /* set from a signal handler to end the run early; may be NULL */
};

struct night_report {
	size_t files, same, fresh, changed, gone, unreachable;
	size_t failed;              /* papers that could not be read, or not wholly, this time */
	size_t new_failures;        /* of these: were good before */
	size_t quarantined;         /* papers that are in quarantine now */
	size_t recovered;           /* papers that had failed and were read now */
	size_t known;               /* papers that had given questions when the run began */
	size_t unknown_corrections; /* ids that the index does not have */
	size_t bad_corrections;     /* lines that cannot be applied */
	struct intake_counts counts;
	size_t committed, commits; /* questions on disk, batches */
	size_t documents, before;  /* in the index now, and at the start */
	bool interrupted;
	bool lost; /* stopped for a sudden loss: gone, unreachable or new_failures tell which */
	size_t lost_papers; /* then: how many of `known` */
	bool alerts_failed; /* saved searches, run by the command after the night */
	double seconds;
};

/* `report` is filled also when it fails.  A paper that cannot be read is no failure.  Errors: those
 * of writer_open and of the corrections, IO and DATABASE when a batch cannot be written. */
MUST_CHECK enum status night_run(const struct night_options *options, struct night_report *report,
				 struct error *err);

/* Whether papers and questions are all accounted for: the papers of the sources are new, changed or
 * the same, questions read are added, replaced, merged, unchanged or refused.  A run that was cut
 * short has read less. */
bool night_balances(const struct night_report *report);

/* True when losing so many of so many known papers at once is more than the limits allow. */
bool night_is_loss(const struct config *config, size_t lost, size_t known);

#endif
