/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/mcp/cmd_mcp.h"

#include <stdlib.h>

#include "searcher/search/index_options.h"
#include "web/mcp/mcp.h"
#include "web/site/completion.h"

enum { MESSAGE_MAX = 1 << 20 };

struct mcp_args {
	struct index_place index;
	const char *url;
};

/* One line, without its end; false at the end of the input.  Of one that is too long the beginning
 * is kept. */
static bool read_message(struct buffer *line)
{
	int c = EOF;
	buffer_clear(line);
	while ((c = getc(stdin)) != EOF && c != '\n')
		if (line->len <= MESSAGE_MAX)
			buffer_add_byte(line, (char)c);
	return c != EOF || line->len;
}

static enum status answer(struct mcp *mcp, struct slice message, struct error *err)
{
	json_t *reply = mcp_answer(mcp, slice_sub(message, 0, MESSAGE_MAX));
	if (!reply)
		return STATUS_OK;
	json_dumpf(reply, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
	json_decref(reply);
	putchar('\n');
	return command_flush(stdout, err);
}

static enum status run(const void *given, const char *const *words, int *code, struct error *err)
{
	const struct mcp_args *args = given;
	struct mcp mcp = {.url = slice_of(args->url)};
	struct buffer place = BUFFER_INIT, line = BUFFER_INIT;
	struct searcher_options options;
	(void)code;
	enum status st = words && *words ? error_set(err, STATUS_USAGE,
						     "takes no arguments: \"%s\"", *words)
					 : index_place_options(&args->index, &place, &options, err);
	options.nameless = true;
	if (!st)
		st = searcher_open(&options, &mcp.worker.searcher, err);
	while (!st && read_message(&line))
		if (slice_trim(buffer_slice(&line)).len) {
			if (searcher_newest(mcp.worker.searcher, &mcp.worker.state, NULL) ==
			    STATUS_OK)
				st = answer(&mcp, buffer_slice(&line), err);
			else
				st = error_set(err, STATUS_DATABASE,
					       "the index cannot be read any longer");
		}
	completion_free(mcp.worker.completion);
	searcher_close(mcp.worker.searcher);
	buffer_release(&line);
	buffer_release(&place);
	return st;
}

static const struct command_option options[] = {
	INDEX_PLACE_OPTIONS(struct mcp_args, index),
	COMMAND_TEXT(struct mcp_args, url, "url", 'u', "URL",
		     "address of the site that serves the index, for links to questions", NULL),
	COMMAND_END};

const struct command mcp_command = {
	.name = "mcp",
	.summary = "let language models search (Model Context Protocol)",
	.arguments = "[OPTION...]",
	.notes = "Speaks the Model Context Protocol on standard input and output: JSON-RPC 2.0, "
		 "one message per\n"
		 "line.  Tools: search, question, similar, asked, figures, suggest; questions are "
		 "resources.\n"
		 "It only reads the index, and exits at the end of its input.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak mcp --db vragen.db\n"
		 "  vraagbaak mcp --db vragen.db --url https://vragen.example.org\n",
	.options = options,
	.args_size = sizeof(struct mcp_args),
	.run = run,
};
