/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_TURNS_H
#define CORPUS_TURNS_H

/* The body of Tweede Kamer papers: questions and answers in turns, `Vraag 1` / `Antwoord 1`. */
#include "corpus/model/question.h"
#include "corpus/text/lines.h"
#include "corpus/text/marks.h"

/* Sees how the paper names and numbers its questions, for turns_mark. */
void turns_see_style(struct lines *lines);

/* The mark that line i is, NONE where it is text or the sentence of the line before goes on in
 * it. */
enum mark_kind turns_mark(const struct lines *lines, size_t i, struct mark *mark);

/* The first line from `from` on that opens a question or an answer by a word; count when none
 * does. */
size_t turns_first(const struct lines *lines, size_t from);

/*
 * Adds the questions and answers from line `body` on: by such marks, else by `1. ...` lines, else
 * every paragraph that asks.  Remarks and annexes are in none of them; a notice of delay below the
 * questions becomes the introduction.
 */
void turns_read(const struct lines *lines, struct question *q, size_t body);

/* For a paper that is answered and names no answers: `1 Hoeveel? Elf.`  What stands behind the last
 * question mark is the answer, when that is so for all questions. */
void turns_part_answers(struct question *q);

#endif
