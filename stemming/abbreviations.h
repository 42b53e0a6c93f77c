/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_ABBREVIATIONS_H
#define STEMMING_ABBREVIATIONS_H

/*
 * Abbreviations as texts introduce them: "Agentschap Binnenlands Bestuur (ABB)" and
 * "ABB (Agentschap Binnenlands Bestuur)".  The long form is found by matching the
 * letters of the short one from the right, the first of them at the start of a
 * word (Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation
 * Definitions in Biomedical Text", PSB 2003).
 */
#include <stdbool.h>

#include "base/slice.h"

enum { ABBREVIATION_MAX = 12, EXPANSION_MAX = 120 };

struct abbreviation {
	struct slice brief;     /* "ABB"; borrows from the text */
	struct slice expansion; /* "Agentschap Binnenlands Bestuur"; borrows from the text */
};

/* The next one introduced at or after *pos; moves *pos on.  No long form begins with a function
 * word. */
bool abbreviation_next(struct slice text, size_t *pos, struct abbreviation *out);

/*
 * True for what may be asked as a short form: anything in capitals, else what is no function word,
 * title or word of the list (a list's word without a vowel is a short form itself: btw).
 */
bool abbreviation_may_be(struct slice word);

/* The long form of a short one that parliaments use themselves (MV: mondelinge vraag); empty for
 * others. */
struct slice abbreviation_of_parliament(struct slice brief);

/* True when two long forms are one name: all words of one, function words left out, begin as words
 * of the other do. */
bool abbreviation_same_name(struct slice a, struct slice b);

#endif
