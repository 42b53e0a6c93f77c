/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SNIPPET_H
#define SEARCHER_SNIPPET_H

/* The piece of a question that shows best why it was found. */
#include "searcher/model/search_results.h"
#include "searcher/results/passages.h"

enum { SNIPPET_BYTES = 200 };

/* The best window of one text. */
struct snippet snippet_of_text(struct arena *arena, const struct seen_text *text);

/*
 * Sets the snippets of the hit: of what is asked and of what answers it, in the arena.  The best
 * window of a text holds the most different query terms, a part of a compound counting less than a
 * word that was asked, then the most of them; without any it is the beginning.
 */
void snippet_of_passage(struct arena *arena, const struct seen_passage *passage,
			struct search_hit *hit);

/* Byte ranges of a text that match, in the arena. */
const struct mark *snippet_marks(struct arena *arena, struct analyzer *analyzer, struct slice text,
				 const struct passage_terms *terms, size_t *count);

#endif
