/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_WORD_TERMS_H
#define STEMMING_WORD_TERMS_H

/* What one span of a text gives: the analysis that the analyzer remembers. */
#include "base/arena.h"
#include "stemming/analyzer.h"

struct word_terms;

/* Terms are laid in the arena, which the caller may clear between two words.  Fails with VERSION
 * when this libstemmer has no Dutch stemmer. */
MUST_CHECK enum status word_terms_new(struct arena *arena, struct word_terms **out,
				      struct error *err);
void word_terms_free(struct word_terms *self);

/* The span's terms, in the arena. */
struct word word_terms_analyze(struct word_terms *self, struct slice raw, enum span_kind kind);

/*
 * The terms of a half of a compound whose other half stands in the word `whole`
 * (stemming/suspended.h): its own, and those of the completed word at the same place.
 */
struct word word_terms_complete(struct word_terms *self, struct slice half, struct slice whole,
				bool mirrored);

/*
 * Where a compound may be written apart, at each seam or hyphen: its two halves, each as the
 * TERM_WORD that it has as a word of its own.  Returns how many; the terms are in the arena.
 */
size_t word_terms_cuts(struct word_terms *self, struct slice raw, enum span_kind kind,
		       struct word_cut cuts[WORD_CUTS_MAX]);

/* Writes 2022-02-07; false when there is no such day. */
bool word_terms_write_date(int year, int month, int day, char iso[16]);

#endif
