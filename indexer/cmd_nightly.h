/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_NIGHTLY_H
#define INDEXER_CMD_NIGHTLY_H

/* The command `nightly`. */
#include "base/error.h"

struct nightly_args {
	const char *config, *today;
	int json, log_json, quiet, accept_loss, reread;
};

enum nightly_outcome {
	NIGHTLY_DONE,
	NIGHTLY_FINDINGS,    /* done; papers failed this time */
	NIGHTLY_LOSS,        /* stopped for a sudden loss */
	NIGHTLY_INTERRUPTED, /* by a signal; what was read is committed */
};

/* Logs to stderr, prints the report to stdout. */
MUST_CHECK enum status nightly_command(const struct nightly_args *args, enum nightly_outcome *outcome,
				       struct error *err);

/* Days that commands take as today: `text` as 2026-11-23, or the present day when NULL.  USAGE. */
MUST_CHECK enum status nightly_today(const char *text, int *today, struct error *err);

#endif
