/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_PLAIN_H
#define CORPUS_PLAIN_H

/* One spelling of blanks and line ends for texts from everywhere. */
#include "base/buffer.h"

/*
 * Rewrites well-formed UTF-8 in place: every line end becomes a line feed, every kind of blank a space (tabs and
 * form feeds stay), and what has no width, soft hyphens among it, goes.
 */
void plain_text(struct buffer *text);

#endif
