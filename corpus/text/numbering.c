/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/numbering.h"

#include <stdio.h>

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

static void skip_blanks(struct slice s, size_t *i)
{
	while (*i < s.len && (s.ptr[*i] == ' ' || s.ptr[*i] == '\t'))
		(*i)++;
}

/* A letter like " b)" behind a number: 'b', else 0. */
static char read_letter(struct slice s, size_t *i)
{
	size_t k = *i;
	skip_blanks(s, &k);
	if (k + 1 < s.len && s.ptr[k] >= 'a' && s.ptr[k] <= 'z' && s.ptr[k + 1] == ')') {
		*i = k + 2;
		return s.ptr[k];
	}
	return 0;
}

enum joint { JOINT_NONE, JOINT_AND, JOINT_RANGE };

/* What ties this number to the next: "-", "tot", "t/m", ",", "en", "&"; a digit must follow. */
static enum joint read_joint(struct slice s, size_t *i)
{
	static const struct { const char *text; enum joint joint; } joints[] = {
		{"tot en met", JOINT_RANGE}, {"t.e.m.", JOINT_RANGE}, {"t/m", JOINT_RANGE},
		{"tot", JOINT_RANGE}, {"-", JOINT_RANGE}, {"\xe2\x80\x93", JOINT_RANGE},
		{", en", JOINT_AND}, {",", JOINT_AND}, {"en", JOINT_AND}, {"&", JOINT_AND},
	};
	size_t k = *i;
	skip_blanks(s, &k);
	for (size_t j = 0; j < sizeof joints / sizeof *joints; j++) {
		if (!slice_starts(slice_from(s, k), joints[j].text))
			continue;
		size_t after = k + strlen(joints[j].text);
		skip_blanks(s, &after);
		if (after < s.len && byte_is_digit(s.ptr[after])) {
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

/* The common walk; `dotted` says that a dot may follow each number. */
static bool read_group(struct slice s, struct labels *out, size_t *used, bool *ended)
{
	size_t i = 0;
	enum joint joint = JOINT_AND;
	out->count = 0;
	while (joint != JOINT_NONE) {
		int number;
		if (!read_digits(s, &i, &number))
			return false;
		*ended = i < s.len && s.ptr[i] == '.';
		if (*ended)
			i++;
		char letter = read_letter(s, &i);
		*ended = *ended || letter;
		bool ok = joint == JOINT_RANGE && !letter
			? add_range(out, out->number[out->count - 1] + 1, number)
			: add_label(out, number, letter);
		if (!ok)
			return false;
		joint = read_joint(s, &i);
	}
	*used = i;
	return true;
}

bool labels_parse(struct slice s, struct labels *out, size_t *used)
{
	bool ended = false;
	if (!read_group(s, out, used, &ended))
		return false;
	if (!ended && *used < s.len && s.ptr[*used] == ')') {
		ended = true;
		(*used)++;
	}
	if (!ended)
		return false;
	/* "19.898 euro", "6.5.13", "1.12.2022": a number goes on */
	return *used >= s.len || !byte_is_digit(s.ptr[*used]);
}

bool labels_parse_list(struct slice s, struct labels *out, size_t *used)
{
	bool ended;
	return read_group(s, out, used, &ended);
}

struct slice label_format(const struct labels *labels, size_t i, char out[8])
{
	int n = snprintf(out, 8, "%d", labels->number[i] % 1000);
	if (labels->letter[i])
		out[n++] = labels->letter[i];
	return slice_make(out, (size_t)n);
}

static bool line_start(struct slice text, size_t i)
{
	while (i && (text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\t'))
		i--;
	return i == 0 || text.ptr[i - 1] == '\n' || text.ptr[i - 1] == '\f';
}

/* A sentence or line has ended right before i, or the text begins there. */
static bool sentence_start(struct slice text, size_t i)
{
	if (i == 0 || text.ptr[i - 1] == '\n' || text.ptr[i - 1] == '\f')
		return true;
	size_t k = i;
	while (k && byte_is_space(text.ptr[k - 1]))
		k--;
	if (k == 0)
		return true;
	return strchr(".?!:;)\"'", text.ptr[k - 1]) != NULL || (unsigned char)text.ptr[k - 1] >= 0x80;
}

/* In running text the words behind a label start with a capital, quote, bracket or "a)". */
static bool text_follows(struct slice text, size_t i)
{
	skip_blanks(text, &i);
	if (i >= text.len)
		return false;
	char c = text.ptr[i];
	if (c == '\n' || (unsigned char)c >= 0x80 || strchr("\"'(-", c))
		return true;
	if (c >= 'A' && c <= 'Z')
		return true;
	return c >= 'a' && c <= 'z' && i + 1 < text.len && (text.ptr[i + 1] == ')' || text.ptr[i + 1] == '.');
}

bool item_find(struct slice text, size_t *pos, int next_number, int last_number, bool by_line,
	       struct item *out)
{
	for (size_t i = *pos; i < text.len; i++) {
		if (!byte_is_digit(text.ptr[i]) || (i && byte_is_digit(text.ptr[i - 1])))
			continue;
		if (by_line ? !line_start(text, i) : !sentence_start(text, i))
			continue;
		size_t used;
		if (!labels_parse(slice_from(text, i), &out->labels, &used))
			continue;
		int first = out->labels.number[0];
		if (first < next_number || first > last_number)
			continue;
		if (!by_line && !text_follows(text, i + used))
			continue;
		out->start = i;
		out->text = i + used;
		*pos = i + used;
		return true;
	}
	return false;
}
