/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_WORDS_H
#define STEMMING_WORDS_H

/*
 * The word walk: where words, numbers, abbreviations and dates begin and end in
 * a text.  It looks at bytes only and copies nothing.
 *
 * A span is a maximal run of letters, marks and digits, and further
 *   - an apostrophe between letters stays inside: auto's, d'Hondt, zo'n;
 *   - a hyphen between letters or digits of which one is a letter stays inside:
 *     wiskunde-onderwijs, COVID-19, 's-Gravenhage;
 *   - single letters with dots are one span: i.h.k.v., N.V.;
 *   - points and commas between digits stay inside: 1.234,56, 6.5.13, and a
 *     numeric date is one span: 10/12/2021, 2-1-2023, 2022-02-07.
 * Everything else separates.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum span_kind {
	SPAN_WORD,         /* letters, perhaps with digits */
	SPAN_HYPHENATED,   /* words tied by hyphens */
	SPAN_APOSTROPHE,   /* a word with an apostrophe */
	SPAN_ABBREVIATION, /* i.h.k.v. */
	SPAN_NUMBER,       /* digits, points, commas */
	SPAN_DATE,         /* numeric date */
};

struct span {
	size_t start, end; /* bytes */
	enum span_kind kind;
};

/* The next span at or after *pos in well-formed UTF-8; moves *pos to its end. */
bool words_next(struct slice text, size_t *pos, struct span *out);

/* True when the code point belongs to words. */
bool words_is_word_char(uint32_t code_point);

#endif
