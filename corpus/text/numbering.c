/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/numbering.h"

#include <stdio.h>

/* ---- one number ---- */

static bool add_label(struct labels *out, int number, char letter)
{
	if (out->count == LABELS_MAX || number < 1 || number > LABEL_NUMBER_MAX)
		return false;
	if (out->count) {
		int last = out->number[out->count - 1];
		if (number < last || (number == last && !letter))
			return false;
	}
	out->number[out->count] = number;
	out->letter[out->count++] = letter;
	return true;
}

static bool read_digits(struct slice s, size_t *i, int *value)
{
	size_t start = *i;
	*value = 0;
	while (*i < s.len && byte_is_digit(s.ptr[*i]) && *i - start < 4)
		*value = *value * 10 + (s.ptr[(*i)++] - '0');
	return *i > start;
}

static int roman_digit(char c)
{
	switch (c) {
	case 'I': return 1;
	case 'V': return 5;
	case 'X': return 10;
	case 'L': return 50;
	default: return 0;
	}
}

/* Capitals I, V, X and L, as they are written: "XIV", not "IIV". */
static bool read_roman(struct slice s, size_t *i, int *value)
{
	size_t start = *i, end = start;
	int last = 0;
	*value = 0;
	while (end < s.len && roman_digit(s.ptr[end]))
		end++;
	if (end == start ||
	    (end < s.len && (byte_is_alpha(s.ptr[end]) || byte_is_digit(s.ptr[end]))))
		return false;
	for (size_t k = end; k > start; k--) {
		int digit = roman_digit(s.ptr[k - 1]);
		*value += digit < last ? -digit : digit;
		last = digit > last ? digit : last;
	}
	*i = end;
	return end - start <= 6;
}

static bool read_lettered(struct slice s, size_t *i, int *value)
{
	size_t next = *i + 1;
	if (next > s.len || !byte_is_alpha(s.ptr[*i]) ||
	    (next < s.len && (byte_is_alpha(s.ptr[next]) || (unsigned char)s.ptr[next] >= 0x80)))
		return false;
	*value = byte_lower(s.ptr[(*i)++]) - 'a' + 1;
	return true;
}

static bool read_number(struct slice s, enum numeral numeral, size_t *i, int *value)
{
	switch (numeral) {
	case NUMERAL_ROMAN: return read_roman(s, i, value);
	case NUMERAL_LETTER: return read_lettered(s, i, value);
	default: return read_digits(s, i, value);
	}
}

static void skip_blanks(struct slice s, size_t *i)
{
	while (*i < s.len && (s.ptr[*i] == ' ' || s.ptr[*i] == '\t'))
		(*i)++;
	if (slice_starts(slice_from(s, *i), "\xc2\xa0")) {
		*i += 2;
		skip_blanks(s, i);
	}
}

static bool is_small(struct slice s, size_t i)
{
	return i < s.len && s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
}

/* A letter behind a number, " b)" or glued "b" with no letter behind: 'b', else 0. */
static char read_letter(struct slice s, size_t *i)
{
	size_t k = *i;
	if (is_small(s, k) && (k + 1 == s.len || strchr(".:,) \t\n", s.ptr[k + 1]))) {
		*i = k + 1 + (k + 1 < s.len && s.ptr[k + 1] == ')');
		return s.ptr[k];
	}
	skip_blanks(s, &k);
	if (is_small(s, k) && k + 1 < s.len && s.ptr[k + 1] == ')') {
		*i = k + 2;
		return s.ptr[k];
	}
	return 0;
}

/* ---- several numbers ---- */

enum joint { JOINT_NONE, JOINT_AND, JOINT_NEXT, JOINT_RANGE };

/* What ties a number to the next.  The longer spellings come first; NEXT ties a number only to the
 * one right above it, so that a fraction or a date is no group. */
static const struct {
	const char *text;
	enum joint joint;
} joints[] = {
	{"tot en met", JOINT_RANGE},
	{"t.e.m.", JOINT_RANGE},
	{"t/e/m", JOINT_RANGE},
	{"t.e.m", JOINT_RANGE},
	{"tem", JOINT_RANGE},
	{"t/m", JOINT_RANGE},
	{"t.m.", JOINT_RANGE},
	{"tm", JOINT_RANGE},
	{"tot", JOINT_RANGE},
	{"\xc3\xa0", JOINT_RANGE},
	{"-", JOINT_RANGE},
	{"\xe2\x80\x93", JOINT_RANGE},
	{"\xe2\x80\x94", JOINT_RANGE},
	{"\xe2\x80\x91", JOINT_RANGE},
	{", alsook", JOINT_AND},
	{"alsook", JOINT_AND},
	{"evenals", JOINT_AND},
	{"samen met", JOINT_AND},
	{", en", JOINT_AND},
	{",", JOINT_AND},
	{";", JOINT_AND},
	{"en", JOINT_AND},
	{"&", JOINT_AND},
	{"+", JOINT_AND},
	{"plus", JOINT_AND},
	{"/", JOINT_NEXT},
};

/* "en" or "EN", but not the "En" that begins a sentence. */
static bool spells_joint(struct slice s, const char *joint)
{
	size_t n = strlen(joint);
	if (slice_starts(s, joint))
		return true;
	for (size_t i = 0; i < n && i < s.len; i++)
		if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
			return false;
	return slice_starts_nocase(s, joint);
}

static bool number_starts(struct slice s, enum numeral numeral, size_t i)
{
	int value;
	return read_number(s, numeral, &i, &value);
}

/* The joint at *i, which is moved behind it; a number must follow, or with `letters` a letter like
 * "b)". */
static enum joint read_joint(struct slice s, enum numeral numeral, bool letters, size_t *i)
{
	size_t k = *i;
	skip_blanks(s, &k);
	for (size_t j = 0; j < sizeof joints / sizeof *joints; j++) {
		if (!spells_joint(slice_from(s, k), joints[j].text))
			continue;
		size_t after = k + strlen(joints[j].text);
		skip_blanks(s, &after);
		bool letter = letters && joints[j].joint == JOINT_AND && is_small(s, after) &&
			      after + 1 < s.len && s.ptr[after + 1] == ')';
		if (letter || number_starts(s, numeral, after)) {
			*i = after;
			return joints[j].joint;
		}
	}
	return JOINT_NONE;
}

static bool add_range(struct labels *out, int from, int to)
{
	for (int n = from; n <= to; n++)
		if (!add_label(out, n, 0))
			return false;
	return from <= to;
}

static bool add_joined(struct labels *out, enum joint joint, enum joint before, int number,
		       char letter)
{
	int last = out->count ? out->number[out->count - 1] : 0;
	if (joint == JOINT_NEXT && number != last + 1)
		return false;
	if (joint != JOINT_RANGE || letter)
		return add_label(out, number, letter);
	/* "1-2-22" is a day */
	return before != JOINT_RANGE && add_range(out, last + 1, number);
}

/* The common walk; *ended says that a dot or a letter's bracket stands behind the last number. */
static bool read_group(struct slice s, enum numeral numeral, struct labels *out, size_t *used,
		       bool *ended)
{
	size_t i = 0;
	enum joint joint = JOINT_AND, before = JOINT_NONE;
	out->count = 0;
	out->numeral = numeral;
	for (;;) {
		int number;
		bool same = out->count && is_small(s, i) && numeral != NUMERAL_LETTER;
		if (same)
			number = out->number[out->count - 1];
		else if (!read_number(s, numeral, &i, &number))
			return false;
		*ended = i < s.len && s.ptr[i] == '.';
		if (*ended)
			i++;
		char letter = numeral == NUMERAL_LETTER ? 0 : read_letter(s, &i);
		*ended = *ended || (letter && s.ptr[i - 1] == ')');
		bool closed = letter ? i < s.len && s.ptr[i] == '.'
				     : numeral == NUMERAL_LETTER && i < s.len && s.ptr[i] == ')';
		*ended = *ended || closed;
		i += closed;
		if (!add_joined(out, joint, before, number, letter))
			return false;
		before = joint;
		joint = read_joint(s, numeral, letter != 0, &i);
		if (joint == JOINT_NONE)
			break;
	}
	*used = i;
	return true;
}

/* Other ends of a label: "1)", "1:", "1/ Ja", "1\tJa", "1 - Ja"; the bytes of it, 0 for none. */
static size_t read_end(struct slice s)
{
	static const char *const ends[] = {")", ".)", "\xc2\xb0", "\xc2\xba", NULL};
	static const char *const spaced[] = {":", "/", ".-", NULL};
	static const char *const dashes[] = {" - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ", NULL};
	for (size_t i = 0; ends[i]; i++)
		if (slice_starts(s, ends[i]))
			return strlen(ends[i]);
	for (size_t i = 0; spaced[i]; i++) {
		size_t n = strlen(spaced[i]);
		if (slice_starts(s, spaced[i]) && (n == s.len || byte_is_space(s.ptr[n])))
			return n;
	}
	for (size_t i = 0; dashes[i]; i++) {
		size_t n = strlen(dashes[i]);
		if (slice_starts(s, dashes[i]) && n < s.len && s.ptr[n] >= 'A' && s.ptr[n] <= 'Z')
			return n;
	}
	return slice_starts(s, "\t") ? 1 : 0;
}

bool labels_parse(struct slice s, enum numeral numeral, struct labels *out, size_t *used)
{
	bool ended = false, bracket = slice_starts(s, "(");
	if (bracket)
		s = slice_from(s, 1);
	if (!read_group(s, numeral, out, used, &ended))
		return false;
	if (bracket && (ended || !slice_starts(slice_from(s, *used), ")")))
		return false;
	if (!ended) {
		size_t end = read_end(slice_from(s, *used));
		if (!end)
			return false;
		*used += end;
	}
	/* "19.898 euro", "6.5.13", "1.12.2022": a number goes on */
	if (*used < s.len && byte_is_digit(s.ptr[*used]))
		return false;
	*used += bracket;
	return true;
}

bool labels_parse_list(struct slice s, struct labels *out, size_t *used)
{
	bool ended;
	for (enum numeral n = NUMERAL_DIGITS; n <= NUMERAL_LETTER; n++)
		if (read_group(s, n, out, used, &ended))
			return true;
	return false;
}

struct slice label_format(const struct labels *labels, size_t i, char out[8])
{
	if (labels->numeral == NUMERAL_LETTER) {
		out[0] = (char)('a' + (labels->number[i] - 1) % 26);
		return slice_make(out, 1);
	}
	int n = snprintf(out, 8, "%d", labels->number[i] % 1000);
	if (labels->letter[i])
		out[n++] = labels->letter[i];
	return slice_make(out, (size_t)n);
}
