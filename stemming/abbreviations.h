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

/* The next one introduced at or after *pos; moves *pos on. */
bool abbreviation_next(struct slice text, size_t *pos, struct abbreviation *out);

#endif
