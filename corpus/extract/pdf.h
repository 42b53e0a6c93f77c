/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_PDF_H
#define CORPUS_PDF_H

/* The text of PDFs, by poppler's pdftotext in a child process under limits (child.h). */
#include "corpus/extract/input.h"

/*
 * Appends the text: lines, paragraphs apart by blank lines, pages by form feeds.
 * FORMAT (encrypted, broken), NO_TEXT (pictures of pages), LIMIT, IO.
 */
MUST_CHECK enum status pdf_text(struct input *input, struct buffer *out, struct error *err);

#endif
