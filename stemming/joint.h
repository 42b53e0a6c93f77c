/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_JOINT_H
#define STEMMING_JOINT_H

/*
 * Compounds that are written apart: "opvang van kinderen" is kinderopvang.  Two words that stand
 * like that and whose joint form the word list knows get a term of their own, so that the compound
 * is found without looking at positions; of other pairs positions tell (searcher/compile/), with
 * the same answer.
 *
 * Both ways go by this: the first word in front of the second, or behind it with a preposition in
 * between, which an article may follow.  Words are given by their TERM_WORD.
 */
#include <stdbool.h>

#include "base/buffer.h"
#include "base/slice.h"

enum {
	JOINT_LEADS = 1, /* compounds of the word list begin with it */
	JOINT_ENDS = 2,  /* or end with it */
	JOINT_LEADS_OFTEN = 4,
	JOINT_ENDS_OFTEN = 8,
};

/* Which of the two a word does. */
unsigned char joint_place(struct slice word);

/* True when the word list has the two as one word, with some link. */
bool joint_known(struct slice left, struct slice right);

/* Replaces *out with the two as one word, as the word list has it; false when it has none. */
bool joint_form(struct slice left, struct slice right, struct buffer *out);

/* Appends the name of a pair: the words with a plus sign, which no word has. */
void joint_add(struct slice left, struct slice right, struct buffer *out);

/* Stop words that stand between the halves of a compound that was turned round, and those that may
 * follow them; NULL at the end. */
extern const char *const joint_prepositions[];
extern const char *const joint_articles[];

#endif
