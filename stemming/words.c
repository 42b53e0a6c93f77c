/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/words.h"

#include <utf8proc.h>

enum byte_class { B_OTHER, B_LETTER, B_DIGIT, B_HIGH };

static const unsigned char classes[256] = {
	['0'] = B_DIGIT,        ['1'] = B_DIGIT, ['2'] = B_DIGIT,          ['3'] = B_DIGIT,
	['4'] = B_DIGIT,        ['5'] = B_DIGIT, ['6'] = B_DIGIT,          ['7'] = B_DIGIT,
	['8'] = B_DIGIT,        ['9'] = B_DIGIT, ['A' ... 'Z'] = B_LETTER, ['a' ... 'z'] = B_LETTER,
	[128 ... 255] = B_HIGH,
};

bool words_is_word_char(uint32_t c)
{
	if (c < 0x80)
		return classes[c] != B_OTHER;
	if (c == 0xad || c == 0x200b || c == 0x200c || c == 0x200d) /* invisible, inside words */
		return true;
	if (c >= 0x2080 && c <= 0x2089) /* CO₂; superscripts are footnotes and separate */
		return true;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND: return true;
	default: return false;
	}
}

/* Length of the word character at i: 0 when there is none. *letter tells letters from digits. */
static size_t word_char(struct slice s, size_t i, bool *letter)
{
	if (i >= s.len)
		return 0;
	unsigned char b = (unsigned char)s.ptr[i];
	switch (classes[b]) {
	case B_LETTER: *letter = true; return 1;
	case B_DIGIT: *letter = false; return 1;
	case B_OTHER: return 0;
	}
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.ptr + i,
					      (utf8proc_ssize_t)(s.len - i), &c);
	*letter = true;
	return n > 0 && words_is_word_char((uint32_t)c) ? (size_t)n : 0;
}

static size_t high_length(struct slice s, size_t i)
{
	unsigned char b = (unsigned char)s.ptr[i];
	size_t n = b < 0xc0 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
	return n < s.len - i ? n : s.len - i;
}

/* Length of an apostrophe at i (' or ’), else 0. */
static size_t apostrophe(struct slice s, size_t i)
{
	if (i < s.len && s.ptr[i] == '\'')
		return 1;
	return i + 2 < s.len && memcmp(s.ptr + i, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
}

static bool digit_at(struct slice s, size_t i)
{
	return i < s.len && byte_is_digit(s.ptr[i]);
}

static size_t digits_end(struct slice s, size_t i)
{
	while (digit_at(s, i))
		i++;
	return i;
}

/* A numeric date at i: 10/12/2021, 2-1-2023, 1.12.2022, 2022-02-07; the end, or i. */
static size_t date_end(struct slice s, size_t i)
{
	size_t a = digits_end(s, i);
	if (a - i > 4 || a == i || a >= s.len || !strchr("/-.", s.ptr[a]))
		return i;
	char sep = s.ptr[a];
	size_t b = digits_end(s, a + 1);
	if (b - a - 1 < 1 || b - a - 1 > 2 || b >= s.len || s.ptr[b] != sep)
		return i;
	size_t c = digits_end(s, b + 1);
	size_t first = a - i, last = c - b - 1;
	bool day_first = first <= 2 && last == 4;
	bool year_first = first == 4 && last >= 1 && last <= 2 && sep == '-';
	if ((!day_first && !year_first) ||
	    (c < s.len && classes[(unsigned char)s.ptr[c]] == B_LETTER))
		return i;
	return c;
}

/* Digits with points and commas between them. */
static size_t number_end(struct slice s, size_t i)
{
	size_t end = digits_end(s, i);
	while (end + 1 < s.len && (s.ptr[end] == '.' || s.ptr[end] == ',') && digit_at(s, end + 1))
		end = digits_end(s, end + 1);
	return end;
}

/* i.h.k.v. at i: the end, or i. */
static size_t abbreviation_end(struct slice s, size_t i)
{
	size_t end = i, groups = 0;
	while (end + 1 < s.len && byte_is_alpha(s.ptr[end]) && s.ptr[end + 1] == '.') {
		end += 2;
		groups++;
	}
	if (groups == 0)
		return i;
	/* the last letter may lack its dot: i.h.k.v */
	bool more;
	if (end < s.len && byte_is_alpha(s.ptr[end]) && !word_char(s, end + 1, &more)) {
		end++;
		groups++;
	}
	/* "e.Trein": a sentence that begins where another ends */
	if (groups < 2 || (end < s.len && word_char(s, end, &more)))
		return i;
	return end;
}

/* A span that begins with a digit and is a date or a number; false when letters are glued or tied
 * to it ("2024Z17972", "65-plussers"). */
static bool take_number(struct slice text, size_t i, struct span *out)
{
	bool letter = false;
	size_t end = date_end(text, i);
	if (end > i) {
		*out = (struct span){i, end, SPAN_DATE};
		return true;
	}
	end = number_end(text, i);
	bool glued = word_char(text, end, &letter) > 0;
	bool tied = end < text.len && text.ptr[end] == '-' && word_char(text, end + 1, &letter) &&
		    letter;
	*out = (struct span){i, end, SPAN_NUMBER};
	return !glued && !tied;
}

static bool take_abbreviation(struct slice text, size_t i, struct span *out)
{
	size_t end = i + 1 < text.len && text.ptr[i + 1] == '.' ? abbreviation_end(text, i) : i;
	*out = (struct span){i, end, SPAN_ABBREVIATION};
	return end > i;
}

/* Letters and digits with what ties them: apostrophes and hyphens. */
static void take_word(struct slice text, size_t i, struct span *out)
{
	bool letters = false, is_letter;
	size_t n, a;
	*out = (struct span){i, i, SPAN_WORD};
	for (;;) {
		for (; i < text.len && classes[(unsigned char)text.ptr[i]] == B_LETTER; i++)
			letters = true;
		while ((n = word_char(text, i, &is_letter)) > 0) {
			letters = letters || is_letter;
			i += n;
		}
		if ((a = apostrophe(text, i)) > 0 && word_char(text, i + a, &is_letter) &&
		    is_letter) {
			if (out->kind == SPAN_WORD)
				out->kind = SPAN_APOSTROPHE;
			i += a;
		} else if (i < text.len && text.ptr[i] == '-' &&
			   word_char(text, i + 1, &is_letter) && (letters || is_letter)) {
			out->kind = SPAN_HYPHENATED;
			i++;
		} else {
			break;
		}
	}
	out->end = i;
}

bool words_next(struct slice text, size_t *pos, struct span *out)
{
	size_t i = *pos;
	bool letter = false;
	while (i < text.len &&
	       (classes[(unsigned char)text.ptr[i]] == B_OTHER || !word_char(text, i, &letter)))
		i += (unsigned char)text.ptr[i] < 0x80 ? 1 : high_length(text, i);
	if (i >= text.len) {
		*pos = text.len;
		return false;
	}
	if (letter ? !take_abbreviation(text, i, out) : !take_number(text, i, out))
		take_word(text, i, out);
	*pos = out->end;
	return true;
}
