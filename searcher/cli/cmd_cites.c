/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cli/commands.h"

#include <jansson.h>

#include "base/buffer.h"
#include "corpus/json/question_json.h"
#include "searcher/cli/pager.h"
#include "searcher/render/render_terminal.h"
#include "searcher/search/citations.h"
#include "searcher/search/index_options.h"

struct cites_args {
	struct index_place index;
	int json, cited_by, limit, no_pager;
};

/* ---- what a question cites ---- */

static void put_link(FILE *out, const struct render_style *style, const struct citation_link *link)
{
	const struct citation *c = &link->citation;
	fputs("nr. ", out);
	render_coloured(out, style, CYAN, c->number);
	if (c->date) {
		fputs(" van ", out);
		render_date(out, c->date);
	}
	if (c->session.len) {
		fputs(", zittingsjaar ", out);
		render_put(out, c->session);
	}
	if (!link->count)
		fputs(": niet in de index", out);
	else if (link->count > 1)
		fprintf(out, ": een van %zu%s", link->count,
			link->count == CITATION_CHOICES_MAX ? " of meer" : "");
	putc('\n', out);
	for (size_t i = 0; i < link->count; i++) {
		fputs("     ", out);
		render_coloured(out, style, DIM, link->questions[i].id);
		fputs("  ", out);
		render_put(out, link->questions[i].title);
		putc('\n', out);
	}
}

static json_t *link_json(const struct citation_link *link)
{
	json_t *questions = json_array();
	for (size_t i = 0; i < link->count; i++)
		json_array_append_new(
			questions,
			json_pack("{s:o, s:o}", "id", question_string_json(link->questions[i].id),
				  "title", question_string_json(link->questions[i].title)));
	return json_pack("{s:o, s:o, s:o, s:o}", "number",
			 question_string_json(link->citation.number), "date",
			 question_date_json(link->citation.date), "session",
			 question_string_json(link->citation.session), "questions", questions);
}

static enum status print_links(const struct cites_args *args, struct searcher *searcher,
			       const struct question *question, FILE *out, struct error *err)
{
	struct arena arena = ARENA_INIT;
	struct citation_link *links;
	struct render_style style = render_style_for(stdout);
	size_t count;
	enum status st = citations_of(searcher, question, &arena, &links, &count, err);
	for (size_t i = 0; !st && i < count; i++) {
		if (!args->json) {
			put_link(out, &style, &links[i]);
			continue;
		}
		json_t *o = link_json(&links[i]);
		json_dumpf(o, out, JSON_COMPACT);
		putc('\n', out);
		json_decref(o);
	}
	if (!st && !count && !args->json)
		fputs("Deze vraag verwijst naar geen andere.\n", out);
	arena_release(&arena);
	return st ? st : command_flush(out, err);
}

/* ---- what cites it ---- */

static enum status print_citing(const struct cites_args *args, struct searcher *searcher,
				const struct question *question, FILE *out, struct error *err)
{
	const struct render_format *format = args->json ? &render_json : &render_text;
	struct search_request rq = SEARCH_REQUEST_INIT;
	struct search_results *results;
	struct buffer query = BUFFER_INIT;
	citations_query(question, &query);
	rq.query = buffer_slice(&query);
	rq.limit = (uint32_t)args->limit;
	enum status st = query.len ? searcher_run(searcher, &rq, &results, err)
				   : error_set(err, STATUS_NOT_FOUND,
					       "the question has no number and day by which others "
					       "could cite it");
	if (!st) {
		struct render render = {.out = out,
					.style = render_style_for(stdout),
					.results = results,
					.query = rq.query};
		st = render_results(format, &render, err);
		search_results_free(results);
	}
	buffer_release(&query);
	return st;
}

static enum status run(const void *given, const char *const *words, int *code, struct error *err)
{
	const struct cites_args *args = given;
	struct searcher *searcher = NULL;
	struct question question;
	struct pager pager;
	(void)code;
	if (!words || !words[0] || words[1])
		return error_set(err, STATUS_USAGE, "give the id of one question");
	if (args->limit < 0)
		return error_set(err, STATUS_USAGE, "--limit must not be negative");
	enum status st = index_place_open(&args->index, &searcher, err);
	if (st)
		return st;
	question_init(&question);
	st = searcher_get(searcher, slice_of(words[0]), &question, err);
	if (!st) {
		pager_open(&pager, !args->json && !args->no_pager);
		st = args->cited_by ? print_citing(args, searcher, &question, pager.out, err)
				    : print_links(args, searcher, &question, pager.out, err);
		st = pager_close(&pager, st, err);
	}
	question_release(&question);
	index_place_warn(searcher, "cites");
	searcher_close(searcher);
	return st;
}

static const struct command_option options[] = {
	INDEX_PLACE_OPTIONS(struct cites_args, index),
	COMMAND_FLAG(struct cites_args, cited_by, "cited-by", 'b',
		     "list the questions that cite this one instead"),
	COMMAND_NUMBER(struct cites_args, limit, "limit", 'l', "N",
		       "number of citing questions to show"),
	COMMAND_FLAG(struct cites_args, json, "json", 'j',
		     "print JSON; without --cited-by one reference per line"),
	COMMAND_FLAG(struct cites_args, no_pager, "no-pager", 0, "do not use a pager"),
	COMMAND_END};

const struct command cites_command = {
	.name = "cites",
	.summary = "follow references between questions",
	.arguments = "[OPTION...] ID",
	.notes = "Lists the questions that this one refers to, with their ids where the index has "
		 "them, or\n"
		 "with --cited-by the questions that refer to this one.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak cites --db vragen.db vlaams-2022-11-17-214-bram-de-ridder\n"
		 "  vraagbaak cites --db vragen.db --cited-by tweedekamer-2024Z17972\n",
	.options = options,
	.args_size = sizeof(struct cites_args),
	.defaults = &(const struct cites_args){.limit = 50},
	.run = run,
};
