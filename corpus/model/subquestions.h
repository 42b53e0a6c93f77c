/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_SUBQUESTIONS_H
#define CORPUS_SUBQUESTIONS_H

/*
 * Cuts the text of a question into introduction and numbered sub-questions, and
 * the text of an answer into the parts that answer them.
 */
#include "corpus/model/question.h"

enum split_style {
	SPLIT_BY_LINE, /* a number starts a line */
	SPLIT_RUNNING, /* numbers stand in running text, often glued to the sentence before */
};

/* How the text seems to be numbered: by its lines when it has several. */
enum split_style split_style_of(struct slice text);

/*
 * Sets intro and questions from the text.  Numbers must run 1, 2, 3..., by line also I, II, III or
 * a, b, c; of several such runs the one with most question marks is taken.  A text without
 * numbers is one sub-question "1": its last paragraphs that ask, the rest is
 * introduction.
 */
void split_questions(struct question *self, struct slice text, enum split_style style);

/*
 * Sets answer_intro and adds answers.  A part may answer several sub-questions
 * (`2-3.`).  An answer without numbers answers sub-question "1" when that is the
 * only one, else it has no labels.  Called again for a further answer, an additional one for
 * example.
 */
void split_answers(struct question *self, struct slice text, enum split_style style);

/* Adds the citations found in the text. */
void split_citations(struct question *self, struct slice text);

#endif
