/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cli/commands.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/text/latin.h"
#include "searcher/cli/pager.h"
#include "searcher/render/render.h"
#include "searcher/search/index_options.h"

struct similar_args {
	struct index_place index;
	const char *format, *query;
	int limit, offset, json, no_pager, no_fold;
};

enum { DRAFT_MAX = 1024 * 1024 }; /* bytes */

static enum status run_request(const struct similar_args *args, struct search_request *rq,
			       int *code, struct error *err)
{
	const struct render_format *format = NULL;
	struct searcher *searcher = NULL;
	struct search_results *results = NULL;
	struct pager pager;
	enum status st = STATUS_OK;
	if (args->limit < 0 || args->offset < 0)
		st = error_set(err, STATUS_USAGE, "--limit and --offset must not be negative");
	if (!st)
		st = render_choose(RENDER_FORMATS, args->format, args->json, &format, err);
	if (!st)
		st = index_place_open(&args->index, &searcher, err);
	if (st)
		return st;
	rq->limit = (uint32_t)args->limit;
	rq->offset = (uint32_t)args->offset;
	rq->partial = true;
	rq->query = slice_trim(slice_of(args->query));
	rq->fold = format->folds && !args->no_fold;
	st = searcher_run(searcher, rq, &results, err);
	if (!st) {
		struct render render = {.style = render_style_for(stdout),
					.results = results,
					.query = rq->query,
					.topic = slice_of("1"),
					.offset = rq->offset};
		pager_open(&pager, format->for_people && !args->no_pager);
		render.out = pager.out;
		st = pager_close(&pager, render_results(format, &render, err), err);
		search_results_free(results);
	}
	if (searcher_was_cut(searcher))
		*code = EXIT_TIME;
	index_place_warn(searcher, "similar");
	searcher_close(searcher);
	return st;
}

/* ---- similar ---- */

static enum status run_similar(const void *args, const char *const *words, int *code,
			       struct error *err)
{
	struct search_request rq = SEARCH_REQUEST_INIT;
	if (!words || !words[0] || words[1])
		return error_set(err, STATUS_USAGE, "give the id of one question");
	rq.like_id = slice_of(words[0]);
	return run_request(args, &rq, code, err);
}

/* ---- asked ---- */

static enum status read_draft(const char *path, struct buffer *out, struct error *err)
{
	char chunk[4096];
	size_t n;
	bool input = strcmp(path, "-") == 0;
	FILE *file = input ? stdin : fopen(path, "r");
	if (!file)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	errno = 0;
	while (out->len <= DRAFT_MAX && (n = fread(chunk, 1, sizeof chunk, file)) > 0)
		buffer_add(out, chunk, n);
	enum status st = STATUS_OK;
	if (ferror(file))
		st = error_set(err, STATUS_IO, "cannot read %s: %s", path, strerror(errno));
	else if (out->len > DRAFT_MAX)
		st = error_set(err, STATUS_LIMIT, "%s: a draft has at most %d bytes", path,
			       DRAFT_MAX);
	else if (utf8_check(buffer_slice(out)) != out->len)
		st = error_set(err, STATUS_FORMAT, "%s: byte %zu is not valid UTF-8", path,
			       utf8_check(buffer_slice(out)) + 1);
	if (!input)
		fclose(file);
	return st;
}

static enum status run_asked(const void *args, const char *const *words, int *code,
			     struct error *err)
{
	struct search_request rq = SEARCH_REQUEST_INIT;
	struct buffer draft = BUFFER_INIT;
	if (!words || !words[0] || words[1])
		return error_set(err, STATUS_USAGE,
				 "give one file with a draft, or - for standard input");
	enum status st = read_draft(words[0], &draft, err);
	rq.like_text = slice_trim(buffer_slice(&draft));
	if (!st && !rq.like_text.len)
		st = error_set(err, STATUS_FORMAT, "%s: the file is empty", words[0]);
	if (!st)
		st = run_request(args, &rq, code, err);
	buffer_release(&draft);
	return st;
}

/* ---- the commands ---- */

static const struct command_option options[] = {
	INDEX_PLACE_OPTIONS(struct similar_args, index),
	COMMAND_TEXT(struct similar_args, query, "query", 'Q', "QUERY",
		     "only questions that match this query", NULL),
	COMMAND_NUMBER(struct similar_args, limit, "limit", 'l', "N", "number of hits to show"),
	COMMAND_NUMBER(struct similar_args, offset, "offset", 'o', "N", "number of hits to skip"),
	COMMAND_FLAG(struct similar_args, json, "json", 'j', "print JSON"),
	COMMAND_TEXT(struct similar_args, format, "format", 'f', "FORMAT",
		     "text, json, jsonl, csv, trec, bibtex or ris (default: text)", RENDER_FORMATS),
	COMMAND_FLAG(struct similar_args, no_fold, "no-fold", 0,
		     "do not combine questions with the same text"),
	COMMAND_FLAG(struct similar_args, no_pager, "no-pager", 0, "do not use a pager"),
	COMMAND_END};

const struct command similar_command = {
	.name = "similar",
	.summary = "find questions similar to a question",
	.arguments = "[OPTION...] ID",
	.notes = "Finds questions similar to the one with this id, most similar first, with the "
		 "shared terms.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak similar --db vragen.db tweedekamer-2024Z17972\n"
		 "  vraagbaak similar --db vragen.db --query 'parlement:vlaams datum:vanaf 2020' "
		 "tweedekamer-2024Z17972\n",
	.options = options,
	.args_size = sizeof(struct similar_args),
	.defaults = &(const struct similar_args){.limit = 10},
	.run = run_similar,
};

const struct command asked_command = {
	.name = "asked",
	.summary = "find questions similar to a draft",
	.arguments = "[OPTION...] FILE | -",
	.notes = "Reads the draft of a question, in plain text, and finds the most similar "
		 "questions, with the\n"
		 "shared terms.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak asked --db vragen.db draft.txt\n"
		 "  vraagbaak asked --db vragen.db --query 'parlement:kamer' --limit 5 draft.txt\n"
		 "  vraagbaak asked --db vragen.db - < draft.txt\n",
	.options = options,
	.args_size = sizeof(struct similar_args),
	.defaults = &(const struct similar_args){.limit = 10},
	.run = run_asked,
};
