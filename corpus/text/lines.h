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
	size_t width; /* columns that lines are wrapped at; 0 where each paragraph is one line */
	bool brief;   /* questions and answers are named V1 and A1: set by who reads the paper */
	bool roman;   /* so are numbers in Roman numerals */
	bool small;   /* and in small letters: "vraag 1" */
	bool loose;   /* and numbers that nothing ends: "1 Hoeveel ...?" */
	bool spaced;  /* some lines, not all, had a blank one above them */
};

/* Cuts the text; lines borrow from it, the array lives in the arena. */
struct lines lines_split(struct arena *arena, struct slice text);

/* The same without blank lines, for readers: what makes the file decides whether there are any, so
 * the layout must be told without them.  Spans of the text still have theirs. */
struct lines lines_split_filled(struct arena *arena, struct slice text);

/* Line i without white space at its ends; empty beyond the last. */
struct slice lines_at(const struct lines *self, size_t i);

/* Index of the first non-blank line at or after i, or count. */
size_t lines_skip_blank(const struct lines *self, size_t i);

/* Leaves lines [0, count), and the text up to them. */
void lines_cut(struct lines *self, size_t count);

/* The text from the start of line `from` to the start of line `to`. */
struct slice lines_span(const struct lines *self, size_t from, size_t to);

/* True when the break behind line i was made by who wrote it: the next word would still have fitted
 * on the line, or a question ends where another one begins, or a blank line stood there that means
 * something.  Of a text that is not wrapped, and of the last line, it always was. */
bool lines_break_meant(const struct lines *self, size_t i);

/* "Kunt u", "Hoeveel": how a question begins, and hardly ever the second sentence of one. */
bool lines_opens_question(struct slice text);

/* The first line behind the paragraph that line i is part of, told by breaks that were meant. */
size_t lines_paragraph_end(const struct lines *self, size_t i);

/* The trimmed lines [from, to) joined with single spaces, white space collapsed, in the arena. */
struct slice lines_join(struct arena *arena, const struct lines *self, size_t from, size_t to);

#endif
