/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/render/render_terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/terminal_text.h"

enum { WIDTH_DEFAULT = 100, WIDTH_MIN = 40, WIDTH_MAX = 120 };

struct render_style render_style_for(FILE *out)
{
	struct winsize size;
	struct render_style style = {false, WIDTH_DEFAULT};
	if (!isatty(fileno(out)))
		return style;
	const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
	style.colour = !(no_colour && *no_colour) && term && strcmp(term, "dumb") != 0;
	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col)
		style.width = size.ws_col;
	if (style.width > WIDTH_MAX)
		style.width = WIDTH_MAX;
	if (style.width < WIDTH_MIN)
		style.width = WIDTH_MIN;
	return style;
}

void render_put(FILE *out, struct slice s)
{
	terminal_put(out, s);
}

void render_colour(FILE *out, const struct render_style *style, const char *code)
{
	if (style->colour)
		fputs(code, out);
}

void render_coloured(FILE *out, const struct render_style *style, const char *code, struct slice s)
{
	render_colour(out, style, code);
	render_put(out, s);
	render_colour(out, style, PLAIN);
}

void render_date(FILE *out, int date)
{
	static const char *const months[] = {"januari",   "februari", "maart",    "april",
					     "mei",       "juni",     "juli",     "augustus",
					     "september", "oktober",  "november", "december"};
	fprintf(out, "%d %s %d", date % 100, months[(date / 100 % 100 + 11) % 12], date / 10000);
}

static size_t columns(struct slice s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* ---- wrapped text with marks ---- */

static bool in_marks(const struct mark *marks, size_t count, size_t at)
{
	for (size_t i = 0; i < count; i++)
		if (at >= marks[i].start && at < marks[i].end)
			return true;
	return false;
}

static void put_word(FILE *out, const struct render_style *style, struct slice text, size_t start,
		     size_t end, const struct mark *marks, size_t count)
{
	bool on = false;
	size_t next;
	for (size_t i = start; i < end; i = next) {
		for (next = i + 1; next < end && ((unsigned char)text.ptr[next] & 0xc0) == 0x80;)
			next++;
		bool marked = style->colour && in_marks(marks, count, i);
		if (marked != on)
			fputs(marked ? MARKED : PLAIN, out);
		on = marked;
		render_put(out, slice_sub(text, i, next));
	}
	if (on)
		fputs(PLAIN, out);
}

/* Fills lines of the style's width, each indented; a line break in the text is kept. */
void render_wrapped(FILE *out, const struct render_style *style, struct slice text, unsigned indent,
		    const struct mark *marks, size_t count)
{
	size_t column = 0;
	bool fresh = true;
	for (size_t i = 0; i < text.len;) {
		if (text.ptr[i] == '\n') {
			putc('\n', out);
			fresh = true;
			i++;
			continue;
		}
		if (byte_is_space(text.ptr[i])) {
			i++;
			continue;
		}
		size_t end = i;
		while (end < text.len && !byte_is_space(text.ptr[end]))
			end++;
		size_t width = columns(slice_sub(text, i, end));
		if (!fresh && column + 1 + width > style->width) {
			putc('\n', out);
			fresh = true;
		}
		if (fresh) {
			fprintf(out, "%*s", (int)indent, "");
			column = indent;
		} else {
			putc(' ', out);
			column++;
		}
		put_word(out, style, text, i, end, marks, count);
		column += width;
		fresh = false;
		i = end;
	}
	putc('\n', out);
}

/* Items behind a heading, wrapped; nothing when there are none. */
void render_list(FILE *out, const struct render_style *style, const char *heading,
		 const struct slice *items, size_t count)
{
	struct buffer line = BUFFER_INIT;
	if (!count)
		return;
	buffer_add_str(&line, heading);
	for (size_t i = 0; i < count; i++) {
		buffer_add_str(&line, i ? ", " : ": ");
		buffer_add_slice(&line, items[i]);
	}
	render_wrapped(out, style, buffer_slice(&line), 2, NULL, 0);
	buffer_release(&line);
}

/* ---- people ---- */

void render_askers(FILE *out, const struct question *q)
{
	for (size_t i = 0; i < q->asker_count; i++) {
		if (i)
			fputs(i + 1 < q->asker_count ? ", " : " en ", out);
		render_put(out, q->askers[i].name);
		if (q->askers[i].party.len) {
			fputs(" (", out);
			render_put(out, q->askers[i].party);
			putc(')', out);
		}
	}
}

static void put_minister(FILE *out, const struct minister *m, bool roles)
{
	render_put(out, m->name.len ? m->name : m->role);
	if (roles && m->name.len && m->role.len) {
		fputs(" (", out);
		render_put(out, m->role);
		putc(')', out);
	}
}

void render_ministers(FILE *out, const struct question *q, bool roles)
{
	for (size_t i = 0; i < q->minister_count; i++) {
		if (i)
			fputs(i + 1 < q->minister_count ? ", " : " en ", out);
		put_minister(out, &q->ministers[i], roles);
	}
}
