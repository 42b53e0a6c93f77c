/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: what is asked, and what JSON-RPC says where that makes no sense. */
#include "web/mcp/mcp.h"

#include <string.h>

enum {
	PARSE_ERROR = -32700,
	INVALID_REQUEST = -32600,
	NO_METHOD = -32601,
	INVALID_PARAMETERS = -32602,
	NO_RESOURCE = -32002
};

/* The newest first: that is offered to a client that asks for one that is not known here. */
static const char *const revisions[] = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

static const char instructions[] =
	"Dutch and Flemish parliamentary questions with the answers of ministers. Search in Dutch. "
	"State nothing about a question that "
	"a tool did not give. Quote literally from `quote`, `questions` and `answers`, and cite "
	"every question by its id and its address. "
	"A hit with related=true does not have all the words. A question without an answer may "
	"have none in the source only.";

static json_t *error_of(json_t *id, int code, const char *message)
{
	return json_pack("{s:s, s:O, s:{s:i, s:s}}", "jsonrpc", "2.0", "id", id, "error", "code",
			 code, "message", message);
}

static json_t *result_of(json_t *id, json_t *result_take)
{
	return json_pack("{s:s, s:O, s:o}", "jsonrpc", "2.0", "id", id, "result", result_take);
}

static const char *text_of(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

static json_t *initialize(json_t *parameters)
{
	const char *asked = text_of(parameters, "protocolVersion"), *revision = revisions[0];
	for (size_t i = 0; i < sizeof revisions / sizeof *revisions; i++)
		if (strcmp(asked, revisions[i]) == 0)
			revision = revisions[i];
	return json_pack("{s:s, s:{s:{s:b}, s:{s:b, s:b}}, s:{s:s, s:s, s:s}, s:s}",
			 "protocolVersion", revision, "capabilities", "tools", "listChanged", 0,
			 "resources", "subscribe", 0, "listChanged", 0, "serverInfo", "name",
			 "vraagbaak", "title", "Vraagbaak: parlementaire vragen", "version", "1",
			 "instructions", instructions);
}

static json_t *call_tool(struct mcp *self, json_t *id, json_t *parameters)
{
	json_t *arguments = json_object_get(parameters, "arguments");
	if (arguments && !json_is_object(arguments))
		return error_of(id, INVALID_PARAMETERS, "arguments must be an object");
	json_t *none = json_object();
	json_t *result = mcp_tools_call(self, text_of(parameters, "name"),
					arguments ? arguments : none);
	json_decref(none);
	return result ? result_of(id, result) : error_of(id, INVALID_PARAMETERS, "unknown tool");
}

static json_t *read_resource(struct mcp *self, json_t *id, json_t *parameters)
{
	json_t *result = mcp_resource_read(self, text_of(parameters, "uri"));
	return result ? result_of(id, result)
		      : error_of(id, NO_RESOURCE, "no question has this uri");
}

static json_t *answer_request(struct mcp *self, json_t *id, const char *method, json_t *parameters)
{
	searcher_begin(self->worker.searcher, NULL);
	if (strcmp(method, "initialize") == 0)
		return result_of(id, initialize(parameters));
	if (strcmp(method, "ping") == 0)
		return result_of(id, json_object());
	if (strcmp(method, "tools/list") == 0)
		return result_of(id, mcp_tools_list());
	if (strcmp(method, "tools/call") == 0)
		return call_tool(self, id, parameters);
	if (strcmp(method, "resources/list") == 0)
		return result_of(id, mcp_resources_list(self));
	if (strcmp(method, "resources/templates/list") == 0)
		return result_of(id, mcp_resource_templates());
	if (strcmp(method, "resources/read") == 0)
		return read_resource(self, id, parameters);
	return error_of(id, NO_METHOD, "unknown method");
}

static json_t *answer_object(struct mcp *self, json_t *message)
{
	json_t *id = json_object_get(message, "id"), *method = json_object_get(message, "method");
	json_t *parameters = json_object_get(message, "params"), *null = json_null();
	const bool fit = json_is_object(message) && strcmp(text_of(message, "jsonrpc"), "2.0") == 0;
	if (fit && !method &&
	    (json_object_get(message, "result") || json_object_get(message, "error")))
		return NULL; /* an answer, though nothing was asked */
	if (!fit || !json_is_string(method) ||
	    (id && !json_is_string(id) && !json_is_integer(id)) ||
	    (parameters && !json_is_object(parameters)))
		return error_of(json_is_string(id) || json_is_integer(id) ? id : null,
				INVALID_REQUEST, "not a JSON-RPC 2.0 request");
	return id ? answer_request(self, id, json_string_value(method), parameters) : NULL;
}

json_t *mcp_answer(struct mcp *self, struct slice message)
{
	json_t *parsed = json_loadb(message.ptr, message.len,
				    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	if (!parsed)
		return error_of(json_null(), PARSE_ERROR, "not JSON");
	json_t *answer = answer_object(self, parsed);
	json_decref(parsed);
	return answer;
}
