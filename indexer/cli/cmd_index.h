/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_INDEX_H
#define INDEXER_CMD_INDEX_H

/* The command `index`: the report goes to stdout, progress to stderr; refused files are no failure. */
#include "base/command.h"

extern const struct command index_command;

#endif
