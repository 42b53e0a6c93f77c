/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CMD_CITES_H
#define SEARCHER_CMD_CITES_H

/* The command `cites`: references between questions, both ways. */
#include "base/command.h"

extern const struct command cites_command;

#endif
