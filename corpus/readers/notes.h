/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_NOTES_H
#define CORPUS_NOTES_H

/* Notes below the text of a paper. */
#include "corpus/text/lines.h"

/* The first line of the notes at the end of the paper, `1) ...`, `[1] ...`, `*) ...`, behind a superscript or below a
 * rule; count when there are none.  They belong to no answer.  `numbered`: figures may be those of notes, too, when the
 * text refers to them; where answers are numbered they are not. */
size_t notes_start(const struct lines *lines, size_t body, bool numbered);

#endif
