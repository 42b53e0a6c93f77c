/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_INDEX_H
#define INDEXER_CMD_INDEX_H

/* The command `index`. */
#include "base/error.h"

struct index_args {
	const char *db, *type;
	int json, quiet, commit_every;
};

#define INDEX_ARGS_INIT ((struct index_args){.commit_every = 2000})

/* Prints the report to stdout and progress to stderr.  Refused files are no failure. */
MUST_CHECK enum status index_command(const struct index_args *args, const char *const *paths,
				     struct error *err);

#endif
