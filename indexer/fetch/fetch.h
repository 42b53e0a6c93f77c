/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_FETCH_H
#define INDEXER_FETCH_H

/*
 * Brings new papers from the services of the configuration into the spool.  For each service:
 *
 *  0. for the Chamber: take the archive of the legislature, when it is new (fetch_archive.c);
 *  1. list what was published since the last run, less some days (fetch_list.c; what differs
 *     between services is in fetch_page.c);
 *  2. ask for each item listed, with the validators of what is stored, and for its documents
 *     (fetch_items.c);
 *  3. remember the day up to which all was listed.
 *
 * What cannot be had is told, set aside and asked for again by the next run.  Killed at any moment,
 * the next run goes on where this one was.
 */
#include <signal.h>

#include "corpus/config/config.h"
#include "indexer/run/event_log.h"

struct fetch_options {
	const struct config *config;
	int today;          /* yyyymmdd */
	int since;          /* yyyymmdd; 0 for since the last run */
	const char *source; /* name of the only one to fetch from; NULL for all */
	bool retry;         /* ask for what was given up, too */
	const struct night_log *log;
	const volatile sig_atomic_t *stop; /* may be NULL */
};

struct fetch_report {
	size_t sources, broken; /* services; those that could not be listed or asked to the end */
	size_t listed;          /* items in lists, each once */
	size_t doubles;         /* rows that named an item again */
	size_t odd; /* rows that name no item that could be asked for, documents without a number */
	size_t missing;              /* items that services count and do not list */
	size_t fresh, changed, same; /* files */
	size_t failed;               /* items that could not be had this time */
	size_t given_up;             /* of these: for good */
	size_t left;                 /* items for the next run */
	size_t requests, retries;
	unsigned long long bytes;
	bool interrupted; /* by a signal */
	double seconds;
};

/* `report` is filled also when it fails.  A service that does not answer is no failure.  Errors:
 * LOCKED, IO, USAGE (no day to begin with, no such source), FORMAT and VERSION for what fetching
 * remembers. */
MUST_CHECK enum status fetch_run(const struct fetch_options *options, struct fetch_report *report,
				 struct error *err);

/* True when there is something to look at. */
bool fetch_has_findings(const struct fetch_report *report);

/* The figures of a report by name, for reports; false behind the last. */
bool fetch_figure(const struct fetch_report *report, size_t i, const char **name,
		  unsigned long long *value);

#endif
