/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_ALERTS_H
#define SEARCHER_ALERTS_H

/*
 * Saved searches: what each finds that it has not told yet goes into its feed, its digest and its
 * hook.
 *
 *  1. find the matches whose ids are not in the state (searcher/alerts/alerts_state.h);
 *  2. put the new state in place: from here on these hits are told;
 *  3. make the feed of the state, and put it in place when it differs;
 *  4. make the digest of all that was not delivered, run the hook;
 *  5. note in the state that it was delivered.
 *
 * Killed at any instant, the next run goes on: before 2 nothing has happened, behind it 3 and 4 are
 * done again. So a hit is in the feed once; a hook alone may be run twice with the same batch, when
 * the run dies between its end and 5, or when it fails.
 */
#include "searcher/alerts/alerts_internal.h"

struct alert_options {
	const struct config *config;
	struct searcher *searcher;
	int today;           /* yyyymmdd, for "vorig jaar"; 0 takes the clock's */
	bool dry_run;        /* look, and touch nothing */
	alert_line_fn *line; /* gets what hooks print; may be NULL */
	void *line_ctx;
};

enum alert_hook_outcome { ALERT_HOOK_NONE, ALERT_HOOK_DONE, ALERT_HOOK_FAILED };

struct alert_report {
	size_t matches; /* all that it finds now */
	size_t fresh;   /* that were not told before */
	size_t waiting; /* from earlier runs, that had not been delivered */
	bool first;     /* the search is new, or asks something else than before */
	bool unknown;   /* the question waited for is not in the index */
	enum alert_hook_outcome hook;
	struct alert_state state; /* as it is now: fresh hits are its first entries */
};

/* Reads all queries: QUERY with the file, the line, the search and the place in the query. */
MUST_CHECK enum status alerts_check(const struct config *config, int today, struct error *err);

/*
 * Takes the lock of the folder of states, and makes that folder when it is not there.  *fd is to be
 * closed. LOCKED when another run has it, IO.
 */
MUST_CHECK enum status alerts_lock(const struct config *config, int *fd, struct error *err);

/*
 * Runs one search.  The report is to be released, also after a failure; what it says is then true
 * as far as the run went.  Errors: those of searching, of the state, of feed, digest and hook.
 */
MUST_CHECK enum status alert_run(const struct alert_options *options,
				 const struct config_search *search, struct alert_report *report,
				 struct error *err);
void alert_report_release(struct alert_report *self);

#endif
