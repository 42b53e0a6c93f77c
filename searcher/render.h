/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RENDER_H
#define SEARCHER_RENDER_H

/*
 * Results and questions on a stream: for a terminal (Dutch, for people), as JSON
 * (schema 1, doc/interchange.md) and as a TREC run.  Write errors stay in the
 * stream: the caller looks at ferror once at the end.
 */
#include <stdio.h>

#include "searcher/searcher.h"

struct render_style {
	bool colour;
	unsigned width; /* columns to wrap at */
};

/* Colour and width for a stream: colour only on a terminal and without NO_COLOR. */
struct render_style render_style_for(FILE *out);

void render_results_text(FILE *out, const struct render_style *style,
			 const struct search_results *results, uint32_t offset, bool explain);
void render_results_json(FILE *out, const struct search_results *results, struct slice query,
			 bool explain);
/* Lines "topic Q0 id rank score tag". */
void render_results_trec(FILE *out, const struct search_results *results, struct slice topic);

/* The whole question, each sub-question with its answer. */
void render_question_text(FILE *out, const struct render_style *style, struct searcher *searcher,
			  const struct question *question);
/* One line of JSON; `raw` gives the texts as the source had them. */
void render_question_json(FILE *out, struct searcher *searcher, const struct question *question,
			  bool raw);

#endif
