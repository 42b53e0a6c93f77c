/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_CASING_H
#define STEMMING_CASING_H

/*
 * Words that mean something else with their capitals: abbreviations (OM, IS) and names (Tienen,
 * Halle, Mol) whose letters, folded, are a function word, a word of the list or a form of one.
 */
#include <stdbool.h>

#include "base/slice.h"

enum casing { CASING_NONE, CASING_CAPITALS, CASING_NAME };

/* What the word may be by its own letters: capitals throughout, or one in front of a name that the
 * word list has. */
enum casing casing_of(struct slice raw, struct slice folded);

/*
 * False where the capitals say nothing: a word in a heading of capitals, or with a capital because
 * a sentence begins. A name that stands there by itself, as in "Halle. - Station", is one.
 */
bool casing_counts(struct slice text, size_t start, size_t end);

#endif
