/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_PDF_COLUMNS_H
#define CORPUS_PDF_COLUMNS_H

/* Pages that are set in two columns, from the places of their lines on the page. */
#include <stdbool.h>

#include <libxml/tree.h>

#include "base/buffer.h"
#include "base/slice.h"

/* True when many lines of a text by `pdftotext -layout` have a wide gap inside. */
bool columns_likely(struct slice layout);

/*
 * Appends the text of the document that `pdftotext -bbox-layout` writes, a column behind the other,
 * with form feeds between pages.  False, with nothing appended, when no page has two columns.
 */
bool columns_text(const xmlDoc *boxes, struct buffer *out);

#endif
