/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_REVIEW_H
#define INDEXER_CMD_REVIEW_H

/* The command `review`: questions of which something is missing or was read with little certainty. */
#include <stdbool.h>

#include "base/error.h"

struct review_args {
	const char *config;
	int below; /* percent */
	int json;
};

#define REVIEW_ARGS_INIT ((struct review_args){.below = 75})

/* Prints a line for each field to stdout: id, field, how sure in percent or "missing", source. */
MUST_CHECK enum status review_command(const struct review_args *args, struct error *err);

#endif
