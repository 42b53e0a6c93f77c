/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/notes.h"

#include <stdio.h>

#include "corpus/readers/remains.h"
#include "corpus/readers/turns.h"
#include "corpus/text/latin.h"

/* The foot of a paper is not longer than so many lines. */
enum { FOOT_LINES_MAX = 400 };

enum { STARS_MAX = 3, SUPERSCRIPT = '^', GLUED = ' ' };

/* `*) ...`, `** ...`: so many stars. */
static int star_number(struct slice line, char *sign)
{
	size_t n = 0;
	while (n < line.len && line.ptr[n] == '*')
		n++;
	size_t text = n + (n < line.len && line.ptr[n] == ')');
	*sign = '*';
	return n && n <= STARS_MAX && text < line.len && byte_is_space(line.ptr[text]) ? (int)n : 0;
}

/* `\xc2\xb9 ...` */
static int superscript_number(struct slice line, char *sign)
{
	int number = 0;
	size_t pos = 0, before = 0;
	for (int digit; pos < line.len && (digit = latin_superscript(utf8_next(line, &pos))) >= 0;
	     before = pos)
		number = number * 10 + digit;
	*sign = SUPERSCRIPT;
	return before && before < line.len ? number : 0;
}

/* The number in front of a note: `1) `, `[1] `, `1. `, `1 `, a superscript, stars; 0 when the line
 * is none. */
static int note_number(struct slice line, char *sign)
{
	bool square = slice_starts(line, "[");
	size_t i = square, n = 0, pos;
	int number = 0;
	if (line.len && line.ptr[0] == '*')
		return star_number(line, sign);
	if (line.len && (unsigned char)line.ptr[0] >= 0x80)
		return superscript_number(line, sign);
	while (i < line.len && byte_is_digit(line.ptr[i]) && n++ < 3)
		number = number * 10 + (line.ptr[i++] - '0');
	if (!n || i + 1 >= line.len)
		return 0;
	pos = i + 1;
	if (!square && line.ptr[i] == ' ' && !byte_is_digit(line.ptr[i + 1]) &&
	    !latin_is_lower(utf8_next(line, &pos))) {
		*sign = GLUED;
		return number;
	}
	if (square ? line.ptr[i] != ']' : line.ptr[i] != ')' && line.ptr[i] != '.')
		return 0;
	*sign = square ? '[' : line.ptr[i];
	return byte_is_space(line.ptr[i + 1]) ? number : 0;
}

/* Behind a mark at the start of a line the sentence of the line above goes on, or nothing
 * follows. */
static bool goes_on(struct slice rest)
{
	size_t pos = 0;
	rest = slice_trim(rest);
	return !rest.len || latin_is_lower(utf8_next(rest, &pos));
}

/* The mark stands behind a word of the text, perhaps on the next line. */
static bool is_marked(struct slice text, const char *mark)
{
	for (size_t at = 0; (at = slice_find(text, at, mark)) < text.len; at++) {
		size_t k = at;
		while (k && text.ptr[k - 1] == ' ')
			k--;
		if (k && text.ptr[k - 1] != '\n' && !byte_is_digit(text.ptr[k - 1]))
			return true;
		if (k && goes_on(slice_sub(text, at + strlen(mark), slice_find(text, at, "\n"))))
			return true;
	}
	return false;
}

/* The figure is glued to the end of a word or a sentence of the text. */
static bool is_glued(struct slice text, int number)
{
	char mark[8];
	size_t n = (size_t)snprintf(mark, sizeof mark, "%d", number);
	for (size_t at = 0; (at = slice_find(text, at, mark)) < text.len; at++) {
		unsigned char before = at ? (unsigned char)text.ptr[at - 1] : ' ';
		bool ends = at + n == text.len || byte_is_space(text.ptr[at + n]);
		if (ends &&
		    (strchr("?!.,)", before) || (before >= 'a' && before <= 'z') || before >= 0x80))
			return true;
	}
	return false;
}

/* The mark of the first note stands in the text before line i, or all of them do where they are
 * mere figures. */
static bool is_referred_to(const struct lines *lines, size_t from, size_t i, char sign)
{
	struct slice text = lines_span(lines, from, i);
	char other = 0;
	if (sign != GLUED)
		return is_marked(text, sign == '[' ? "[1]" : sign == '*' ? "*" : "1)");
	for (size_t k = i; k < lines->count; k++) {
		int number = note_number(lines_at(lines, k), &other);
		if (number && other == GLUED && !is_glued(text, number))
			return false;
	}
	return true;
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

/* A newspaper's article, a report, an address: it begins as a title does and has a year or an
 * address. */
static bool is_source(struct slice text)
{
	size_t pos = 0;
	uint32_t first = text.len ? utf8_next(text, &pos) : 0;
	bool title = latin_is_upper(first) || first == 0xab || first == 0x2018 || first == 0x201c;
	bool year = false;
	for (size_t i = 0; i + 4 <= text.len && !year; i++)
		year = (slice_starts(slice_from(text, i), "19") ||
			slice_starts(slice_from(text, i), "20")) &&
		       byte_is_digit(text.ptr[i + 2]) && byte_is_digit(text.ptr[i + 3]);
	return slice_starts(text, "http") || slice_starts(text, "www.") ||
	       (title && (slice_find(text, 0, "http") < text.len ||
			  (year && slice_find(text, 0, ",") < text.len)));
}

/* A rule of dashes at line i, and nothing but sources below it. */
static bool rules_off_sources(const struct lines *lines, size_t i)
{
	struct slice rule = lines_at(lines, i);
	size_t from = i + 1;
	for (size_t k = 0; k < rule.len; k++)
		if (rule.ptr[k] != '-' && rule.ptr[k] != '=')
			return false;
	if (rule.len < 5 || from == lines->count || lines->count - i > FOOT_LINES_MAX)
		return false;
	for (size_t end; from < lines->count; from = end) {
		end = lines_paragraph_end(lines, from);
		if (!is_source(slice_trim(lines_span(lines, from, end))))
			return false;
	}
	return true;
}

/* `Voetnoten` above the notes, or `Noot: ...`, `Noot 1: ...` right above those found so far. */
static bool heads_notes(const struct lines *lines, size_t i, size_t start)
{
	struct mark mark;
	struct slice line = lines_at(lines, i);
	if (lines->count - i > FOOT_LINES_MAX || !mark_parse(line, &mark) ||
	    mark.kind != MARK_NOTES)
		return false;
	bool alone = mark.text >= line.len && !mark.labels.count;
	return (alone && i + 1 < lines->count) ||
	       (!alone && mark.ended && lines_paragraph_end(lines, i) >= start);
}

static size_t find_notes(const struct lines *lines, size_t body, bool numbered)
{
	struct mark mark;
	size_t start = lines->count;
	for (size_t i = lines->count; i > body + 1; i--) {
		struct slice line = lines_at(lines, i - 1);
		enum mark_kind kind = turns_mark(lines, i - 1, &mark);
		char sign = 0;
		if (kind == MARK_QUESTION || kind == MARK_ANSWER)
			break;
		if (slice_starts(line, "______") || heads_notes(lines, i - 1, start) ||
		    rules_off_sources(lines, i - 1)) {
			start = i - 1;
		} else if (note_number(line, &sign) == 1 && are_notes(lines, i - 1, sign)) {
			bool told = sign == SUPERSCRIPT || is_referred_to(lines, body, i - 1, sign);
			bool list = sign == '.' &&
				    (start < lines->count || !are_all_numbered(lines, i));
			if (told && !list && (numbered || sign == '[' || sign == SUPERSCRIPT))
				start = i - 1;
		}
	}
	return start;
}

/* The line is the mark of one of so many notes, `2)`, and no more than the rest of a sentence. */
static bool is_mark_line(struct slice line, int notes)
{
	int number = 0;
	size_t i = 0;
	while (i < line.len && i < 3 && byte_is_digit(line.ptr[i]))
		number = number * 10 + (line.ptr[i++] - '0');
	return number && number <= notes && i < line.len && line.ptr[i] == ')' &&
	       goes_on(slice_from(line, i + 1));
}

/* Such lines are part of those above them. */
static void join_marks(struct lines *lines, size_t body, int notes)
{
	size_t kept = body;
	for (size_t i = body; i < lines->count; i++) {
		struct slice line = lines->raw[i];
		if (i > body && is_mark_line(slice_trim(line), notes))
			lines->raw[kept - 1].len = (size_t)(line.ptr + line.len -
							    lines->raw[kept - 1].ptr);
		else
			lines->raw[kept++] = line;
	}
	lines->count = kept;
}

struct lines notes_lift(const struct lines *lines, struct question *q, size_t body, bool numbered)
{
	struct lines paper = *lines;
	size_t notes = find_notes(lines, body, numbered);
	int count = 0;
	char sign = 0;
	remains_add_notes(q, lines_span(lines, notes, lines->count));
	lines_cut(&paper, notes);
	for (size_t i = notes; i < lines->count; i++)
		count += note_number(lines_at(lines, i), &sign) == count + 1 && sign == ')';
	if (count)
		join_marks(&paper, body, count);
	return paper;
}
