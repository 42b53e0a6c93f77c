/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_ANSWER_STATES_H
#define CORPUS_ANSWER_STATES_H

/* The status of a question by the heads and notices of its paper. */
#include "corpus/model/question.h"
#include "corpus/text/marks.h"

/* What a paper says whose last answer has that form, `first` when it is the only one. */
enum answer_state answer_state_of(enum answer_form form, bool first);

/*
 * A notice in place of an answer says that the question was withdrawn or that another one took its
 * place: `otherwise` where it says neither, or is too long to be a notice.
 */
enum answer_state answer_state_noticed(struct slice text, enum answer_state otherwise);

#endif
