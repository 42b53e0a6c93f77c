/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_ALERTS_CHILD_H
#define INDEXER_ALERTS_CHILD_H

/* Saved searches after a night: a command of this program, run in a process of its own, so that
 * whatever becomes of it nothing happens to what was indexed. */
#include "base/error.h"
#include "indexer/run/event_log.h"

/*
 * Runs `alerts` with this configuration and day (yyyymmdd) and logs what it prints.  *code is its
 * exit code; it is 0 when all is well.  IO when it cannot be started, FORMAT when a signal ended
 * it.
 */
MUST_CHECK enum status alerts_in_child(const char *config, int today, const struct night_log *log,
				       int *code, struct error *err);

#endif
