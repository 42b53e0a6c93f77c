/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_FLEMISH_HEAD_H
#define CORPUS_FLEMISH_HEAD_H

/* The heads of Flemish papers: the question's, the ministers' blocks, the answer's. */
#include "corpus/model/question.h"
#include "corpus/text/lines.h"
#include "corpus/text/marks.h"

/* SCHRIFTELIJKE VRAAG and the like, in any case, alone or with the number behind it. */
bool flemish_is_head(struct slice line);

/* The line of the head among the first lines; count when there is none. */
size_t flemish_find_head(const struct lines *lines);

/* The same lines with the cells of a head that was set as a table on lines of their own. */
struct lines flemish_split_cells(struct arena *arena, const struct lines *lines);

/* Fills number, askers, day and ministers from the head at line i; returns the line behind it. */
size_t flemish_read_head(struct question *q, const struct lines *lines, size_t i);

/* First line of the block of names and titles of ministers that ends right before line `end`; `end`
 * when none does. */
size_t flemish_minister_block(const struct lines *lines, size_t from, size_t end);

/* Adds the ministers of such a block, each once. */
void flemish_read_ministers(struct question *q, const struct lines *lines, size_t from, size_t end);

/* An answer's head. */
struct flemish_answer {
	size_t line; /* ANTWOORD, AANVULLEND ANTWOORD */
	enum answer_form form;
	bool sure; /* it names the question that it answers */
};

/* The next one at or after line i; false when there is none.  One that is only a word on a line of
 * its own counts when it is in capitals or has a minister's block above it. */
bool flemish_next_answer(const struct lines *lines, size_t from, struct flemish_answer *out);

/* Fills what the head says of the question where that is not known; returns the first line of the
 * text. */
size_t flemish_read_answer_head(struct question *q, const struct lines *lines, size_t i);

#endif
