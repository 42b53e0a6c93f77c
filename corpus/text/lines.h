/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_LINES_H
#define CORPUS_LINES_H

/* A text as an array of lines, for the readers that know papers by their layout. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

struct lines {
	struct slice text;
	struct slice *raw; /* without the line break; a form feed starts a line too */
	size_t count;
};

/* Cuts the text; lines borrow from it, the array lives in the arena. */
struct lines lines_split(struct arena *arena, struct slice text);

/* Line i without white space at its ends; empty beyond the last. */
struct slice lines_at(const struct lines *self, size_t i);

/* Index of the first non-blank line at or after i, or count. */
size_t lines_skip_blank(const struct lines *self, size_t i);

/* The text from the start of line `from` to the start of line `to`. */
struct slice lines_text(const struct lines *self, size_t from, size_t to);

/* The trimmed lines [from, to) joined with single spaces, white space collapsed, in the arena. */
struct slice lines_join(struct arena *arena, const struct lines *self, size_t from, size_t to);

#endif
