/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_HTML_H
#define CORPUS_HTML_H

/*
 * The main text of a page as the readers of layouts want it: a block a line,
 * numbers of ordered lists written out, rows of tables with tabs between their
 * cells; no scripts, menus, forms, headers and footers.
 */
#include "base/buffer.h"
#include "base/error.h"

/* Appends to out.  FORMAT when there is nothing in the page. */
MUST_CHECK enum status html_text(struct slice bytes, struct buffer *out, struct error *err);

#endif
