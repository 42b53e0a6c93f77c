/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CMD_ANALYZE_H
#define SEARCHER_CMD_ANALYZE_H

/* The command `analyze`: what the analyzer makes of a text. */
#include "base/command.h"

extern const struct command analyze_command;

#endif
