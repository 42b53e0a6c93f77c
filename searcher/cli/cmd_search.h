/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CMD_SEARCH_H
#define SEARCHER_CMD_SEARCH_H

/* The command `search`. */
#include "base/command.h"

extern const struct command search_command;

#endif
