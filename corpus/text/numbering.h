/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_NUMBERING_H
#define CORPUS_NUMBERING_H

/*
 * The numbers in front of sub-questions and answers: `1.`, `10. `, `2-3.`,
 * `8, 9.`, `1., 2., 3. b) en 4.`, `2 en 3`, and texts cut at them.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

enum { LABELS_MAX = 64, LABEL_NUMBER_MAX = 199 };

struct labels {
	size_t count;
	int number[LABELS_MAX];
	char letter[LABELS_MAX]; /* 'b' of "3. b)", 0 without */
};

/*
 * Reads a group of labels that must end in '.' or ')' at the start of s, as
 * printed before an answer or question.  *used gets its length.  Numbers must rise. False when there is
 * no group, for numbers over LABEL_NUMBER_MAX, decimals, dates.
 */
bool labels_parse(struct slice s, struct labels *out, size_t *used);

/* Reads the list after the word Vraag or Antwoord: `2`, `2 en 3`, `16, 17 en 19`, `4-7`, up to the
 * end of s or a colon.  *used gets its length. */
bool labels_parse_list(struct slice s, struct labels *out, size_t *used);

/* Writes label i ("3b") into out[8] and returns it as a slice of out. */
struct slice label_format(const struct labels *labels, size_t i, char out[8]);

/* A piece of a text that starts with labels. */
struct item {
	struct labels labels;
	size_t start; /* byte where the labels stand */
	size_t text;  /* byte where the text behind them starts */
};

/*
 * Finds the next item of a numbered text at or after *pos whose first number is
 * `next_number` or, with `gaps`, between it and `last_number`.  With `by_line` an
 * item must start a line; else it may stand anywhere a sentence has ended
 * ("verholpen is?2. Zou").  Moves *pos behind its labels.
 */
bool item_find(struct slice text, size_t *pos, int next_number, int last_number, bool by_line,
	       struct item *out);

#endif
