/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_NOTES_H
#define CORPUS_NOTES_H

/* Notes below the text of a paper. */
#include "corpus/model/question.h"
#include "corpus/text/lines.h"

/*
 * Moves the notes at the end of the paper, `1) ...`, `[1] ...`, `*) ...`, behind a superscript or
 * below a rule, to the question's, and returns the lines above them: they belong to no answer.
 * Nothing above line `body` is one. `numbered`: figures may be those of notes, too, when the text
 * refers to them; where answers are numbered they are not. Changes the array of the lines behind
 * `body`.
 */
struct lines notes_lift(const struct lines *lines, struct question *q, size_t body, bool numbered);

#endif
