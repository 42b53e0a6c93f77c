/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules are tried in a fixed order, again on what they give, until none applies.
 * Each names the ending, makes the base as it would be spelt, and asks the list.
 * A noun that looks like a verb form ("markt": ik mark?) is kept when it has a
 * family of compounds of its own.
 */
#include "stemming/lemma.h"

#include "stemming/irregular.h"
#include "stemming/lexicon.h"

enum { ROUNDS = 4, FAMILY_OF_ITS_OWN = 4, FAMILY_OF_A_NOUN = 10 };

/* ---- spelling ---- */

static bool is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static struct slice view(const struct lemma *w)
{
	return slice_make(w->text, w->len);
}

static void set(struct lemma *w, struct slice s)
{
	w->len = s.len < LEMMA_MAX ? s.len : LEMMA_MAX;
	memmove(w->text, s.ptr, w->len);
}

static char last(const struct lemma *w, size_t back)
{
	return back < w->len ? w->text[w->len - 1 - back] : 0;
}

static bool known(const struct lemma *w)
{
	struct lexicon_entry e;
	return w->len >= 2 && lexicon_find(view(w), &e);
}

static bool known_with(const struct lemma *w, const char *ending)
{
	struct lemma longer = *w;
	size_t n = strlen(ending);
	if (w->len + n > LEMMA_MAX)
		return false;
	memcpy(longer.text + w->len, ending, n);
	longer.len += n;
	return known(&longer);
}

static float family(const struct lemma *w)
{
	struct lexicon_entry e;
	return lexicon_find(view(w), &e) ? e.first + e.last : 0;
}

static float first_family(const struct lemma *w)
{
	struct lexicon_entry e;
	return lexicon_find(view(w), &e) ? e.first : 0;
}

/* Runs of vowels: syllables, near enough. */
static unsigned syllables(const struct lemma *w)
{
	unsigned n = 0;
	for (size_t i = 0; i < w->len; i++)
		n += is_vowel(w->text[i]) && (i == 0 || !is_vowel(w->text[i - 1]));
	return n;
}

static bool short_end(const struct lemma *w)
{
	return w->len >= 2 && !is_vowel(last(w, 0)) && is_vowel(last(w, 1)) &&
	       (w->len == 2 || !is_vowel(last(w, 2)));
}

/* "bom" -> "boom" */
static void lengthen(struct lemma *w)
{
	char c = last(w, 0);
	w->text[w->len - 1] = last(w, 1);
	w->text[w->len++] = c;
}

static bool doubles(char vowel)
{
	return vowel == 'a' || vowel == 'e' || vowel == 'o' || vowel == 'u';
}

/*
 * What stands before -en or -e, spelt as at the end of a word: "buss" is bus, "huiz"
 * huis, "bom" boom, "lever" lever.  False when that is no word.
 */
static bool close_syllable(struct lemma *w)
{
	char c = last(w, 0);
	if (w->len < 2)
		return false;
	if (c == last(w, 1) && !is_vowel(c)) {
		w->len--;
		return known(w);
	}
	if (c == 'z' || c == 'v')
		w->text[w->len - 1] = c == 'z' ? 's' : 'f';
	if (!short_end(w)) {
		/* sociale, financiele: the diaeresis that parted the vowels is folded away */
		if (known(w) || !is_vowel(last(w, 1)) || !doubles(last(w, 1)) || last(w, 1) == last(w, 2))
			return known(w);
		lengthen(w);
		return known(w);
	}
	if (!doubles(last(w, 1)))
		return known(w);

	struct lemma plain = *w;
	lengthen(w);
	if (known(w))
		return true;
	*w = plain;
	return syllables(w) > 1 && known(w);
}

/* True when the stem has an infinitive in the list: woon - wonen, leef - leven, stel - stellen. */
static bool is_verb(const struct lemma *stem)
{
	struct lemma w = *stem;
	char c = last(&w, 0);
	if (w.len < 2 || is_vowel(c))
		return false;
	if (known_with(&w, "en"))
		return true;
	if (short_end(&w)) {
		char twice[] = {c, 'e', 'n', 0};
		return known_with(&w, twice);
	}
	if (is_vowel(last(&w, 1)) && last(&w, 1) == last(&w, 2)) {
		w.text[w.len - 2] = c;
		w.len--;
	}
	if (c == 'f' || c == 's')
		w.text[w.len - 1] = c == 'f' ? 'v' : 'z';
	return known_with(&w, "en");
}

/* ---- the rules: true when w was changed to a base ---- */

static bool without(const struct lemma *w, const char *ending, struct lemma *base)
{
	if (!slice_ends(view(w), ending) || w->len < strlen(ending) + 2)
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

static bool from_en(struct lemma *w)
{
	struct lemma base;
	/* "steen" ends in no -en, "ideeen" and "theorieen" do */
	bool een = slice_ends(view(w), "een") && !slice_ends(view(w), "eeen") &&
		   !slice_ends(view(w), "ieen");
	if (een || !without(w, "en", &base))
		return false;
	struct lemma whole = *w;
	bool ie = last(&base, 0) == 'i';
	if (ie) /* bacterien, categorien */
		base.text[base.len++] = 'e';
	if (!(ie ? known(&base) : close_syllable(&base)) || base.len < 3)
		return false;
	/* "regen" is no plural: it begins compounds, its would-be base has no family */
	if (first_family(&whole) >= FAMILY_OF_ITS_OWN && first_family(&whole) > 2 * first_family(&base) &&
	    family(&base) < FAMILY_OF_A_NOUN)
		return false;
	return accept(w, &base);
}

/* Nouns in -e: gemeenten, ziekten, bijlagen. */
static bool from_n(struct lemma *w)
{
	struct lemma base;
	if (!without(w, "n", &base) || last(&base, 0) != 'e' || last(&base, 1) == 'e' || base.len < 4 ||
	    !known(&base))
		return false;
	if (family(&base) < FAMILY_OF_ITS_OWN && !known_with(&base, "s"))
		return false;
	/* not patiente for patienten */
	struct lemma shorter = base;
	shorter.len--;
	if (close_syllable(&shorter) && family(&shorter) >= family(&base))
		return false;
	return accept(w, &base);
}

static bool takes_s(const struct lemma *base)
{
	static const char *const ends[] = {"el", "em", "en", "er", "aar", "aard", "eur", "or", "je", "ie", "um"};
	struct slice s = view(base);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (base->len >= 5 && slice_ends(s, ends[i]))
			return true;
	return base->len >= 4 && is_vowel(last(base, 0));
}

static bool from_s(struct lemma *w)
{
	struct lemma base;
	if (!without(w, "s", &base) || base.len < 3 || !known(&base) || last(&base, 0) == 's')
		return false;
	struct lemma plural = *w;
	/* "kans" has a plural of its own; "apps" has none, and app no plural in -en */
	bool own = known_with(&plural, "en") || family(&plural) > 2 * family(&base);
	if (!takes_s(&base) && (own || known_with(&base, "en") || base.len < 3))
		return false;
	if (takes_s(&base) && known_with(&plural, "en") && !slice_ends(view(&base), "e"))
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
		if (i == 3 && last(&base, 0) == last(&base, 1))
			base.len--;
		if (known(&base))
			return accept(w, &base);
	}
	return false;
}

static bool from_e(struct lemma *w)
{
	struct lemma base;
	if (!without(w, "e", &base) || base.len < 3 || is_vowel(last(&base, 0)))
		return false;
	/* nouns in -e have plurals: zones, waarden */
	bool adjective = known_with(w, "r"); /* groter */
	if (!adjective && known_with(w, "s"))
		return false;
	if (!close_syllable(&base))
		return false;
	if (!adjective && known_with(w, "n") && family(w) >= FAMILY_OF_ITS_OWN && family(w) > family(&base))
		return false;
	return accept(w, &base);
}

static bool from_comparison(struct lemma *w)
{
	struct lemma base;
	if (without(w, "ste", &base) && base.len >= 3 && known(&base) && known_with(&base, "st"))
		return accept(w, &base);
	if (without(w, "st", &base) && base.len >= 4 && known(&base) && known_with(w, "e") &&
	    first_family(w) < FAMILY_OF_ITS_OWN)
		return accept(w, &base);
	/* groter, grotere: an adjective has both, a noun in -er has not */
	if (!without(w, "er", &base) || base.len < 3 || !known_with(w, "e") || known_with(w, "s"))
		return false;
	if (slice_ends(view(&base), "rd") && base.len > 4) { /* zwaarder */
		struct lemma shorter = base;
		shorter.len--;
		if (known(&shorter) && known_with(&shorter, "ste"))
			return accept(w, &shorter);
	}
	return close_syllable(&base) && accept(w, &base);
}

/* ik werkt, werkte, werkten: back to the stem when there is such a verb. */
static bool from_finite(struct lemma *w)
{
	static const char *const ends[] = {"ten", "den", "te", "de", "t", "d"};
	if (first_family(w) >= FAMILY_OF_ITS_OWN)
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct lemma stem;
		if (!without(w, ends[i], &stem) || stem.len < 3 || !syllables(&stem))
			continue;
		if (is_verb(&stem))
			return accept(w, &stem);
	}
	return false;
}

/* lopend, leidinggevend: the infinitive with a d. */
static bool from_present_participle(struct lemma *w)
{
	struct lemma base;
	if (!slice_ends(view(w), "end") || !without(w, "d", &base) || base.len < 5 || !known(&base))
		return false;
	return accept(w, &base);
}

static const char *const particles[] = {
	"aan", "achter", "af", "bij", "binnen", "dicht", "door", "goed", "in", "klaar", "los", "mede", "mee",
	"na", "neer", "om", "onder", "op", "open", "over", "plaats", "samen", "stop", "tegen", "terug", "tewerk", "toe",
	"uit", "vast", "vol", "voor", "vooruit", "vrij", "weg", "terecht", "goedkeur", "deel", "kwijt", "stil", "bekend",
};

/* gewerkt; uitgevoerd with the particle in front. */
static bool from_participle(struct lemma *w)
{
	struct slice s = view(w);
	size_t at = 0;
	if (first_family(w) >= FAMILY_OF_ITS_OWN || w->len < 6)
		return false;
	for (size_t i = 0; i < sizeof particles / sizeof *particles; i++) {
		size_t n = strlen(particles[i]);
		if (slice_starts(s, particles[i]) && slice_starts(slice_from(s, n), "ge") && n > at)
			at = n;
	}
	if (!slice_starts(slice_from(s, at), "ge") || (last(w, 0) != 't' && last(w, 0) != 'd'))
		return false;
	struct lemma stem = *w;
	memmove(stem.text + at, stem.text + at + 2, stem.len - at - 2);
	stem.len -= 2;
	struct lemma full = stem; /* gemeld, opgestart: the stem ends in d or t */
	stem.len--;
	bool own = full.len >= at + 3 && is_verb(&full) && first_family(&full) > first_family(&stem);
	if (!own && stem.len >= at + 2 && is_verb(&stem))
		return accept(w, &stem);
	if (full.len >= at + 3 && is_verb(&full))
		return accept(w, &full);
	return false;
}

typedef bool rule_fn(struct lemma *w);

static rule_fn *const rules[] = {from_heden, from_comparison, from_n, from_en, from_s, from_diminutive,
				 from_present_participle, from_participle, from_e, from_finite};

bool lemma_find(struct slice folded, struct lemma *out)
{
	set(out, folded);
	bool found = known(out);
	for (int round = 0; round < ROUNDS; round++) {
		struct slice lemma = irregular_lemma(view(out));
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
