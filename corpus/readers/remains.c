/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/remains.h"

#include "base/buffer.h"
#include "corpus/text/latin.h"
#include "corpus/text/numbering.h"

enum { ANNEXES_MAX = 40, TITLE_BYTES_MAX = 250 };

void remains_add_rest(struct question *q, struct slice text)
{
	text = slice_trim(text);
	if (!text.len)
		return;
	q->rest = q->rest.len ? arena_printf(&q->arena, "%.*s\n\n%.*s", SLICE_ARG(q->rest), SLICE_ARG(text))
			      : arena_copy(&q->arena, text);
	question_mark(q, FIELD_REST, ORIGIN_TEXT, 100);
}

/* The number that begins a note, and the offset of its text; 0 when the line begins none. */
static size_t note_text(struct slice line, struct slice *mark)
{
	bool square = slice_starts(line, "[");
	size_t i = square, start = i, pos;
	while (i < line.len && i < start + 3 && byte_is_digit(line.ptr[i]))
		i++;
	if (i == start || i >= line.len || line.ptr[start] == '0')
		return 0;
	*mark = slice_sub(line, start, i);
	if (square)
		return line.ptr[i] == ']' ? i + 1 : 0;
	if (line.ptr[i] == ')' || line.ptr[i] == '.')
		return i + 1 < line.len && byte_is_space(line.ptr[i + 1]) ? i + 1 : 0;
	pos = i;
	uint32_t c = utf8_next(line, &pos);
	bool glued = latin_is_upper(c) || c == 0xab || c == 0x2018 || c == 0x201c;
	return glued || c == ' ' || slice_starts(slice_from(line, i), "http") ||
			       slice_starts(slice_from(line, i), "www")
		       ? i : 0;
}

void remains_add_notes(struct question *q, struct slice text)
{
	struct buffer note = BUFFER_INIT;
	struct slice line, mark = SLICE_EMPTY, next;
	size_t expected = 0;
	bool open = false;
	while (slice_next_line(&text, &line)) {
		line = slice_trim(line);
		if (!line.len || slice_starts(line, "___"))
			continue;
		size_t number = 0, at = note_text(line, &next);
		for (size_t i = 0; at && i < next.len; i++)
			number = number * 10 + (size_t)(next.ptr[i] - '0');
		if (at && (!open || number == expected)) {
			if (open)
				question_add_note(q, mark, slice_trim(buffer_slice(&note)));
			buffer_clear(&note);
			open = true;
			mark = next;
			expected = number + 1;
			line = slice_trim(slice_from(line, at));
		} else if (!open) {
			remains_add_rest(q, line);
			continue;
		}
		if (note.len)
			buffer_add_byte(&note, ' ');
		buffer_add_slice(&note, line);
	}
	if (open)
		question_add_note(q, mark, slice_trim(buffer_slice(&note)));
	if (open)
		question_mark(q, FIELD_NOTES, ORIGIN_TEXT, 90);
	buffer_release(&note);
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
			used = 0;
		question_add_annex(q, slice_trim(slice_from(line, used)), SLICE_EMPTY);
	}
	if (lines)
		question_mark(q, FIELD_ANNEXES, ORIGIN_TEXT, 90);
}
