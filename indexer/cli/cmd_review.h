/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_REVIEW_H
#define INDEXER_CMD_REVIEW_H

/* The command `review`. */
#include "base/command.h"

extern const struct command review_command;

#endif
