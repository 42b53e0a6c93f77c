/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_NUMBERING_H
#define CORPUS_NUMBERING_H

/*
 * The numbers in front of sub-questions and answers: `1.`, `10. `, `2-3.`, `1+2.`, `1 t.e.m. 3.`,
 * `8, 9.`, `1., 2., 3. b) en 4.`, `2 en 3`, `IV.`, `b)`.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

enum { LABELS_MAX = 64, LABEL_NUMBER_MAX = 199 };

/* What the numbers of a text are written in.  Roman numerals are capitals. */
enum numeral { NUMERAL_DIGITS, NUMERAL_ROMAN, NUMERAL_LETTER };

struct labels {
	size_t count;
	enum numeral numeral;
	int number[LABELS_MAX];  /* of a letter its place in the alphabet, from 1 */
	char letter[LABELS_MAX]; /* 'b' of "3. b)", 0 without */
};

/*
 * Reads a group of labels in that numeral at the start of s that ends as a label does, with a dot,
 * a bracket, a colon or the like.  *used gets its length.  Numbers must rise.  False when there is
 * no group, for numbers over LABEL_NUMBER_MAX, decimals, dates.
 */
bool labels_parse(struct slice s, enum numeral numeral, struct labels *out, size_t *used);

/* Reads the list after the word Vraag or Antwoord: `2`, `2 en 3`, `16, 17 en 19`, `4-7`, `III`,
 * `b`, up to the end of s or to what is no part of it.  *used gets its length. */
bool labels_parse_list(struct slice s, struct labels *out, size_t *used);

/* Writes label i ("3b"; Roman numerals as figures) into out[8] and returns it as a slice of out. */
struct slice label_format(const struct labels *labels, size_t i, char out[8]);

#endif
