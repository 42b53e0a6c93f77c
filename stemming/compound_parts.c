/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/compound_parts.h"

#include <math.h>

#include "stemming/compound.h"
#include "stemming/compound_words.h"
#include "stemming/lemma.h"
#include "stemming/lexicon.h"

enum {
	NOUN = 2,           /* compounds that end in it: verbs and halves of words end none */
	FAMILY_OF_BASE = 3, /* compounds that begin with it */
	FAMILY_OF_LEAD = 5,
	FAMILY_OF_HEAD = 10,
	FAMILY_OF_NAME = 100,
};

/* Short words may be halves: "beur" of beurs, "krui" of kruis. Nouns among them end compounds. */
static bool may_take_s(struct slice base)
{
	enum { HALF_MAX = 6 };
	struct lexicon_entry e;
	return base.len > HALF_MAX || (lexicon_find(base, &e) && e.last >= NOUN);
}

static bool is_word(struct slice s)
{
	struct lexicon_entry e;
	return lexicon_find(s, &e);
}

static bool is_word_with(struct slice s, const char *ending)
{
	char text[COMPOUND_LEN_MAX + 8];
	size_t n = strlen(ending);
	if (s.len + n > sizeof text)
		return false;
	memcpy(text, s.ptr, s.len);
	memcpy(text + s.len, ending, n);
	return is_word(slice_make(text, s.len + n));
}

static double family(const struct lexicon_entry *e, enum compound_place place)
{
	switch (place) {
	case COMPOUND_FIRST: return e->first;
	case COMPOUND_LAST: return e->last;
	default: return sqrt((e->first + 1) * (e->last + 1)) - 1;
	}
}

double compound_family(struct slice part, enum compound_place place)
{
	struct lexicon_entry e;
	return lexicon_find(part, &e) ? family(&e, place) : 0;
}

/* Short words fit in by accident: they need a family of some size. */
static double least_family(size_t len)
{
	return len == 3 ? 15 : len == 4 ? 5 : len == 5 ? 2 : 0;
}

/* ---- leads ---- */

static bool is_base_with(struct slice part, const char *ending)
{
	size_t n = strlen(ending);
	struct slice base = slice_sub(part, 0, part.len - n);
	struct lexicon_entry e;
	if (part.len < n + 4 || !slice_ends(part, ending) || !lexicon_find(base, &e))
		return false;
	bool links = n > 1 ? e.first >= FAMILY_OF_LEAD
			   : e.first >= FAMILY_OF_BASE && may_take_s(base);
	return links && !compound_never_first(base) && !compound_never_last(base);
}

/* A plural or genitive is left to its base with a link: "gebruikers" is gebruiker + s. */
static bool has_base(struct slice part)
{
	/* "goederen": there is no goeder, whatever the list has; "inkomen" has a plural of its
	 * own */
	if (slice_ends(part, "en") &&
	    ((slice_ends(part, "eren") && compound_takes_er(slice_sub(part, 0, part.len - 4))) ||
	     is_word_with(part, "s")))
		return false;
	if (slice_ends(part, "er") && !compound_takes_er(slice_sub(part, 0, part.len - 2)))
		return false;
	return is_base_with(part, "s") || is_base_with(part, "en") || is_base_with(part, "er");
}

/* "ontrading", "bereikbaarheid": nouns that the list lacks, made from words that it has. */
static bool is_derived_noun(struct slice part)
{
	enum { BASE_MIN = 4 };
	struct slice adjective = slice_sub(part, 0, part.len - 4),
		     verb = slice_sub(part, 0, part.len - 3);
	if (part.len > BASE_MIN + 4 && slice_ends(part, "heid"))
		return is_word(adjective);
	return part.len >= BASE_MIN + 3 && slice_ends(part, "ing") && is_word_with(verb, "en");
}

bool compound_may_lead(struct slice part, enum compound_place place)
{
	enum { NAME_MIN = 5 };
	struct lexicon_entry e;
	if (!lexicon_find(part, &e)) {
		if (place == COMPOUND_FIRST && compound_is_bound_lead(part))
			return true;
		bool name = place == COMPOUND_FIRST && part.len >= NAME_MIN &&
			    lexicon_has_folded_name(part);
		if (!name && !is_derived_noun(part))
			return false;
	} else if (family(&e, place) < least_family(part.len)) {
		return false;
	}
	return !compound_never_first(part) && !compound_never_last(part) && !has_base(part);
}

/* ---- links ---- */

static bool may_link_s(struct slice part, struct slice rest)
{
	struct lexicon_entry with, without = {0, 0};
	/* "beurs", "kruis" have an s of their own */
	if (!may_take_s(part) && is_word_with(part, "s"))
		return false;
	/* "vast|stellen", "belang|stelling": the s belongs to the next word */
	if (compound_never_last(rest))
		return false;
	if (!lexicon_find(rest, &with))
		return true;
	lexicon_find(slice_from(rest, 1), &without);
	return with.last * 3 <= without.last;
}

bool compound_may_link(struct slice word, size_t start, size_t end, size_t next)
{
	struct slice part = slice_sub(word, start, end), link = slice_sub(word, end, next);
	if (!link.len)
		return true;
	if (compound_never_first(slice_sub(word, start, next)))
		return false;
	if (slice_is(link, "s"))
		return may_link_s(part, slice_from(word, end));
	if (slice_is(link, "er"))
		return compound_takes_er(part);
	return part.len >= 4 && compound_family(part, COMPOUND_FIRST) >= FAMILY_OF_LEAD;
}

/* ---- heads ---- */

/*
 * A plural that looks like a verb, which ends no compound: "spoedgevallen" ends in geval. Short
 * ones are left alone: they are verbs (-eren, -lopen) more often than nouns.
 */
static bool is_plural_of_head(struct slice part)
{
	enum { END_MIN = 5 };
	struct lemma lemma;
	if (part.len < END_MIN || !slice_ends(part, "en") || !lemma_find(part, &lemma))
		return false;
	struct slice singular = slice_make(lemma.text, lemma.len);
	return !compound_never_last(singular) &&
	       compound_family(singular, COMPOUND_LAST) >= FAMILY_OF_HEAD;
}

bool compound_may_close(struct slice part)
{
	struct lexicon_entry e;
	double least = least_family(part.len);
	if (!lexicon_find(part, &e))
		return false;
	if (compound_never_last(part))
		return is_plural_of_head(part);
	return e.last >= (part.len < 7 && least < 1 ? 1 : least);
}

/* The end of a verb's stem and an ending: "verschil|lende", "etiket|tering". */
static bool ends_derived_verb(struct slice stem, struct slice ending)
{
	static const char *const endings[] = {"ing", "ingen", "end",   "ende",
					      "er",  "ers",   "ering", "eringen"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (slice_is(ending, endings[i]))
			return is_word_with(stem, "en") || is_word_with(stem, "eren");
	return false;
}

bool compound_is_derivation(struct slice word, size_t before, size_t head)
{
	/* "belangrijk" has an inflected form, "koninkrijk" has none */
	if (slice_is(slice_from(word, head), "rijk") && is_word_with(word, "e"))
		return true;
	return compound_is_ending(word, head) ||
	       ends_derived_verb(slice_sub(word, before, head + 1), slice_from(word, head + 1));
}

/* ---- words as a whole ---- */

/*
 * Names of places have heads that are known; what is not one ("Coronacrisis", "Facebookpagina",
 * "Kamerlid") has a long head, a common one, or another name in front.
 */
bool compound_is_name(struct slice word, struct slice first, struct slice head)
{
	enum { LONG = 5 };
	if (!lexicon_has_folded_name(word) || is_word(word))
		return false;
	if (compound_names_place(head))
		return true;
	return head.len < LONG && compound_family(head, COMPOUND_LAST) < FAMILY_OF_NAME &&
	       !lexicon_has_folded_name(first);
}

bool compound_is_participle(struct slice word, size_t head)
{
	struct lemma lemma;
	if (!slice_starts(slice_from(word, head), "ge") || !lemma_find(word, &lemma) ||
	    lemma.len <= head)
		return false;
	return !slice_starts(slice_make(lemma.text + head, lemma.len - head), "ge");
}
