/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CMD_SHOW_H
#define SEARCHER_CMD_SHOW_H

/* The command `show`: whole questions, by their ids. */
#include "base/command.h"

extern const struct command show_command;

#endif
