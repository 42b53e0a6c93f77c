/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_MARKUP_H
#define WEB_MARKUP_H

/*
 * Writing HTML and XML.  There is one writer for each place where a text of others may stand, and
 * no writer that takes such a text as it is.
 */
#include <stdarg.h>

#include "base/buffer.h"

/* Between tags, and in an attribute between double quotes: & < > " ' become references.  Control
 * characters, bytes that are no UTF-8 and what turns the direction of writing are dropped or
 * replaced by U+FFFD, so that the output is well-formed XML too.  Line ends stay. */
void markup_text(struct buffer *out, struct slice s);

/* A part of a URL, also of a query: all but letters, digits and - . _ ~ as %XX.  Fit for
 * attributes. */
void markup_url(struct buffer *out, struct slice s);

/* The same of a whole path, whose slashes stay. */
void markup_url_path(struct buffer *out, struct slice s);

/* The inside of a string in JSON within <script type="application/ld+json">: also < > & as
 * \u00XX. */
void markup_json(struct buffer *out, struct slice s);

/*
 * Literals of this program with texts between them:
 *   %T  struct slice, markup_text       %s  const char *, markup_text (a NULL is empty)
 *   %U  struct slice, markup_url        %J  struct slice, markup_json
 *   %d  int    %u  unsigned    %n  unsigned, with a point between thousands    %f  double, two
 *       decimals
 *   %D  int yyyymmdd: "7 februari 2022"    %I  int yyyymmdd: "2022-02-07"    %%  a percent sign
 * The format is always a literal.
 */
void markup_put(struct buffer *out, const char *format, ...);

/* A text of paragraphs, parted by line ends, each as <p>. */
void markup_paragraphs(struct buffer *out, struct slice text);

#endif
