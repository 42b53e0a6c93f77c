/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CMD_ALERTS_H
#define SEARCHER_CMD_ALERTS_H

/* The command `alerts`. */
#include "base/command.h"

extern const struct command alerts_command;

#endif
