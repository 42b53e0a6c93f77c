/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A note begins with its figure right before a capital, a quotation mark or an address, and goes on
 * up to the foot of the page or to the next question.  Words begin like that too ("3FM"): a note
 * follows the one before, or its figure stands in the text above.
 */
#include "corpus/readers/page_notes.h"

#include <stdio.h>

#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/marks.h"

enum { NOTES_MAX = 199, FIGURES_MAX = 3 };

struct lift {
	struct buffer *body, *notes;
	unsigned last; /* number of the note before */
	bool in_note;
	bool is_note[NOTES_MAX + 1];
	/* Of a number: it stands in the body; and how far the body was searched for it. */
	bool is_referred_to[NOTES_MAX + 1];
	size_t searched[NOTES_MAX + 1];
};

bool page_is_furniture(struct slice line)
{
	static const char *const starts[] = {"Tweede Kamer, vergaderjaar", "ISSN 0921", "ah-tk-",
					     "kv-tk-", "\xe2\x80\x99s-Gravenhage 20"};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (slice_starts(line, starts[i]))
			return true;
	return slice_starts(line, "Tweede Kamer der Staten-Generaal");
}

static size_t figures(struct slice line, unsigned *number)
{
	size_t n = 0;
	*number = 0;
	while (n < line.len && n < FIGURES_MAX && byte_is_digit(line.ptr[n]))
		*number = *number * 10 + (unsigned)(line.ptr[n++] - '0');
	return n < line.len && byte_is_digit(line.ptr[n]) ? 0 : n;
}

/* The number of the note that the line may begin, else 0. */
static unsigned note_number(struct slice line)
{
	unsigned number;
	size_t n = figures(line, &number);
	struct slice rest = slice_from(line, n);
	if (!n || !rest.len || line.ptr[0] == '0' || number > NOTES_MAX)
		return 0;
	size_t pos = 0;
	uint32_t c = utf8_next(rest, &pos);
	bool quote = c == 0xab || c == 0x2018 || c == 0x201c;
	size_t after = pos;
	bool word = latin_is_upper(c) && pos < rest.len && latin_is_letter(utf8_next(rest, &after));
	bool single = latin_is_upper(c) && (pos == rest.len || rest.ptr[pos] == ',');
	return quote || word || single || slice_starts(rest, "http") || slice_starts(rest, "www.")
		       ? number
		       : 0;
}

/* The figure stands in the body so far: alone on a line, or right behind a sentence or a word. */
static bool is_referred_to(struct lift *l, unsigned number)
{
	char printed[8];
	struct slice text = buffer_slice(l->body);
	int n = snprintf(printed, sizeof printed, "%u", number);
	if (l->is_referred_to[number])
		return true;
	/* the body ends with a line: what stands in it is decided */
	size_t i = l->searched[number];
	l->searched[number] = text.len;
	for (; (i = slice_find(text, i, printed)) < text.len; i++) {
		size_t end = i + (size_t)n;
		bool ends = end == text.len || byte_is_space(text.ptr[end]);
		bool starts = i == 0 || text.ptr[i - 1] == '\n';
		char before = starts ? '\n' : text.ptr[i - 1];
		if (ends && (starts || strchr("?.,)!:", before) ||
			     (before >= 'a' && before <= 'z') || (unsigned char)before >= 0x80))
			return l->is_referred_to[number] = true;
	}
	return false;
}

static void take_line(struct lift *l, struct slice raw)
{
	struct mark mark;
	struct slice line = slice_trim(raw);
	unsigned number = note_number(line);
	enum mark_kind kind = mark_parse(line, &mark) ? mark.kind : MARK_NONE;
	bool opens = kind == MARK_QUESTION || kind == MARK_ANSWER || kind == MARK_REMARK;
	if (page_is_furniture(line) || opens)
		l->in_note = false;
	if (number && ((l->in_note && number == l->last + 1) || is_referred_to(l, number))) {
		l->in_note = true;
		l->last = number;
		l->is_note[number] = true;
	}
	struct buffer *out = l->in_note ? l->notes : l->body;
	buffer_add_slice(out, l->in_note ? line : raw);
	buffer_add_byte(out, '\n');
}

/* ---- figures that refer to notes ---- */

static void add_superscript(struct buffer *out, struct slice digits)
{
	static const char *const signs[] = {
		"\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",     "\xe2\x81\xb4",
		"\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9"};
	for (size_t i = 0; i < digits.len; i++)
		buffer_add_str(out, signs[digits.ptr[i] - '0']);
}

/* Without the line break that it ends with: the figure on the next line belongs to its last
 * word. */
static void join_before(struct buffer *out)
{
	while (out->len && byte_is_space(out->ptr[out->len - 1]))
		out->len--;
}

static bool starts_small(struct slice s)
{
	return s.len && s.ptr[0] >= 'a' && s.ptr[0] <= 'z';
}

/* The figures at i, all that stand there, are those of a note and refer to it. */
static bool refers(const struct lift *l, struct slice text, size_t i, size_t *end)
{
	unsigned number;
	size_t n = figures(slice_sub(text, i, text.len), &number);
	*end = i + n;
	if (!n || number > NOTES_MAX || !l->is_note[number])
		return false;
	bool ends = *end == text.len || byte_is_space(text.ptr[*end]);
	if (i == 0 || text.ptr[i - 1] == '\n') {
		size_t line = slice_find(text, i, "\n");
		struct slice rest = slice_trim(slice_sub(text, *end, line));
		return ends &&
		       (!rest.len || (starts_small(rest) &&
				      !date_month(slice_sub(rest, 0, slice_find(rest, 0, " ")))));
	}
	unsigned char before = (unsigned char)text.ptr[i - 1];
	return ends &&
	       (strchr("?!)", before) || (before >= 'a' && before <= 'z') || before >= 0x80 ||
		(before == '.' && i > 1 && !byte_is_digit(text.ptr[i - 2])));
}

static void raise_figures(const struct lift *l, struct buffer *text)
{
	struct buffer out = BUFFER_INIT;
	struct slice s = buffer_slice(text);
	for (size_t i = 0; i < s.len;) {
		size_t end;
		bool first = i == 0 || !byte_is_digit(s.ptr[i - 1]);
		if (!byte_is_digit(s.ptr[i]) || !first || !refers(l, s, i, &end)) {
			buffer_add_byte(&out, s.ptr[i++]);
			continue;
		}
		if (i && s.ptr[i - 1] == '\n')
			join_before(&out);
		add_superscript(&out, slice_sub(s, i, end));
		i = end;
	}
	buffer_release(text);
	*text = out;
}

void page_notes_lift(struct slice text, struct buffer *body, struct buffer *notes)
{
	struct lift l = {.body = body, .notes = notes};
	struct slice rest = text, line;
	bool pages = false;
	while (slice_next_line(&rest, &line) && !pages)
		pages = page_is_furniture(slice_trim(line));
	if (!pages) {
		buffer_add_slice(body, text);
		return;
	}
	rest = text;
	while (slice_next_line(&rest, &line))
		take_line(&l, line);
	if (notes->len)
		raise_figures(&l, body);
}
