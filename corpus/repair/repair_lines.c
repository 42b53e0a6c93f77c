/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * First half of the repair: from the lines of a page to paragraphs.
 */
#include "corpus/repair/repair_internal.h"

#include "corpus/text/latin.h"
#include "corpus/text/lines.h"

enum { LINE_SHORT = 60, ABBREVIATION_MAX = 64 };

static bool is_furniture(struct slice line)
{
	static const char *const starts[] = {
		"Tweede Kamer, vergaderjaar",  "ISSN 0921",        "ah-tk-", "kv-tk-",
		"\xe2\x80\x99s-Gravenhage 20", "'s-Gravenhage 20",
	};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (slice_starts(line, starts[i]))
			return true;
	return false;
}

static size_t leading_digits(struct slice line)
{
	size_t n = 0;
	while (n < line.len && byte_is_digit(line.ptr[n]))
		n++;
	return n;
}

/* The number of a footnote that this line begins, 0 when it is none. */
static unsigned footnote_number(struct slice line, bool glued)
{
	size_t n = leading_digits(line);
	if (n == 0 || n > 2 || n == line.len || line.ptr[0] == '0')
		return 0;
	struct slice rest = slice_from(line, n);
	unsigned number = (unsigned)(line.ptr[0] - '0');
	if (n == 2)
		number = number * 10 + (unsigned)(line.ptr[1] - '0');
	size_t pos = 0;
	uint32_t c = utf8_next(rest, &pos);
	if (glued && (latin_is_upper(c) || c == 0xab || c == 0x2018 || c == 0x201c ||
		      slice_starts(rest, "http") || slice_starts(rest, "www")))
		return number;
	if (c != ' ')
		return 0;
	rest = slice_trim(rest);
	pos = 0;
	c = rest.len ? utf8_next(rest, &pos) : 0;
	if (c == 0x2018 || c == 0x201c || c == 0xab || slice_starts(rest, "http") ||
	    slice_starts(rest, "www.") || slice_starts(rest, "Zie "))
		return number;
	return 0;
}

footnote_set repair_find_footnotes(struct slice text, bool glued)
{
	footnote_set found = {0};
	struct slice line;
	while (slice_next_line(&text, &line)) {
		unsigned n = footnote_number(slice_trim(line), glued);
		found.has[n] = true;
	}
	found.has[0] = false;
	return found;
}

static bool ends_sentence(const struct buffer *out)
{
	return out->len && strchr(".?!:;", out->ptr[out->len - 1]) != NULL;
}

static bool starts_lower(struct slice line)
{
	size_t pos = 0;
	return line.len && latin_is_lower(utf8_next(line, &pos));
}

static bool starts_item(struct slice line)
{
	static const char *const bullets[] = {"\xe2\x80\xa2", "\xef\x82\xb7", "\xe2\x80\x93 ",
					      "- ",           "\xe2\x96\xaa", "\xe2\x97\xa6"};
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
		if (slice_starts(line, bullets[i]))
			return true;
	size_t n = leading_digits(line);
	if (n == 0 && line.len > 1 && line.ptr[0] >= 'a' && line.ptr[0] <= 'z')
		n = 1;
	return n && n <= 2 && n < line.len && line.ptr[n] == ')';
}

/* "CIE-" keeps its hyphen, "Zorgak-" loses it; `word` ends before the hyphen. */
static bool abbreviation_before(const struct buffer *out)
{
	size_t i = out->len - 1, upper = 0, digits = 0;
	while (i && out->len - i < ABBREVIATION_MAX && !byte_is_space(out->ptr[i - 1])) {
		i--;
		upper += out->ptr[i] >= 'A' && out->ptr[i] <= 'Z';
		digits += byte_is_digit(out->ptr[i]);
	}
	return upper > 1 || digits || out->len - 1 - i <= 1;
}

static bool is_conjunction(struct slice line)
{
	return slice_starts(line, "en ") || slice_starts(line, "of ") ||
	       slice_starts(line, "en/of ") || slice_starts(line, "tot ");
}

/* Adds a line that goes on where the paragraph stopped. */
static void join_line(struct buffer *out, struct slice line)
{
	bool hyphen = out->len > 1 && out->ptr[out->len - 1] == '-' &&
		      !byte_is_space(out->ptr[out->len - 2]);
	if (hyphen && line.len && !is_conjunction(line)) {
		if (starts_lower(line) && !abbreviation_before(out))
			out->len--;
	} else if (out->len && out->ptr[out->len - 1] != '\n') {
		buffer_add_byte(out, ' ');
	}
	buffer_add_slice(out, line);
}

static void break_paragraph(struct buffer *out)
{
	if (out->len && out->ptr[out->len - 1] != '\n')
		buffer_add_byte(out, '\n');
}

void repair_add_superscript(struct buffer *out, unsigned number)
{
	static const char *const digits[] = {
		"\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",     "\xe2\x81\xb4",
		"\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9"};
	if (number >= 10)
		buffer_add_str(out, digits[number / 10 % 10]);
	buffer_add_str(out, digits[number % 10]);
}

struct pages {
	struct buffer *out;
	struct buffer notes;
	const footnote_set *footnotes;
	bool glued; /* Tweede Kamer: page furniture, footnotes at the foot of pages */
	bool in_note;
	bool blank;          /* a blank line went by */
	struct slice before; /* the line before */
	bool was_short;      /* the line before did not fill the page's width */
};

/* A number alone on its line that a footnote has: it belongs to the word before. */
static bool take_lone_digit(struct pages *p, struct slice line)
{
	size_t n = leading_digits(line);
	unsigned number = 0;
	if (!p->glued || n == 0 || n > 2)
		return false;
	for (size_t i = 0; i < n; i++)
		number = number * 10 + (unsigned)(line.ptr[i] - '0');
	bool alone = n == line.len;
	bool lead = !alone && line.ptr[n] == ' ' && !ends_sentence(p->out) &&
		    starts_lower(slice_from(line, n + 1));
	if (!p->footnotes->has[number] || (!alone && !lead))
		return false;
	repair_add_superscript(p->out, number);
	if (lead)
		join_line(p->out, slice_trim(slice_from(line, n)));
	return true;
}

/* What a character counts for in the form of a line: figures alike, letters alike. */
static char shape_of(char c)
{
	if (byte_is_digit(c))
		return '9';
	return byte_is_alpha(c) || (unsigned char)c >= 0x80 ? 'a' : c;
}

/* The next change of form at *i, runs as one; 0 at the end. */
static char next_shape(struct slice s, size_t *i)
{
	if (*i >= s.len)
		return 0;
	char shape = shape_of(s.ptr[*i]);
	while (*i < s.len && shape_of(s.ptr[*i]) == shape)
		(*i)++;
	return shape;
}

/* Both have figures in the same places: two days of a list, two rows of a table. */
static bool same_form(struct slice a, struct slice b)
{
	size_t i = 0, k = 0;
	bool figures = false;
	char shape, other;
	do {
		shape = next_shape(a, &i);
		other = next_shape(b, &k);
		figures = figures || shape == '9';
	} while (shape && shape == other);
	return shape == other && figures;
}

static void take_line(struct pages *p, struct slice line)
{
	struct buffer *out = p->out;
	if (footnote_number(line, p->glued))
		p->in_note = true;
	if (p->in_note) {
		if (footnote_number(line, p->glued))
			break_paragraph(&p->notes);
		join_line(&p->notes, line);
		return;
	}
	if (take_lone_digit(p, line))
		return;
	bool new_sentence = ends_sentence(out) && !starts_lower(line);
	if (starts_item(line) || slice_is(line, "-") ||
	    (p->blank && (new_sentence || !starts_lower(line))) ||
	    (p->was_short && new_sentence && !p->glued) ||
	    (p->was_short && same_form(p->before, line)))
		break_paragraph(out);
	if (slice_starts(line, "\xef\x82\xb7")) {
		buffer_add_str(out, "\xe2\x80\xa2");
		line = slice_trim(slice_from(line, 3));
	}
	join_line(out, line);
}

void repair_lines(struct arena *arena, struct slice raw, const footnote_set *footnotes, bool glued,
		  struct buffer *out)
{
	struct lines lines = lines_split(arena, raw);
	struct pages p = {.out = out, .notes = BUFFER_INIT, .footnotes = footnotes, .glued = glued};
	for (size_t i = 0; i < lines.count; i++) {
		struct slice line = lines_at(&lines, i);
		if (glued && is_furniture(line)) {
			p.in_note = false;
			continue;
		}
		if (!line.len) {
			p.blank = true;
			p.in_note = p.in_note && glued;
			continue;
		}
		take_line(&p, line);
		p.blank = false;
		p.was_short = line.len < LINE_SHORT;
		p.before = line;
	}
	if (p.notes.len) {
		break_paragraph(out);
		buffer_add_slice(out, buffer_slice(&p.notes));
	}
	buffer_release(&p.notes);
	buffer_add(out, "", 0);
}
