/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/abbreviations.h"

#include "stemming/fold.h"
#include "stemming/lexicon.h"
#include "stemming/stopwords.h"

static bool word_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || (unsigned char)c >= 0x80;
}

/* One word of 2 to ABBREVIATION_MAX letters and digits, half of them capitals at least. */
static bool is_brief(struct slice s)
{
	size_t upper = 0, letters = 0;
	if (s.len < 2 || s.len > ABBREVIATION_MAX || !byte_is_alpha(s.ptr[0]))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (!byte_is_alpha(c) && !byte_is_digit(c) && c != '-' && c != '&')
			return false;
		letters += byte_is_alpha(c);
		upper += c >= 'A' && c <= 'Z';
	}
	return upper >= 2 && upper * 2 >= letters;
}

static bool is_stopword(struct slice word)
{
	struct buffer folded = BUFFER_INIT;
	fold_plain(word, &folded);
	bool stop = stopword(buffer_slice(&folded)) >= 0;
	buffer_release(&folded);
	return stop;
}

/* The next word of a text from *i on, empty at its end. */
static struct slice next_word(struct slice s, size_t *i)
{
	while (*i < s.len && !word_byte(s.ptr[*i]))
		(*i)++;
	size_t start = *i;
	while (*i < s.len && word_byte(s.ptr[*i]))
		(*i)++;
	return slice_sub(s, start, *i);
}

/* A name may begin with the word at `at`: not inside one, and not with "van" or "de". */
static bool may_begin(struct slice text, size_t at)
{
	size_t i = at;
	return (at == 0 || !word_byte(text.ptr[at - 1])) && !is_stopword(next_word(text, &i));
}

/* The shortest end of `text` that spells the short form, empty when none does. */
static struct slice match_long(struct slice brief, struct slice text)
{
	size_t l = text.len;
	for (size_t s = brief.len; s-- > 0;) {
		char c = byte_lower(brief.ptr[s]);
		if (!byte_is_alpha(c) && !byte_is_digit(c))
			continue;
		do {
			if (l == 0)
				return SLICE_EMPTY;
			l--;
		} while (byte_lower(text.ptr[l]) != c || (s == 0 && !may_begin(text, l)));
	}
	return slice_from(text, l);
}

/* Where the sentence or bracket begins that ends at `end`, some words back. */
static size_t window_start(struct slice text, size_t end, size_t words)
{
	size_t i = end, spaces = 0;
	while (i > 0 && end - i < EXPANSION_MAX) {
		char c = text.ptr[i - 1];
		if (strchr(".;:?!()[]\"\n", c))
			break;
		if (c == ' ' && ++spaces >= words)
			break;
		i--;
	}
	return i;
}

static size_t count_words(struct slice s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += word_byte(s.ptr[i]) && (i == 0 || !word_byte(s.ptr[i - 1]));
	return n;
}

/* A long form is longer than its short one, does not hold it, and is a name rather than a
 * clause. */
static bool is_expansion(struct slice brief, struct slice s)
{
	if (s.len < brief.len + 3 || s.len > EXPANSION_MAX || slice_find(s, 0, "(") < s.len)
		return false;
	size_t words = count_words(s);
	if (words > brief.len + 5 || words < 1)
		return false;
	for (size_t i = 0; i + brief.len <= s.len; i++)
		if (memcmp(s.ptr + i, brief.ptr, brief.len) == 0)
			return false;
	return words > 1 || s.len >= 2 * brief.len;
}

/* "Long Form (LF)" with the bracket at [open, close). */
static bool brief_in_bracket(struct slice text, size_t open, struct slice inner,
			     struct abbreviation *out)
{
	size_t most = inner.len + 5 < inner.len * 2 ? inner.len + 5 : inner.len * 2;
	if (!is_brief(inner) || open == 0)
		return false;
	size_t end = open;
	while (end && text.ptr[end - 1] == ' ')
		end--;
	struct slice before = slice_sub(text, window_start(text, end, most), end);
	struct slice expansion = match_long(inner, before);
	if (!is_expansion(inner, expansion))
		return false;
	*out = (struct abbreviation){inner, expansion};
	return true;
}

/* "LF (Long Form)". */
static bool long_in_bracket(struct slice text, size_t open, struct slice inner,
			    struct abbreviation *out)
{
	size_t end = open;
	while (end && text.ptr[end - 1] == ' ')
		end--;
	size_t start = end;
	while (start && (byte_is_alpha(text.ptr[start - 1]) || byte_is_digit(text.ptr[start - 1])))
		start--;
	struct slice brief = slice_sub(text, start, end);
	if (!is_brief(brief) || count_words(inner) < 2 || !is_expansion(brief, inner))
		return false;
	struct slice matched = match_long(brief, inner);
	if (matched.len != inner.len)
		return false;
	*out = (struct abbreviation){brief, inner};
	return true;
}

bool abbreviation_next(struct slice text, size_t *pos, struct abbreviation *out)
{
	for (size_t open = *pos; (open = slice_find(text, open, "(")) < text.len; open++) {
		struct slice near = slice_sub(text, open + 1, open + 2 + EXPANSION_MAX);
		size_t close = slice_find(near, 0, ")");
		if (close == near.len)
			continue;
		struct slice inner = slice_trim(slice_sub(near, 0, close));
		if (brief_in_bracket(text, open, inner, out) ||
		    long_in_bracket(text, open, inner, out)) {
			*pos = open + 1;
			return true;
		}
	}
	*pos = text.len;
	return false;
}

/* ---- what is asked ---- */

static bool in_capitals(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < 'A' || s.ptr[i] > 'Z')
			return false;
	return s.len > 1;
}

static bool has_vowel(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr("aeiouy", byte_lower(s.ptr[i])))
			return true;
	return false;
}

bool abbreviation_may_be(struct slice word)
{
	static const char *const titles[] = {"dhr", "dr", "drs", "ir", "mevr", "mr",
					     "mw",  "nr", "nrs", "st", NULL};
	if (in_capitals(word))
		return true;
	if (slice_is_one_of(word, titles))
		return false;
	return !is_stopword(word) && !(has_vowel(word) && lexicon_has(word));
}

struct slice abbreviation_of_parliament(struct slice brief)
{
	static const struct {
		const char *brief, *expansion;
	} known[] = {
		{"KB", "koninklijk besluit"}, {"MB", "ministerieel besluit"},
		{"MV", "mondelinge vraag"},   {"SV", "schriftelijke vraag"},
		{"VOU", "vraag om uitleg"},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (slice_is_nocase(brief, known[i].brief))
			return slice_of(known[i].expansion);
	return SLICE_EMPTY;
}

/* True when some word of the name begins as this one does. */
static bool has_word_like(struct slice name, struct slice word)
{
	enum { ALIKE = 5 };
	struct slice other;
	size_t i = 0, n = word.len < ALIKE ? word.len : ALIKE;
	while ((other = next_word(name, &i)).len)
		if (other.len >= n && memcmp(other.ptr, word.ptr, n) == 0)
			return true;
	return false;
}

static bool has_words_of(struct slice name, struct slice words)
{
	struct slice word;
	size_t i = 0;
	while ((word = next_word(words, &i)).len)
		if (stopword(word) < 0 && !has_word_like(name, word))
			return false;
	return true;
}

bool abbreviation_same_name(struct slice a, struct slice b)
{
	struct buffer x = BUFFER_INIT, y = BUFFER_INIT;
	fold_plain(a, &x);
	fold_plain(b, &y);
	bool same = has_words_of(buffer_slice(&x), buffer_slice(&y)) ||
		    has_words_of(buffer_slice(&y), buffer_slice(&x));
	buffer_release(&x);
	buffer_release(&y);
	return same;
}
