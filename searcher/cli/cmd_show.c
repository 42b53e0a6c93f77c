/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cli/commands.h"

#include "searcher/cli/pager.h"
#include "searcher/render/render.h"
#include "searcher/search/index_options.h"

struct show_args {
	struct index_place index;
	const char *format;
	int json, all, raw, no_pager;
};

struct shower {
	const struct show_args *args;
	const struct render_format *format;
	struct searcher *searcher;
	struct pager pager;
	struct render render;
};

static void cite(struct shower *s, const struct question *question)
{
	struct search_hit hit = {.id = question->id,
				 .question = question,
				 .title = searcher_text(s->searcher, question, question->title)};
	s->format->hit(&s->render, &hit);
}

/* The pager comes with the first question: an error before it stands on the screen by itself. */
static FILE *output(struct shower *s)
{
	if (!s->render.out) {
		pager_open(&s->pager, s->format->for_people && !s->args->no_pager);
		s->render.out = s->pager.out;
	}
	return s->render.out;
}

static enum status show_one(void *ctx, const struct question *question, struct error *err)
{
	struct shower *s = ctx;
	FILE *out = output(s);
	if (s->format->cites)
		cite(s, question);
	else if (s->format == &render_json)
		render_question_json(out, s->searcher, question, s->args->raw);
	else
		render_question_text(out, &s->render.style, s->searcher, question);
	return ferror(out) ? command_flush(out, err) : STATUS_OK;
}

static enum status show_ids(struct shower *s, const char *const *ids, struct error *err)
{
	struct question question;
	enum status st = STATUS_OK;
	question_init(&question);
	for (; !st && *ids; ids++) {
		st = searcher_get(s->searcher, slice_of(*ids), &question, err);
		if (!st)
			st = show_one(s, &question, err);
	}
	question_release(&question);
	return st;
}

static enum status run(const void *given, const char *const *ids, int *code, struct error *err)
{
	const struct show_args *args = given;
	struct shower s = {.args = args, .render = {.style = render_style_for(stdout)}};
	enum status st = STATUS_OK;
	(void)code;
	if (!args->all && !(ids && *ids))
		st = error_set(err, STATUS_USAGE, "give the id of a question, or --all");
	if (!st)
		st = render_choose(RENDER_QUESTION_FORMATS, args->format, args->json, &s.format,
				   err);
	if (!st)
		st = index_place_open(&args->index, &s.searcher, err);
	if (st)
		return st;
	if (args->all)
		st = searcher_each(s.searcher, show_one, &s, err);
	else
		st = show_ids(&s, ids, err);
	if (s.render.out)
		st = pager_close(&s.pager, st, err);
	index_place_warn(s.searcher, "show");
	searcher_close(s.searcher);
	return st;
}

static const struct command_option options[] = {
	INDEX_PLACE_OPTIONS(struct show_args, index),
	COMMAND_FLAG(struct show_args, json, "json", 'j', "print JSON, one question per line"),
	COMMAND_TEXT(struct show_args, format, "format", 'f', "FORMAT",
		     "text, json, bibtex or ris (default: text)", RENDER_QUESTION_FORMATS),
	COMMAND_FLAG(struct show_args, all, "all", 0, "print every question of the index"),
	COMMAND_FLAG(struct show_args, raw, "raw", 0,
		     "print texts in JSON as they are in the source, unrepaired"),
	COMMAND_FLAG(struct show_args, no_pager, "no-pager", 0, "do not use a pager"),
	COMMAND_END};

const struct command show_command = {
	.name = "show",
	.summary = "print questions",
	.arguments = "[OPTION...] ID...",
	.notes = "Prints questions, each sub-question with its answer.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak show --db vragen.db tweedekamer-2024Z17972\n"
		 "  vraagbaak show --db vragen.db --format bibtex tweedekamer-2024Z17972 >> "
		 "sources.bib\n"
		 "  vraagbaak show --db vragen.db --all --json --raw > everything.jsonl\n",
	.options = options,
	.args_size = sizeof(struct show_args),
	.run = run,
};
