/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_VERIFY_H
#define INDEXER_CMD_VERIFY_H

/* The command `verify`. */
#include <stdbool.h>

#include "base/error.h"

struct verify_args {
	const char *config;
	int json, quick;
};

/* Prints what was found to stdout; *faults says that there is something to look at. */
MUST_CHECK enum status verify_command(const struct verify_args *args, bool *faults, struct error *err);

#endif
