/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_FOLD_H
#define STEMMING_FOLD_H

/* Unicode forms of words. */
#include <stdbool.h>

#include "base/buffer.h"
#include "base/slice.h"

/* Replaces *out with word in NFKC, case folded, marks kept ("Eén" -> "één"). */
void fold_case(struct slice word, struct buffer *out);

/* Replaces *out with word in NFKC, case folded and without diacritics ("Coördinatie" ->
 * "coordinatie"). */
void fold_plain(struct slice word, struct buffer *out);

/* True when all bytes are ASCII. */
bool fold_is_ascii(struct slice word);

#endif
