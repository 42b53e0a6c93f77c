/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_PLAIN_H
#define CORPUS_PLAIN_H

/* One spelling of blanks and line ends for texts from everywhere. */
#include "base/buffer.h"

/*
 * Rewrites well-formed UTF-8: every line end becomes a line feed, every kind of blank a space (tabs
 * and form feeds stay), ligatures become their letters, what has no width, soft hyphens among it,
 * goes, and the control codes of pages that said iso-8859-1 become the signs of windows-1252 that
 * were meant.
 */
void plain_text(struct buffer *text);

#endif
