/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_QUARANTINE_H
#define INDEXER_CMD_QUARANTINE_H

/* The command `quarantine`. */
#include "base/command.h"

extern const struct command quarantine_command;

#endif
