/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_METRICS_H
#define INDEXER_METRICS_H

/* The figures of a night as a text file for Prometheus' node exporter. */
#include "indexer/night.h"

/*
 * Puts a new file in the place of `path`, whole or not at all.  ok: the run did all it had to do.  The time
 * of the last run that did is carried over from the file that is there.  IO.
 */
MUST_CHECK enum status metrics_write(const char *path, const struct night_report *report, bool ok,
				     struct error *err);

#endif
