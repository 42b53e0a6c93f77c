/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_EDIT_DISTANCE_H
#define BASE_EDIT_DISTANCE_H

/* How far apart two short words are. */
#include "base/slice.h"

enum { EDIT_DISTANCE_MAX = 40 }; /* bytes of a word */

/*
 * Counts the bytes to insert, delete, replace or swap with their neighbour to turn `a` into `b`
 * (optimal string alignment; Damerau 1964), at most `most` + 1, which is also the answer for words
 * longer than EDIT_DISTANCE_MAX.
 */
unsigned edit_distance(struct slice a, struct slice b, unsigned most);

#endif
