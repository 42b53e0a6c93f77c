/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CMD_SIMILAR_H
#define SEARCHER_CMD_SIMILAR_H

/* The commands `similar` and `asked`: questions like one of the index, or like a draft. */
#include "base/command.h"

extern const struct command similar_command, asked_command;

#endif
