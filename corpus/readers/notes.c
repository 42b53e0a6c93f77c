/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/notes.h"

#include "corpus/readers/turns.h"

/* The number in front of a note: `1) `, `[1] `, `1. `; 0 when the line is none. */
static int note_number(struct slice line, char *sign)
{
	bool square = slice_starts(line, "[");
	size_t i = square, n = 0;
	int number = 0;
	while (i < line.len && byte_is_digit(line.ptr[i]) && n++ < 3)
		number = number * 10 + (line.ptr[i++] - '0');
	if (!n || i >= line.len || (square ? line.ptr[i] != ']' : line.ptr[i] != ')' && line.ptr[i] != '.'))
		return 0;
	*sign = square ? '[' : line.ptr[i];
	return i + 1 < line.len && byte_is_space(line.ptr[i + 1]) ? number : 0;
}

/* The mark `1)` or `[1]` stands behind a word before line i: what line i begins with refers to it. */
static bool is_referred_to(const struct lines *lines, size_t from, size_t i, char sign)
{
	struct slice text = lines_span(lines, from, i);
	const char *mark = sign == '[' ? "[1]" : "1)";
	for (size_t at = 0; (at = slice_find(text, at, mark)) < text.len; at++) {
		size_t k = at;
		while (k && text.ptr[k - 1] == ' ')
			k--;
		if (k && text.ptr[k - 1] != '\n' && !byte_is_digit(text.ptr[k - 1]))
			return true;
	}
	return false;
}

/* The lines from i on are numbered on from 1, but for those that a note goes on in. */
static bool are_notes(const struct lines *lines, size_t i, char sign)
{
	int before = 0;
	for (; i < lines->count; i++) {
		char other = 0;
		int number = note_number(lines_at(lines, i), &other);
		if (number && other == sign && number != before + 1)
			return false;
		before = number && other == sign ? number : before;
	}
	return true;
}

/* All lines from i on bear numbers. */
static bool are_all_numbered(const struct lines *lines, size_t i)
{
	for (; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		if (line.ptr[0] != '[' && !byte_is_digit(line.ptr[0]) && line.ptr[0] != '_')
			return false;
	}
	return true;
}

size_t notes_start(const struct lines *lines, size_t body)
{
	struct mark mark;
	size_t start = lines->count;
	for (size_t i = lines->count; i > body + 1; i--) {
		struct slice line = lines_at(lines, i - 1);
		enum mark_kind kind = turns_mark(lines, i - 1, &mark);
		char sign = 0;
		if (kind == MARK_QUESTION || kind == MARK_ANSWER)
			break;
		if (slice_starts(line, "______")) {
			start = i - 1;
		} else if (note_number(line, &sign) == 1 && are_notes(lines, i - 1, sign)) {
			bool told = is_referred_to(lines, body, i - 1, sign);
			if (sign == '.' ? start == lines->count && are_all_numbered(lines, i) && told : told || sign == '[')
				start = i - 1;
		}
	}
	return start;
}
