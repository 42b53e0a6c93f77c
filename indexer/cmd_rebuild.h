/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_REBUILD_H
#define INDEXER_CMD_REBUILD_H

/* The commands `rebuild` and `rollback`: generations of an index, see store/generation.h. */
#include "indexer/cmd_nightly.h"

struct rebuild_args {
	const char *config, *today;
	int log_json, quiet, accept_loss;
};

/*
 * Makes a fresh index beside the present one, checks it and puts it in its place; the present one is kept
 * until the next rebuild.  Whatever happens before the exchange leaves the present one as it is.
 */
MUST_CHECK enum status rebuild_command(const struct rebuild_args *args, enum nightly_outcome *outcome,
				       struct error *err);

struct rollback_args {
	const char *config;
	int generation; /* 0: the one before the present one */
};

/* Puts an earlier generation back in place.  NOT_FOUND when there is none. */
MUST_CHECK enum status rollback_command(const struct rollback_args *args, struct error *err);

#endif
