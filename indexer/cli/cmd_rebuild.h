/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_REBUILD_H
#define INDEXER_CMD_REBUILD_H

/* The commands `rebuild` and `rollback`. */
#include "base/command.h"

extern const struct command rebuild_command, rollback_command;

#endif
