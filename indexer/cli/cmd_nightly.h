/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_NIGHTLY_H
#define INDEXER_CMD_NIGHTLY_H

/* The commands of a run: `nightly`, and what `rebuild` shares with it. */
#include "base/command.h"

enum nightly_outcome {
	NIGHTLY_DONE,
	NIGHTLY_FINDINGS,    /* done; papers failed this time, or saved searches */
	NIGHTLY_LOSS,        /* stopped for a sudden loss */
	NIGHTLY_INTERRUPTED, /* by a signal; what was read is committed */
};

int nightly_exit_code(enum nightly_outcome outcome);

/* Days that commands take as today: `text` as 2026-11-23, or the present day when NULL.  USAGE. */
MUST_CHECK enum status nightly_today(const char *text, int *today, struct error *err);

extern const struct command nightly_command;

#endif
