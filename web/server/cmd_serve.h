/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_CMD_SERVE_H
#define WEB_CMD_SERVE_H

/* The command `serve`: a web page and an API on an index. */
#include "base/command.h"

extern const struct command serve_command;

#endif
