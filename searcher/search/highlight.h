/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_HIGHLIGHT_H
#define SEARCHER_HIGHLIGHT_H

/* The words of a search, marked in texts of any length: for a question that a search led to. */
#include "searcher/search/searcher.h"

struct highlight;

/* Of a query in the query language.  One that makes no sense, or has no words, marks nothing.
 * Errors are those of reading the index. */
MUST_CHECK enum status highlight_new(struct searcher *searcher, struct slice query,
				     struct highlight **out, struct error *err);
void highlight_free(struct highlight *self);

/* Byte ranges of the text, in its order, in the arena. */
const struct mark *highlight_marks(const struct highlight *self, struct slice text,
				   struct arena *arena, size_t *count);

#endif
