/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_QUESTION_CHECKS_H
#define CORPUS_QUESTION_CHECKS_H

/*
 * Whether what was read can be what it was taken for.  A field that cannot (a role as title, "X aan
 * Y" as asker, a member's key as party, an answer before its question, a status that the answers
 * contradict) keeps its value, which may be right all the same, and becomes less sure: `review`
 * lists it.
 */
#include "corpus/model/question.h"

enum { CHECK_FAILED = 40 }; /* percent: what a field that fails its check is at most */

/* Lowers how sure the fields are that fail; the question is finished. */
void question_check(struct question *self);

#endif
