/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_COMMANDS_H
#define SEARCHER_COMMANDS_H

/* The commands that read an index. */
#include "base/command.h"

/* The command `alerts`. */
extern const struct command alerts_command;

/* The command `analyze`: what the analyzer makes of a text. */
extern const struct command analyze_command;

/* The command `cites`: references between questions, both ways. */
extern const struct command cites_command;

/* The command `search`. */
extern const struct command search_command;

/* The command `show`: whole questions, by their ids. */
extern const struct command show_command;

/* The commands `similar` and `asked`: questions like one of the index, or like a draft. */
extern const struct command similar_command, asked_command;

#endif
