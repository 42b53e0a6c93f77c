/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_LETTERS_FIGURE_H
#define CORPUS_LETTERS_FIGURE_H

/*
 * A capital or two, a blank and a figure of at most three digits, which people write as one word as
 * often: "E 40", "A 12", "D 66".  Texts and queries that write it one way hold the other.
 */
#include <stdbool.h>

#include "base/slice.h"

/* True when the text begins so, with nothing behind the figure that would make it another; *end
 * (may be NULL) gets its bytes.  With end NULL it must be the whole text. */
bool letters_and_figure(struct slice text, size_t *end);

#endif
