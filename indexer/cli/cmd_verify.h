/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_VERIFY_H
#define INDEXER_CMD_VERIFY_H

/* The command `verify`. */
#include "base/command.h"

extern const struct command verify_command;

#endif
