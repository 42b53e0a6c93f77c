/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_MCP_H
#define WEB_MCP_H

/* The Model Context Protocol on an index: JSON-RPC 2.0, a message a line. */
#include <jansson.h>

#include "web/site/site.h"

struct mcp {
	struct worker worker; /* its searcher, and what completion gathers */
	struct slice url;     /* of the site, for addresses of questions; empty for none */
};

/* The answer to a message, a new reference; NULL for a notification, which has none. */
json_t *mcp_answer(struct mcp *self, struct slice message);

/* ---- mcp_tools.c ---- */

/* {"tools": [...]} */
json_t *mcp_tools_list(void);
/* The result of tools/call; NULL when no tool has the name. */
json_t *mcp_tools_call(struct mcp *self, const char *name, json_t *arguments);

/* ---- mcp_resources.c ---- */

#define MCP_RESOURCE "vraagbaak://vraag/"

json_t *mcp_resources_list(struct mcp *self);
json_t *mcp_resource_templates(void);
/* {"contents": [...]}; NULL when there is no such question. */
json_t *mcp_resource_read(struct mcp *self, const char *uri);
/* Where a person reads it: a page of the site, or of the parliament; null when neither is known. */
json_t *mcp_address(const struct mcp *self, const struct question *question);

#endif
