/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_QUARANTINE_H
#define INDEXER_CMD_QUARANTINE_H

/* The command `quarantine`: papers that could not be read, or not wholly. */
#include "base/error.h"

struct quarantine_args {
	const char *config;
	int json, all;
};

/*
 * words: "list"; "show" and paths; "retry" and paths, or all of them with args->all.  Prints to stdout.
 * NOT_FOUND for a path that is not in quarantine.
 */
MUST_CHECK enum status quarantine_command(const struct quarantine_args *args, const char *const *words,
					  struct error *err);

#endif
