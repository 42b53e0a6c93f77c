/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_FETCH_INTERNAL_H
#define INDEXER_FETCH_INTERNAL_H

/* What the parts of fetching share: the work on one service. */
#include "indexer/fetch/fetch.h"
#include "indexer/fetch/fetch_http.h"
#include "indexer/fetch/fetch_state.h"

struct fetch_work {
	const struct fetch_options *options;
	const struct config_fetch_source *source;
	const struct fetch_spool *spool;
	struct fetch_http *http;
	struct fetch_report *report;
	struct fetch_state state;
	struct fetch_reply reply;
	struct buffer url;
	long long deadline; /* seconds of the monotonic clock */
	bool too_long;      /* its search has more rows than it gives: ask for fewer days */
	bool unlisted;      /* its list could not be read to the end */
	bool broken;        /* the service is left alone for the rest of the run */
};

/* True when a signal came or the time is over. */
bool fetch_is_over(const struct fetch_work *w);

/* True when an item's name says that it is older than the first day. */
bool fetch_is_old(const struct fetch_work *w, const char *key, int from);

/* One request to the URL in w->url; at most max_megabytes of it, 0 for what the configuration
 * says. */
enum fetch_outcome fetch_ask(struct fetch_work *w, const char *accept,
			     const struct fetch_item *stored, fetch_check_fn *check,
			     int max_megabytes, struct error *cause);

/*
 * Lists what there is between the days of the position, from where it stands, into the state as
 * items that are WANTED.  *whole: as many were listed as the service counts.  Errors: IO, of the
 * spool.
 */
MUST_CHECK enum status fetch_list(struct fetch_work *w, bool *whole, struct error *err);

/*
 * Takes all of a legislature that is not older than the day from the archive of the Chamber, when
 * it is new or was not asked for lately: every item in it becomes a file of the spool and an item
 * that is DONE, but for those that were asked for by themselves.  Errors: IO, of the spool.
 */
MUST_CHECK enum status fetch_archive(struct fetch_work *w, int from, struct error *err);

/* Asks for the items that are wanted or failed.  *finished: none is left.  Errors: IO, of the
 * spool. */
MUST_CHECK enum status fetch_items(struct fetch_work *w, bool *finished, struct error *err);

#endif
