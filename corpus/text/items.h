/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_ITEMS_H
#define CORPUS_ITEMS_H

/* The numbered pieces of a text: where they start, and which of them are pieces of a list inside
 * another. */
#include "corpus/text/numbering.h"

struct item_style {
	bool by_line; /* an item starts a line; else it may stand anywhere a sentence has ended:
			 "is?2. Zou" */
	bool bare;    /* a figure alone on its line is an item too */
	bool brief;   /* items are `V1: ...` and `A1: ...` only */
	bool loose;   /* nothing ends the number: "1 Hoeveel ...?" */
	enum numeral numeral;
};

/* A piece of a text that starts with labels. */
struct item {
	struct labels labels;
	size_t start; /* byte where the labels stand, or the word before them */
	size_t text;  /* byte where the text behind them starts */
	bool bare;    /* no dot or the like ends the labels */
	bool named;   /* a word stands before the labels: "Vraag 2:" */
};

/* Finds the next item at or after *pos whose first number is in [first, last].  Moves *pos behind
 * its labels. */
bool item_find(struct slice text, size_t *pos, int first, int last, struct item_style style,
	       struct item *out);

/*
 * The same for a single number, but not inside a list: where the items begin at 1 again before it
 * comes, those that count on from there are passed over, unless nothing but them bears the number.
 */
bool item_find_outside_list(struct slice text, size_t *pos, int number, struct item_style style,
			    struct item *out);

#endif
