/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_TURNS_H
#define CORPUS_TURNS_H

/* The body of Tweede Kamer papers: questions and answers in turns, `Vraag 1` / `Antwoord 1`. */
#include "corpus/model/question.h"
#include "corpus/text/lines.h"
#include "corpus/text/numbering.h"

enum mark_kind { MARK_NONE, MARK_QUESTION, MARK_ANSWER };

/* What the line opens, and for which labels: `Vraag 2 en 3`, `Antwoord 1`, `Antwoord op vraag 4`,
 * `Antwoord vraag 4-7:`, `Antwoord:` (no labels: the question before). */
enum mark_kind turns_mark(struct slice line, struct labels *labels);

/* Adds the questions and answers from line `body` on: by such marks, else by `1. ...` lines, else
 * every paragraph that asks. */
void turns_read(const struct lines *lines, struct question *q, size_t body);

#endif
