/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_CMD_MCP_H
#define WEB_CMD_MCP_H

/* The command `mcp`: the index for language models. */
#include "base/command.h"

extern const struct command mcp_command;

#endif
