/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RENDER_H
#define SEARCHER_RENDER_H

/*
 * Results and questions on a stream, in the formats of doc/interchange.md: text for people (Dutch),
 * JSON (schema 1), JSON Lines, CSV, a TREC run, BibTeX, RIS.
 *
 * A format is three functions: hits are written one by one as they come, nothing is held back.
 *
 *	struct render render = {.out = stdout, .results = results};
 *	format->begin(&render);
 *	format->hit(&render, hit); ...
 *	format->end(&render);
 *
 * Write errors stay in the stream: the caller looks at ferror between hits and calls command_flush.
 */
#include <stdio.h>

#include "searcher/search/searcher.h"

struct render_style {
	bool colour;
	unsigned width; /* columns to wrap at */
};

/* Colour and width for a stream: colour only on a terminal and without NO_COLOR. */
struct render_style render_style_for(FILE *out);

/* One output.  The formats count what they have written in it; else it is the caller's. */
struct render {
	FILE *out;
	struct render_style style; /* of text */
	const struct search_results
		*results;          /* head and foot of text and json; NULL for other formats */
	struct slice query, topic; /* of json and trec */
	uint32_t offset;
	bool explain, passages;
	size_t count; /* hits written so far */
};

struct render_format {
	const char *name;
	bool for_people; /* may be coloured and go through a pager */
	bool folds; /* shows hits that ask the same as one, unless the reader wants each for itself
		     */
	bool ids_only; /* hits need no question */
	bool cites;    /* looks at id, question and title of a hit only: fit for questions without a
			  search */
	void (*begin)(struct render *self);
	void (*hit)(struct render *self, const struct search_hit *hit);
	void (*end)(struct render *self);
};

extern const struct render_format render_text, render_json, render_jsonl, render_csv, render_trec,
	render_bibtex, render_ris;

/* The names of all formats, separated by blanks; and of those that show prints. */
#define RENDER_FORMATS "text json jsonl csv trec bibtex ris"
#define RENDER_QUESTION_FORMATS "text json bibtex ris"

/* The format that `name`, one of `names`, stands for.  NULL gives json with `json`, else text.
 * USAGE when it is none of the names, and when `json` is set beside another format. */
MUST_CHECK enum status render_choose(const char *names, const char *name, bool json,
				     const struct render_format **format, struct error *err);

/* Begin, every hit of self->results, end.  Stops when the stream fails: see command_flush. */
MUST_CHECK enum status render_results(const struct render_format *format, struct render *self,
				      struct error *err);

/* The whole question, each sub-question with its answer. */
void render_question_text(FILE *out, const struct render_style *style, struct searcher *searcher,
			  const struct question *question);
/* One line of JSON; `raw` gives the texts as the source had them. */
void render_question_json(FILE *out, struct searcher *searcher, const struct question *question,
			  bool raw);

#endif
