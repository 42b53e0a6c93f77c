/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/casing.h"

#include "stemming/lexicon.h"

enum { CAPITALS_MIN = 2, CAPITALS_MAX = 8, NAME_MIN = 3, HEADING_WORDS = 3 };

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return byte_is_alpha(c) || (unsigned char)c >= 0x80;
}

static bool all_capitals(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_upper(s.ptr[i]))
			return false;
	return s.len >= CAPITALS_MIN;
}

enum casing casing_of(struct slice raw, struct slice folded)
{
	if (!raw.len || !is_upper(raw.ptr[0]))
		return CASING_NONE;
	if (all_capitals(raw))
		return raw.len <= CAPITALS_MAX ? CASING_CAPITALS : CASING_NONE;
	for (size_t i = 1; i < raw.len; i++)
		if (!is_letter(raw.ptr[i]) || is_upper(raw.ptr[i]))
			return CASING_NONE;
	return raw.len >= NAME_MIN && lexicon_has_folded_name(folded) ? CASING_NAME : CASING_NONE;
}

/* ---- where it stands ---- */

static size_t skip_blanks(struct slice text, size_t i)
{
	while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '\t'))
		i++;
	return i;
}

static size_t back_over(struct slice text, size_t i, const char *bytes)
{
	while (i && text.ptr[i - 1] && strchr(bytes, text.ptr[i - 1]))
		i--;
	return i;
}

/* Words of capitals behind `at` with nothing but blanks between. */
static unsigned capitals_behind(struct slice text, size_t at)
{
	unsigned n = 0;
	while (n < HEADING_WORDS) {
		size_t start = skip_blanks(text, at), end = start;
		while (end < text.len && is_letter(text.ptr[end]))
			end++;
		if (start == at || !all_capitals(slice_sub(text, start, end)))
			break;
		at = end;
		n++;
	}
	return n;
}

static unsigned capitals_before(struct slice text, size_t at)
{
	unsigned n = 0;
	while (n < HEADING_WORDS) {
		size_t end = back_over(text, at, " \t"), start = end;
		while (start && is_letter(text.ptr[start - 1]))
			start--;
		if (end == at || !all_capitals(slice_sub(text, start, end)))
			break;
		at = start;
		n++;
	}
	return n;
}

/* A point behind a single letter, "o.a.", ends no sentence. */
static bool ends_abbreviation(struct slice text, size_t point)
{
	return point >= 2 && text.ptr[point] == '.' && is_letter(text.ptr[point - 1]) &&
	       !is_letter(text.ptr[point - 2]);
}

static bool begins_sentence(struct slice text, size_t start)
{
	size_t i = back_over(text, start, " \t\"'()[]");
	if (!i || strchr(".?!:;\n\r-", text.ptr[i - 1]) == NULL)
		return !i;
	return !ends_abbreviation(text, i - 1);
}

static bool stands_alone(struct slice text, size_t end)
{
	size_t i = skip_blanks(text, end);
	if (i == text.len || strchr(".:;)(/-\n\r", text.ptr[i]) || byte_is_digit(text.ptr[i]))
		return true;
	size_t next = skip_blanks(text, i + 1);
	return text.ptr[i] == ',' && next < text.len && is_upper(text.ptr[next]);
}

bool casing_counts(struct slice text, size_t start, size_t end)
{
	if (all_capitals(slice_sub(text, start, end)))
		return 1 + capitals_before(text, start) + capitals_behind(text, end) <
		       HEADING_WORDS;
	return !begins_sentence(text, start) || stands_alone(text, end);
}
