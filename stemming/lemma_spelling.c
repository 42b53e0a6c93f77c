/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/lemma_internal.h"

#include "stemming/lexicon.h"

bool lemma_known(const struct lemma *w)
{
	struct lexicon_entry e;
	return w->len >= 2 && lexicon_find(lemma_view(w), &e);
}

bool lemma_known_with(const struct lemma *w, const char *ending)
{
	struct lemma longer = *w;
	size_t n = strlen(ending);
	if (w->len + n > LEMMA_MAX)
		return false;
	memcpy(longer.text + w->len, ending, n);
	longer.len += n;
	return lemma_known(&longer);
}

float lemma_family(const struct lemma *w)
{
	struct lexicon_entry e;
	return lexicon_find(lemma_view(w), &e) ? e.first + e.last : 0;
}

float lemma_first_family(const struct lemma *w)
{
	struct lexicon_entry e;
	return lexicon_find(lemma_view(w), &e) ? e.first : 0;
}

unsigned lemma_syllables(const struct lemma *w)
{
	unsigned n = 0;
	for (size_t i = 0; i < w->len; i++)
		n += lemma_is_vowel(w->text[i]) && (i == 0 || !lemma_is_vowel(w->text[i - 1]));
	return n;
}

static bool short_end(const struct lemma *w)
{
	return w->len >= 2 && !lemma_is_vowel(lemma_last(w, 0)) &&
	       lemma_is_vowel(lemma_last(w, 1)) &&
	       (w->len == 2 || !lemma_is_vowel(lemma_last(w, 2)));
}

/* "bom" -> "boom" */
static void lengthen(struct lemma *w)
{
	char c = lemma_last(w, 0);
	w->text[w->len - 1] = lemma_last(w, 1);
	w->text[w->len++] = c;
}

static bool doubles(char vowel)
{
	return vowel == 'a' || vowel == 'e' || vowel == 'o' || vowel == 'u';
}

bool lemma_close_syllable(struct lemma *w)
{
	char c = lemma_last(w, 0);
	if (w->len < 2)
		return false;
	if (c == lemma_last(w, 1) && !lemma_is_vowel(c)) {
		w->len--;
		return lemma_known(w);
	}
	if (c == 'z' || c == 'v')
		w->text[w->len - 1] = c == 'z' ? 's' : 'f';
	if (!short_end(w)) {
		/* sociale, financiele: the diaeresis that parted the vowels is folded away */
		char vowel = lemma_last(w, 1);
		if (lemma_known(w) || !lemma_is_vowel(vowel) || !doubles(vowel) ||
		    vowel == lemma_last(w, 2))
			return lemma_known(w);
		lengthen(w);
		return lemma_known(w);
	}
	if (!doubles(lemma_last(w, 1)))
		return lemma_known(w);

	struct lemma plain = *w;
	lengthen(w);
	if (lemma_known(w))
		return true;
	*w = plain;
	return lemma_syllables(w) > 1 && lemma_known(w);
}

bool lemma_close_verb(struct lemma *w)
{
	char c = lemma_last(w, 0);
	if (w->len < 3 || lemma_is_vowel(c))
		return false;
	if (c == lemma_last(w, 1)) {
		w->len--;
		return true;
	}
	if (c == 'z' || c == 'v')
		w->text[w->len - 1] = c == 'z' ? 's' : 'f';
	/* "regel", "teken": a last syllable without stress keeps its single vowel */
	bool unstressed = lemma_last(w, 1) == 'e' && strchr("lmnr", lemma_last(w, 0)) &&
			  lemma_syllables(w) > 1 && lemma_known_with(w, "t");
	if (short_end(w) && doubles(lemma_last(w, 1)) && !unstressed)
		lengthen(w);
	return true;
}

bool lemma_has_infinitive(const struct lemma *stem)
{
	struct lemma w = *stem;
	char c = lemma_last(&w, 0);
	if (w.len < 2 || lemma_is_vowel(c))
		return false;
	if (lemma_known_with(&w, "en"))
		return true;
	if (short_end(&w)) {
		char twice[] = {c, 'e', 'n', 0};
		return lemma_known_with(&w, twice);
	}
	if (lemma_is_vowel(lemma_last(&w, 1)) && lemma_last(&w, 1) == lemma_last(&w, 2)) {
		w.text[w.len - 2] = c;
		w.len--;
	}
	if (c == 'f' || c == 's')
		w.text[w.len - 1] = c == 'f' ? 'v' : 'z';
	return lemma_known_with(&w, "en");
}

bool lemma_has_third_person(const struct lemma *stem)
{
	return lemma_known_with(stem, lemma_last(stem, 0) == 't' ? "te" : "t");
}
