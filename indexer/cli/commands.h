/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_COMMANDS_H
#define INDEXER_COMMANDS_H

/* The commands that write an index or watch over one. */
#include "base/command.h"

/* The command `fetch`. */
extern const struct command fetch_command;

/* The command `index`: the report goes to stdout, progress to stderr; refused files are no
 * failure. */
extern const struct command index_command;

/* The command `nightly`. */
extern const struct command nightly_command;

/* The command `quarantine`. */
extern const struct command quarantine_command;

/* The commands `rebuild` and `rollback`. */
extern const struct command rebuild_command, rollback_command;

/* The command `review`. */
extern const struct command review_command;

/* The command `verify`. */
extern const struct command verify_command;

/* What a nightly run came to, and `rebuild`, which is one. */
enum nightly_outcome {
	NIGHTLY_DONE,
	NIGHTLY_FINDINGS,    /* done; papers failed this time, or saved searches */
	NIGHTLY_LOSS,        /* stopped for a sudden loss */
	NIGHTLY_INTERRUPTED, /* by a signal; what was read is committed */
};

int nightly_exit_code(enum nightly_outcome outcome);

#endif
