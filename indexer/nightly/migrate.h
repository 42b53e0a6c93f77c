/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_MIGRATE_H
#define INDEXER_MIGRATE_H

/*
 * What a new index takes over from the one before it, because no source tells it:
 * questions whose papers are gone (withdrawn) or cannot be read now (kept as they
 * were), and the history of all.
 */
#include "corpus/config/config.h"
#include "indexer/run/event_log.h"

struct carry_report {
	size_t live;    /* questions of the old index that were not withdrawn */
	size_t lost;    /* of these: withdrawn in the new one, or damaged */
	size_t carried; /* taken over in all */
	size_t damaged; /* of the lost: their record cannot be read */
};

/* `before` is the old index, `after` the new one, which has read all sources.  What is damaged
 * there and in no source is told to the log, and left.  Errors: those of the databases. */
MUST_CHECK enum status carry_run(const struct config *config, const char *before, const char *after,
				 int today, const struct night_log *log,
				 struct carry_report *report, struct error *err);

#endif
