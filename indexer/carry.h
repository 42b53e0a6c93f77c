/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CARRY_H
#define INDEXER_CARRY_H

/*
 * What a new index takes over from the one before it, because no source tells it:
 * questions whose papers are gone (withdrawn) or cannot be read now (kept as they
 * were), and the history of all.
 */
#include "corpus/config.h"

struct carry_report {
	size_t live;      /* questions of the old index that were not withdrawn */
	size_t lost;      /* of these: withdrawn in the new one */
	size_t carried;   /* taken over in all */
};

/* `before` is the old index, `after` the new one, which has read all sources.  Errors: those of the
 * databases. */
MUST_CHECK enum status carry_run(const struct config *config, const char *before, const char *after,
				 int today, struct carry_report *report, struct error *err);

#endif
