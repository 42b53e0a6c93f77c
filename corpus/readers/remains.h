/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_REMAINS_H
#define CORPUS_REMAINS_H

/* What a paper says beside its questions and answers: nothing of it is lost. */
#include "corpus/model/question.h"

/* Adds a paragraph of text that fits no field to the rest, which is searched. */
void remains_add_rest(struct question *q, struct slice text);

/* Adds notes, `1) ...`, `[1] ...` or `1Text`, a number beginning each; what stands before the first
 * is rest. */
void remains_add_notes(struct question *q, struct slice text);

/* Adds the list below BIJLAGEN as annexes, a line each; what is no list is rest. */
void remains_add_annexes(struct question *q, struct slice text);

#endif
