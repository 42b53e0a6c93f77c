/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question as BibTeX or RIS, as the command line writes them. */
#include <stdlib.h>

#include "searcher/render/render.h"
#include "web/pages/pages.h"

static void render(const struct render_format *format, struct worker *worker,
		   const struct question *question, struct buffer *body)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	if (!out)
		die_nomem(sizeof(FILE));
	struct render r = {.out = out};
	struct search_hit hit = {
		.id = question->id,
		.question = question,
		.title = searcher_text(worker->searcher, question, question->title)};
	format->begin(&r);
	format->hit(&r, &hit);
	format->end(&r);
	fclose(out);
	buffer_add(body, text, len);
	free(text);
}

enum status cite_question(struct worker *worker, struct request *rq, struct slice rest,
			  struct response *rs, struct error *err)
{
	struct slice name = request_get(rq, "format");
	const bool ris = slice_is(name, "ris");
	struct question question;
	if (name.len && !ris && !slice_is(name, "bibtex"))
		return error_set(err, STATUS_FORMAT, "format moet bibtex of ris zijn");
	question_init(&question);
	enum status st = searcher_get(worker->searcher, rest, &question, err);
	if (!st) {
		render(ris ? &render_ris : &render_bibtex, worker, &question, &rs->body);
		rs->type = ris ? "application/x-research-info-systems; charset=utf-8"
			       : "application/x-bibtex; charset=utf-8";
		snprintf(rs->filename, sizeof rs->filename, "vraag.%s", ris ? "ris" : "bib");
	}
	question_release(&question);
	return st;
}
