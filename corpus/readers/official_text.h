/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_OFFICIAL_TEXT_H
#define CORPUS_OFFICIAL_TEXT_H

/* The text of the elements of an official publication. */
#include "corpus/extract/xml.h"
#include "corpus/model/question.h"

/* An element that holds a note. */
bool official_is_note(const xmlNode *n);

/* Appends running text without its notes, as it is; cells of a table stay apart. */
void official_add_inline(const xmlNode *n, struct buffer *out);

/* Ends a line that began at `start`: blanks in it are collapsed, an empty one is left out. */
void official_end_line(struct buffer *out, size_t start);

/* The text on one line, in the question's arena. */
struct slice official_line(struct question *q, const xmlNode *n);

/* Appends what is below the element, paragraphs, items of lists and rows of tables as lines. */
void official_add_blocks(const xmlNode *n, struct buffer *out);

#endif
