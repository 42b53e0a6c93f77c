/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/remains.h"

#include <stdio.h>

#include "base/buffer.h"
#include "corpus/text/latin.h"
#include "corpus/text/marks.h"

enum { ANNEXES_MAX = 40, TITLE_BYTES_MAX = 250, STARS_MAX = 3, NOTES_MAX = 999 };

void remains_add_rest(struct question *q, struct slice text)
{
	text = slice_trim(text);
	if (!text.len)
		return;
	q->rest = q->rest.len ? arena_printf(&q->arena, "%.*s\n\n%.*s", SLICE_ARG(q->rest),
					     SLICE_ARG(text))
			      : arena_copy(&q->arena, text);
	question_mark(q, FIELD_REST, ORIGIN_TEXT, 100);
}

/* How a line begins a note: with a figure, or with so many stars. */
struct note_head {
	unsigned number;
	bool stars;
	size_t text; /* where its text begins; 0 when the line begins none */
};

static bool parse_stars(struct slice line, struct note_head *out)
{
	size_t n = 0;
	while (n < line.len && line.ptr[n] == '*')
		n++;
	*out = (struct note_head){(unsigned)n, true, n + (n < line.len && line.ptr[n] == ')')};
	return n > 0 && n <= STARS_MAX;
}

static bool parse_superscript(struct slice line, struct note_head *out)
{
	size_t pos = 0;
	*out = (struct note_head){.number = 0};
	while (pos < line.len && out->number <= NOTES_MAX) {
		int digit = latin_superscript(utf8_next(line, &pos));
		if (digit < 0)
			break;
		out->number = out->number * 10 + (unsigned)digit;
		out->text = pos;
	}
	return out->text > 0;
}

/* The number that begins a note: `1) `, `[1]`, `1. `, `1Text`. */
static bool parse_figure(struct slice line, struct note_head *out)
{
	bool square = slice_starts(line, "[");
	size_t i = square, start = i, pos;
	*out = (struct note_head){.number = 0};
	while (i < line.len && i < start + 3 && byte_is_digit(line.ptr[i]))
		out->number = out->number * 10 + (unsigned)(line.ptr[i++] - '0');
	if (i == start || i >= line.len || line.ptr[start] == '0')
		return false;
	pos = i;
	uint32_t c = utf8_next(line, &pos);
	bool closed = square ? c == ']'
			     : (c == ')' || c == '.') && pos < line.len &&
				       byte_is_space(line.ptr[pos]);
	bool glued = latin_is_upper(c) || c == 0xab || c == 0x2018 || c == 0x201c || c == ' ' ||
		     slice_starts(slice_from(line, i), "http") ||
		     slice_starts(slice_from(line, i), "www");
	out->text = closed ? pos : i;
	return closed || (!square && glued);
}

/* `Noot 1: ...` */
static bool parse_named(struct slice line, struct note_head *out)
{
	struct mark mark;
	if (!mark_parse(line, &mark) || mark.kind != MARK_NOTES || mark.labels.count != 1)
		return false;
	*out = (struct note_head){(unsigned)mark.labels.number[0], false, mark.text};
	return true;
}

static bool parse_note(struct slice line, struct note_head *out)
{
	return parse_named(line, out) || parse_stars(line, out) || parse_superscript(line, out) ||
	       parse_figure(line, out);
}

static void add_note(struct question *q, const struct note_head *head, struct slice text)
{
	char mark[16];
	if (head->stars)
		snprintf(mark, sizeof mark, "%.*s", (int)head->number, "***");
	else
		snprintf(mark, sizeof mark, "%u", head->number);
	question_add_note(q, slice_of(mark), slice_trim(text));
	question_mark(q, FIELD_NOTES, ORIGIN_TEXT, 90);
}

/* Without the rule or the word that heads the notes, which says that what follows are some. */
static struct slice without_head(struct slice line, bool *headed)
{
	struct mark mark;
	size_t rule = 0;
	while (rule < line.len && strchr("_-=", line.ptr[rule]))
		rule++;
	if (line.len && rule == line.len)
		mark.text = rule;
	else if (!mark_parse(line, &mark) || mark.kind != MARK_NOTES || mark.labels.count)
		return line;
	*headed = true;
	return slice_trim(slice_from(line, mark.text));
}

/* A note without a mark: who wrote it to what cannot be told.  A small letter goes on with the one
 * above. */
static void add_unmarked(struct question *q, struct slice line)
{
	size_t pos = 0;
	struct note *last = q->note_count ? &q->notes[q->note_count - 1] : NULL;
	if (last && !last->mark.len && latin_is_lower(utf8_next(line, &pos)) &&
	    !slice_starts(line, "www."))
		last->text = arena_printf(&q->arena, "%.*s %.*s", SLICE_ARG(last->text),
					  SLICE_ARG(line));
	else
		question_add_note(q, SLICE_EMPTY, line);
	question_mark(q, FIELD_NOTES, ORIGIN_TEXT, 60);
}

void remains_add_notes(struct question *q, struct slice text)
{
	struct buffer note = BUFFER_INIT;
	struct note_head open = {.number = 0}, next;
	struct slice line;
	bool headed = false;
	while (slice_next_line(&text, &line)) {
		line = without_head(slice_trim(line), &headed);
		if (!line.len)
			continue;
		if (parse_note(line, &next) && (!open.text || next.number == open.number + 1)) {
			if (open.text)
				add_note(q, &open, buffer_slice(&note));
			buffer_clear(&note);
			open = next;
			line = slice_trim(slice_from(line, next.text));
		} else if (!open.text) {
			if (headed)
				add_unmarked(q, line);
			else
				remains_add_rest(q, line);
			continue;
		}
		if (note.len)
			buffer_add_byte(&note, ' ');
		buffer_add_slice(&note, line);
	}
	if (open.text)
		add_note(q, &open, buffer_slice(&note));
	buffer_release(&note);
}

/* Bytes of the sign in front of an item of a list. */
static size_t bullet(struct slice line)
{
	static const char *const signs[] = {"- ", "* ", "\xe2\x80\xa2", "\xe2\x80\x93 ",
					    "\xef\x82\xb7"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (slice_starts(line, signs[i]))
			return strlen(signs[i]);
	return 0;
}

void remains_add_annexes(struct question *q, struct slice text)
{
	struct slice rest = text, line;
	size_t lines = 0;
	bool list = true;
	while (slice_next_line(&rest, &line)) {
		lines += slice_trim(line).len > 0;
		list = list && line.len <= TITLE_BYTES_MAX;
	}
	if (!list || lines > ANNEXES_MAX) {
		remains_add_rest(q, text);
		return;
	}
	rest = text;
	while (slice_next_line(&rest, &line)) {
		struct labels labels;
		size_t used = 0;
		line = slice_trim(line);
		if (!line.len)
			continue;
		if (!labels_parse(line, NUMERAL_DIGITS, &labels, &used))
			used = bullet(line);
		question_add_annex(q, slice_trim(slice_from(line, used)), SLICE_EMPTY);
	}
	if (lines)
		question_mark(q, FIELD_ANNEXES, ORIGIN_TEXT, 90);
}
