/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_OFFICE_DOCUMENT_H
#define CORPUS_OFFICE_DOCUMENT_H

/*
 * The text of docx and odt documents as the readers of layouts want it: a
 * paragraph a line, numbers of lists written out where they can be told, rows of
 * tables with tabs between their cells, text boxes where they are anchored.  Notes
 * stand apart, behind the line OFFICE_NOTES, as `1) ...`.  Headers and footers of
 * pages, comments and deleted text are left out.
 */
#include "corpus/extract/input.h"

/* Stands between the text and its notes. */
#define OFFICE_NOTES "\n______ voetnoten\n"

/* Append to out.  FORMAT for damaged documents and such as are protected by a password. */
MUST_CHECK enum status office_docx(struct input *input, struct buffer *out, struct error *err);
MUST_CHECK enum status office_odt(struct input *input, struct buffer *out, struct error *err);

/* Ends a cell with a tab, a row with a line break: the paragraphs inside ended in blanks. */
void office_end_cell(struct buffer *out, char end);

#endif
