/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules are tried in a fixed order, again on what they give, until none applies.
 * Each names the ending, makes the base as it would be spelt, and asks the list.
 * A noun that looks like a verb form ("markt": ik mark?) is kept when it has a
 * family of compounds of its own.
 */
#include "stemming/lemma.h"

#include "stemming/irregular.h"
#include "stemming/lemma_internal.h"

enum { ROUNDS = 4, FAMILY_OF_ITS_OWN = 4, FAMILY_OF_A_NOUN = 10 };

static void set(struct lemma *w, struct slice s)
{
	w->len = s.len < LEMMA_MAX ? s.len : LEMMA_MAX;
	memmove(w->text, s.ptr, w->len);
}

/* ---- the rules: true when w was changed to a base ---- */

static bool without(const struct lemma *w, const char *ending, struct lemma *base)
{
	if (!slice_ends(lemma_view(w), ending) || w->len < strlen(ending) + 2)
		return false;
	*base = *w;
	base->len -= strlen(ending);
	return true;
}

static bool accept(struct lemma *w, const struct lemma *base)
{
	*w = *base;
	return true;
}

static bool from_heden(struct lemma *w)
{
	struct lemma base;
	if (!without(w, "heden", &base) || base.len < 3)
		return false;
	memcpy(base.text + base.len, "heid", 4);
	base.len += 4;
	return accept(w, &base);
}

/* Infinitives whose stem is no word: tewerkstellen; "wegen" are more of weg. */
static bool from_infinitive(struct lemma *w)
{
	struct lemma stem;
	if (!lemma_known(w) || !without(w, "en", &stem) || stem.len < 4 || lemma_known(&stem) ||
	    !lemma_close_verb(&stem))
		return false;
	return !lemma_known(&stem) && lemma_has_third_person(&stem) && accept(w, &stem);
}

static bool from_en(struct lemma *w)
{
	struct lemma base;
	/* "steen" ends in no -en, "ideeen" and "theorieen" do */
	bool een = slice_ends(lemma_view(w), "een") && !slice_ends(lemma_view(w), "eeen") &&
		   !slice_ends(lemma_view(w), "ieen");
	if (een || !without(w, "en", &base))
		return false;
	struct lemma whole = *w;
	bool ie = lemma_last(&base, 0) == 'i';
	if (ie) /* bacterien, categorien */
		base.text[base.len++] = 'e';
	if (!(ie ? lemma_known(&base) : lemma_close_syllable(&base)) || base.len < 3)
		return false;
	/* "regen" is no plural: it begins compounds, its would-be base has no family */
	if (lemma_first_family(&whole) >= FAMILY_OF_ITS_OWN &&
	    lemma_first_family(&whole) > 2 * lemma_first_family(&base) &&
	    lemma_family(&base) < FAMILY_OF_A_NOUN)
		return false;
	return accept(w, &base);
}

/* Nouns in -e: gemeenten, ziekten, bijlagen. */
static bool from_n(struct lemma *w)
{
	struct lemma base;
	if (!without(w, "n", &base) || lemma_last(&base, 0) != 'e' || lemma_last(&base, 1) == 'e' ||
	    base.len < 4 || !lemma_known(&base))
		return false;
	if (lemma_family(&base) < FAMILY_OF_ITS_OWN && !lemma_known_with(&base, "s"))
		return false;
	/* not patiente for patienten */
	struct lemma shorter = base;
	shorter.len--;
	if (lemma_close_syllable(&shorter) && lemma_family(&shorter) >= lemma_family(&base))
		return false;
	return accept(w, &base);
}

static bool takes_s(const struct lemma *base)
{
	static const char *const ends[] = {"el",  "em", "en", "er", "aar", "aard",
					   "eur", "or", "je", "ie", "um"};
	struct slice s = lemma_view(base);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (base->len >= 5 && slice_ends(s, ends[i]))
			return true;
	return base->len >= 4 && lemma_is_vowel(lemma_last(base, 0));
}

static bool from_s(struct lemma *w)
{
	struct lemma base;
	if (!without(w, "s", &base) || base.len < 3 || !lemma_known(&base) ||
	    lemma_last(&base, 0) == 's')
		return false;
	struct lemma plural = *w;
	/* "kans" has a plural of its own; "apps" has none, and app no plural in -en */
	bool own = lemma_known_with(&plural, "en") ||
		   lemma_family(&plural) > 2 * lemma_family(&base);
	if (!takes_s(&base) && (own || lemma_known_with(&base, "en") || base.len < 3))
		return false;
	if (takes_s(&base) && lemma_known_with(&plural, "en") &&
	    !slice_ends(lemma_view(&base), "e"))
		return false;
	return accept(w, &base);
}

static bool from_diminutive(struct lemma *w)
{
	static const char *const ends[] = {"je", "tje", "pje", "etje"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct lemma base;
		if (!without(w, ends[i], &base) || base.len < 3)
			continue;
		if (i == 3 && lemma_last(&base, 0) == lemma_last(&base, 1))
			base.len--;
		if (lemma_known(&base))
			return accept(w, &base);
	}
	return false;
}

static bool from_e(struct lemma *w)
{
	struct lemma base;
	if (!without(w, "e", &base) || base.len < 3 || lemma_is_vowel(lemma_last(&base, 0)))
		return false;
	/* nouns in -e have plurals: zones, waarden */
	bool adjective = lemma_known_with(w, "r"); /* groter */
	if (!adjective && lemma_known_with(w, "s"))
		return false;
	if (!lemma_close_syllable(&base))
		return false;
	if (!adjective && lemma_known_with(w, "n") && lemma_family(w) >= FAMILY_OF_ITS_OWN &&
	    lemma_family(w) > lemma_family(&base))
		return false;
	return accept(w, &base);
}

static bool from_comparison(struct lemma *w)
{
	struct lemma base;
	if (without(w, "ste", &base) && base.len >= 3 && lemma_known(&base) &&
	    lemma_known_with(&base, "st"))
		return accept(w, &base);
	if (without(w, "st", &base) && base.len >= 4 && lemma_known(&base) &&
	    lemma_known_with(w, "e") && lemma_first_family(w) < FAMILY_OF_ITS_OWN)
		return accept(w, &base);
	/* groter, grotere: an adjective has both, a noun in -er has not */
	if (!without(w, "er", &base) || base.len < 3 || !lemma_known_with(w, "e") ||
	    lemma_known_with(w, "s"))
		return false;
	if (slice_ends(lemma_view(&base), "rd") && base.len > 4) { /* zwaarder */
		struct lemma shorter = base;
		shorter.len--;
		if (lemma_known(&shorter) && lemma_known_with(&shorter, "ste"))
			return accept(w, &shorter);
	}
	return lemma_close_syllable(&base) && accept(w, &base);
}

/* ik werkt, werkte, werkten: back to the stem when there is such a verb. */
static bool from_finite(struct lemma *w)
{
	static const char *const ends[] = {"ten", "den", "te", "de", "t", "d"};
	if (lemma_first_family(w) >= FAMILY_OF_ITS_OWN)
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct lemma stem;
		if (!without(w, ends[i], &stem) || stem.len < 3 || !lemma_syllables(&stem))
			continue;
		if (lemma_has_infinitive(&stem))
			return accept(w, &stem);
	}
	return false;
}

/* lopend, leidinggevend: the infinitive with a d. */
static bool from_present_participle(struct lemma *w)
{
	struct lemma base;
	if (!slice_ends(lemma_view(w), "end") || !without(w, "d", &base) || base.len < 5 ||
	    !lemma_known(&base))
		return false;
	return accept(w, &base);
}

/* "gebeurt", "getuigt": behind a voiced consonant a participle has a d. */
static bool is_third_person(const struct lemma *w)
{
	return lemma_last(w, 0) == 't' && strchr("bdglmnrw", lemma_last(w, 1));
}

/* The participle whose "ge" stands at `at`, with the particle, noun or adjective of the verb in
 * front. */
static bool from_participle_at(struct lemma *w, size_t at)
{
	struct lemma stem = *w;
	memmove(stem.text + at, stem.text + at + 2, stem.len - at - 2);
	stem.len -= 2;
	struct lemma full = stem; /* gemeld, opgestart: the stem ends in d or t */
	stem.len--;
	bool own = full.len >= at + 3 && lemma_has_infinitive(&full) &&
		   lemma_first_family(&full) > lemma_first_family(&stem);
	if (!own && stem.len >= at + (w->len < 6 ? 3 : 2) && !is_third_person(w) &&
	    lemma_has_infinitive(&stem))
		return accept(w, &stem);
	if (full.len >= at + 3 && lemma_has_infinitive(&full))
		return accept(w, &full);
	return false;
}

static bool may_part_from_verb(struct slice front)
{
	static const char *const prefixes[] = {"her", "ont", "ver"}, *const brief[] = {"af", "in",
										       "na", "om",
										       "op"};
	for (size_t i = 0; front.len == 3 && i < sizeof prefixes / sizeof *prefixes; i++)
		if (slice_is(front, prefixes[i]))
			return false;
	for (size_t i = 0; front.len == 2 && i < sizeof brief / sizeof *brief; i++)
		if (slice_is(front, brief[i]))
			return true;
	return front.len == 0 || front.len > 2;
}

/* gewerkt, uitgevoerd, goedgekeurd. */
static bool from_participle(struct lemma *w)
{
	struct slice s = lemma_view(w);
	/* a short stem with a vowel in front has a diaeresis, or is uiten: geënt, geuit */
	size_t least = w->len > 2 && lemma_is_vowel(w->text[2]) ? 5 : 6;
	bool ending = lemma_last(w, 0) == 't' || lemma_last(w, 0) == 'd';
	if (w->len < least || !ending || lemma_first_family(w) >= FAMILY_OF_ITS_OWN)
		return false;
	for (size_t at = 0; at + 4 <= w->len; at++)
		if (slice_starts(slice_from(s, at), "ge") &&
		    may_part_from_verb(slice_sub(s, 0, at)) && from_participle_at(w, at))
			return true;
	return false;
}

typedef bool rule_fn(struct lemma *w);

static rule_fn *const rules[] = {
	from_heden,      from_comparison, from_n,          from_infinitive,
	from_en,         from_s,          from_diminutive, from_present_participle,
	from_participle, from_e,          from_finite};

bool lemma_find(struct slice folded, struct lemma *out)
{
	set(out, folded);
	bool found = lemma_known(out);
	for (int round = 0; round < ROUNDS; round++) {
		struct slice lemma = irregular_lemma(lemma_view(out));
		bool changed = lemma.len > 0;
		if (changed)
			set(out, lemma);
		for (size_t i = 0; !changed && i < sizeof rules / sizeof *rules; i++)
			changed = out->len >= 4 && rules[i](out);
		if (!changed)
			break;
		found = true;
	}
	return found;
}

bool lemma_is_verb_form(struct slice folded)
{
	static const char *const ends[] = {"t", "te", "ten", "de", "den"};
	struct lemma w, stem;
	set(&w, folded);
	if (!lemma_known(&w))
		return false;
	if (without(&w, "en", &stem) && lemma_close_verb(&stem) && lemma_has_third_person(&stem))
		return true;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (without(&w, ends[i], &stem) && stem.len >= 3 && lemma_syllables(&stem) &&
		    lemma_has_infinitive(&stem) && lemma_has_third_person(&stem))
			return true;
	return false;
}
