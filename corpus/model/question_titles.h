/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_QUESTION_TITLES_H
#define CORPUS_QUESTION_TITLES_H

/* The Dutch names of what a question is, as people read them. */
#include "corpus/model/question.h"

/* "Vlaams Parlement"; "" when it is unknown. */
const char *question_parliament_title(const struct question *question);

/* "Schriftelijke vraag" */
const char *question_kind_title(const struct question *question);

#endif
