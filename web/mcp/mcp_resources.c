/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions as resources: vraagbaak://vraag/ID. */
#include <stdlib.h>

#include "corpus/json/question_json.h"
#include "searcher/render/render.h"
#include "web/html/markup.h"
#include "web/html/paper.h"
#include "web/mcp/mcp.h"

enum { NEWEST = 20, LINE = 100 };

json_t *mcp_address(const struct mcp *self, const struct question *question)
{
	struct buffer address = BUFFER_INIT;
	if (self->url.len) {
		buffer_add_slice(&address, self->url);
		markup_put(&address, "/vraag/%U", question->id);
	} else {
		buffer_add_slice(&address, paper_address(question));
	}
	json_t *string = question_string_json(buffer_slice(&address));
	buffer_release(&address);
	return string;
}

static json_t *uri_of(struct slice id)
{
	struct buffer uri = BUFFER_INIT;
	buffer_add_str(&uri, MCP_RESOURCE);
	markup_url(&uri, id);
	json_t *string = question_string_json(buffer_slice(&uri));
	buffer_release(&uri);
	return string;
}

json_t *mcp_resources_list(struct mcp *self)
{
	const struct search_request newest = {
		.everything = true, .titles_only = true, .sort = SORT_DATE, .limit = NEWEST};
	struct search_results *results;
	json_t *list = json_array();
	if (searcher_run(self->worker.searcher, &newest, &results, NULL) == STATUS_OK) {
		for (size_t i = 0; i < search_results_count(results); i++) {
			const struct search_hit *hit = search_results_at(results, i);
			json_array_append_new(
				list, json_pack("{s:o, s:o, s:o, s:s}", "uri", uri_of(hit->id),
						"name", question_string_json(hit->id), "title",
						question_string_json(hit->heading), "mimeType",
						"text/plain"));
		}
		search_results_free(results);
	}
	return json_pack("{s:o}", "resources", list);
}

json_t *mcp_resource_templates(void)
{
	return json_pack(
		"{s:[{s:s, s:s, s:s, s:s, s:s}]}", "resourceTemplates", "uriTemplate",
		MCP_RESOURCE "{id}", "name", "vraag", "title", "Parlementaire vraag", "description",
		"A question by its id, each sub-question with its answer. Cite its id and address.",
		"mimeType", "text/plain");
}

static int hex(char c)
{
	return byte_is_digit(c)                               ? c - '0'
	       : byte_lower(c) >= 'a' && byte_lower(c) <= 'f' ? byte_lower(c) - 'a' + 10
							      : -1;
}

/* The id in a uri, with its percent signs read. */
static void read_id(struct slice rest, struct buffer *id)
{
	for (size_t i = 0; i < rest.len; i++) {
		const int high = rest.ptr[i] == '%' && i + 2 < rest.len ? hex(rest.ptr[i + 1]) : -1;
		const int low = high >= 0 ? hex(rest.ptr[i + 2]) : -1;
		buffer_add_byte(id, low >= 0 ? (char)(high * 16 + low) : rest.ptr[i]);
		i += low >= 0 ? 2 : 0;
	}
}

static json_t *text_json(struct mcp *self, const struct question *question)
{
	const struct render_style plain = {.colour = false, .width = LINE};
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	if (!out)
		die_nomem(sizeof(FILE));
	render_question_text(out, &plain, self->worker.searcher, question);
	fclose(out);
	json_t *string = question_string_json(slice_make(text, len));
	free(text);
	return string;
}

json_t *mcp_resource_read(struct mcp *self, const char *uri)
{
	const struct slice given = slice_of(uri);
	struct buffer id = BUFFER_INIT;
	struct question question;
	json_t *result = NULL;
	if (!slice_starts(given, MCP_RESOURCE))
		return NULL;
	read_id(slice_from(given, strlen(MCP_RESOURCE)), &id);
	question_init(&question);
	if (searcher_get(self->worker.searcher, buffer_slice(&id), &question, NULL) == STATUS_OK)
		result = json_pack("{s:[{s:s, s:s, s:o}]}", "contents", "uri", uri, "mimeType",
				   "text/plain", "text", text_json(self, &question));
	question_release(&question);
	buffer_release(&id);
	return result;
}
