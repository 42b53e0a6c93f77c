/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_LEMMA_INTERNAL_H
#define STEMMING_LEMMA_INTERNAL_H

/* Words being worked on by the rules of lemma.c: how they are spelt, and what the list has of
 * them. */
#include "stemming/lemma.h"

static inline bool lemma_is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static inline struct slice lemma_view(const struct lemma *w)
{
	return slice_make(w->text, w->len);
}

static inline char lemma_last(const struct lemma *w, size_t back)
{
	return back < w->len ? w->text[w->len - 1 - back] : 0;
}

bool lemma_known(const struct lemma *w);
bool lemma_known_with(const struct lemma *w, const char *ending);

/* Its compounds in the list: all, and those that begin with it. */
float lemma_family(const struct lemma *w);
float lemma_first_family(const struct lemma *w);

/* Runs of vowels: syllables, near enough. */
unsigned lemma_syllables(const struct lemma *w);

/*
 * What stands before -en or -e, spelt as at the end of a word: "buss" is bus, "huiz" huis, "bom"
 * boom, "lever" lever. False when that is no word.
 */
bool lemma_close_syllable(struct lemma *w);

/* The same for infinitives, whose stem need not be a word: "stell" is stel, "lev" leef, "regel"
 * regel. */
bool lemma_close_verb(struct lemma *w);

/* True when the stem has an infinitive in the list: woon - wonen, leef - leven, stel - stellen. */
bool lemma_has_infinitive(const struct lemma *stem);

/* True when the list has the third person of a stem: a plural has none beside it, as an infinitive
 * has. */
bool lemma_has_third_person(const struct lemma *stem);

#endif
