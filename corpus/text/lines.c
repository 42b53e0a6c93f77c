/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/lines.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/text/latin.h"

enum {
	WIDE = 130,  /* columns: a longer line was never wrapped to fit a page */
	NARROW = 30, /* a shorter line is a heading's */
};

struct lines lines_split(struct arena *arena, struct slice text)
{
	struct lines out = {.text = text};
	size_t room = 1;
	for (size_t i = 0; i < text.len; i++)
		room += text.ptr[i] == '\n' || text.ptr[i] == '\f';
	out.raw = arena_calloc(arena, room, sizeof *out.raw);
	for (size_t i = 0; i < text.len;) {
		size_t end = i;
		while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\f')
			end++;
		struct slice line = slice_sub(text, i, end);
		if (line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		out.raw[out.count++] = line;
		i = end + 1;
	}
	return out;
}

/* ---- width ---- */

static size_t columns_of(struct slice line)
{
	size_t n = 0;
	line = slice_trim(line);
	for (size_t i = 0; i < line.len; n++)
		utf8_next(line, &i);
	return n;
}

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return x < y ? -1 : x > y;
}

static bool starts_small(struct slice line)
{
	size_t pos = 0;
	return line.len && latin_is_lower(utf8_next(line, &pos));
}

static bool ends_sentence(struct slice line)
{
	return line.len && strchr(".?!:;)\"", line.ptr[line.len - 1]);
}

/* The line stops in the middle of a sentence. */
static bool stops_within(struct slice line)
{
	char last = line.len ? line.ptr[line.len - 1] : 0;
	return columns_of(line) >= NARROW && ((last >= 'a' && last <= 'z') || last == ',');
}

/* Nine lines in ten are no longer: a page's text set in proportional letters varies a little.
 * Where no sentence goes on in a next line, or many lines are longer than a page is wide, nothing
 * was wrapped. */
static size_t width_of(struct arena *arena, const struct lines *lines)
{
	size_t *columns = arena_calloc(arena, lines->count + 1, sizeof *columns), wide = 0,
	       wrapped = 0;
	for (size_t i = 0; i < lines->count; i++) {
		columns[i] = columns_of(lines->raw[i]);
		wide += columns[i] > WIDE;
		wrapped += stops_within(lines_at(lines, i)) && starts_small(lines_at(lines, i + 1));
	}
	if (!wrapped || wrapped < lines->count / 10 || wide > lines->count / 20)
		return 0;
	qsort(columns, lines->count, sizeof *columns, by_size);
	return columns[lines->count * 9 / 10];
}

/* A blank line stood between line i and the next. */
static bool has_gap(const struct lines *lines, size_t i)
{
	const char *end = lines->raw[i].ptr + lines->raw[i].len, *next = lines->raw[i + 1].ptr;
	size_t breaks = 0;
	for (; end < next; end++)
		breaks += *end == '\n';
	return breaks > 1;
}

static bool is_spaced(const struct lines *lines)
{
	size_t gaps = 0;
	for (size_t i = 0; i + 1 < lines->count; i++)
		gaps += has_gap(lines, i);
	return gaps && gaps < lines->count * 7 / 10;
}

struct lines lines_split_filled(struct arena *arena, struct slice text)
{
	struct lines out = lines_split(arena, text);
	size_t kept = 0;
	for (size_t i = 0; i < out.count; i++)
		if (slice_trim(out.raw[i]).len)
			out.raw[kept++] = out.raw[i];
	out.count = kept;
	out.width = width_of(arena, &out);
	out.spaced = is_spaced(&out);
	return out;
}

bool lines_opens_question(struct slice line)
{
	static const char *const words[] = {
		"Bent u ",      "Deelt u ", "Erkent u ", "Heeft u ",
		"Herinnert u ", "Hoe ",     "Hoeveel ",  "In hoeverre ",
		"Kent u ",      "Klopt ",   "Kunt u ",   "Onderschrijft u ",
		"Op welke ",    "Waarom ",  "Wanneer ",  "Wat ",
		"Welk ",        "Welke ",   "Wie ",
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_starts(line, words[i]))
			return true;
	return false;
}

bool lines_break_meant(const struct lines *self, size_t i)
{
	if (!self->width || i + 1 >= self->count || (self->spaced && has_gap(self, i)))
		return true;
	struct slice line = lines_at(self, i), next = lines_at(self, i + 1);
	if (lines_opens_question(next) && !self->spaced && !stops_within(line))
		return true;
	size_t word = slice_find(next, 0, " ");
	size_t needed = columns_of(self->raw[i]) + 1 + columns_of(slice_sub(next, 0, word));
	return needed < self->width - self->width / 8;
}

size_t lines_paragraph_end(const struct lines *self, size_t i)
{
	for (; i < self->count; i++) {
		struct slice line = lines_at(self, i);
		if (!self->width || (lines_break_meant(self, i) &&
				     (ends_sentence(line) || !starts_small(lines_at(self, i + 1)))))
			return i + 1;
	}
	return self->count;
}

struct slice lines_at(const struct lines *self, size_t i)
{
	return i < self->count ? slice_trim(self->raw[i]) : SLICE_EMPTY;
}

size_t lines_skip_blank(const struct lines *self, size_t i)
{
	while (i < self->count && !lines_at(self, i).len)
		i++;
	return i;
}

void lines_cut(struct lines *self, size_t count)
{
	if (count >= self->count)
		return;
	self->text.len = (size_t)(self->raw[count].ptr - self->text.ptr);
	self->count = count;
}

struct slice lines_span(const struct lines *self, size_t from, size_t to)
{
	if (from >= self->count || from >= to)
		return SLICE_EMPTY;
	size_t start = (size_t)(self->raw[from].ptr - self->text.ptr);
	size_t end = to < self->count ? (size_t)(self->raw[to].ptr - self->text.ptr)
				      : self->text.len;
	return slice_sub(self->text, start, end);
}

struct slice lines_join(struct arena *arena, const struct lines *self, size_t from, size_t to)
{
	struct buffer out = BUFFER_INIT;
	for (size_t i = from; i < to && i < self->count; i++) {
		struct slice line = lines_at(self, i);
		if (out.len && line.len)
			buffer_add_byte(&out, ' ');
		for (size_t k = 0; k < line.len; k++) {
			bool wide = slice_starts(slice_from(line, k), "\xc2\xa0");
			bool space = wide || byte_is_space(line.ptr[k]);
			k += wide;
			if (!space || (out.len && out.ptr[out.len - 1] != ' '))
				buffer_add_byte(&out, space ? ' ' : line.ptr[k]);
		}
	}
	struct slice joined = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return joined;
}
