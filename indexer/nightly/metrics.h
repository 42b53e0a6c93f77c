/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_METRICS_H
#define INDEXER_METRICS_H

/* The figures of a night as a text file for Prometheus' node exporter. */
#include "indexer/fetch/fetch.h"
#include "indexer/nightly/nightly.h"

struct metrics {
	const struct night_report *night;
	bool ok;                          /* the run did all it had to do */
	const struct fetch_report *fetch; /* NULL when nothing was fetched */
	bool fetch_ok;                    /* without findings */
};

/*
 * Puts a new file in the place of `path`, whole or not at all.  The time
 * of the last run that was ok is carried over from the file that is there.  IO.
 */
MUST_CHECK enum status metrics_write(const char *path, const struct metrics *metrics,
				     struct error *err);

#endif
