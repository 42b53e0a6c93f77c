/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_SUSPENDED_H
#define STEMMING_SUSPENDED_H

/*
 * Compounds of which a text writes one half only, with a hyphen for the other: "land- en tuinbouw"
 * has landbouw, "in- en uitstroom" instroom, "land-, tuin- en bosbouw" both;
 * "verzekeringsmaatschappijen en -agenten" has verzekeringsagenten.
 */
#include <stdbool.h>

#include "base/buffer.h"
#include "stemming/words.h"

/*
 * True when the span (SPAN_WORD) has a hyphen behind or before it, for a half that another word of
 * the text has; *whole is that word then.  `mirrored`: it is the first half that is left out.
 */
bool suspended_partner(struct slice text, const struct span *span, struct span *whole,
		       bool *mirrored);

/*
 * Replaces *out with the half, completed from the whole word; all folded, a-z.  False when no joint
 * form is a word of the list or a compound with a seam where the whole word has one.
 */
bool suspended_complete(struct slice half, struct slice whole, bool mirrored, struct buffer *out);

#endif
