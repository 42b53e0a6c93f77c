/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/markup.h"

#include <assert.h>
#include <stdio.h>

#include "corpus/text/latin.h"

/* Bytes of the whole UTF-8 sequence at the start of s, 0 when none stands there. */
static size_t sequence(struct slice s, uint32_t *point)
{
	for (size_t n = 1; n <= 4 && n <= s.len; n++)
		if (utf8_check(slice_sub(s, 0, n)) == n) {
			size_t pos = 0;
			*point = utf8_next(s, &pos);
			return n;
		}
	return 0;
}

/* Control characters, marks that turn the direction of writing, and what is no character. */
static bool is_dropped(uint32_t c)
{
	return (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
	       (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || (c & 0xfffe) == 0xfffe;
}

/* The next character that may stand in a text: false at the end.  *piece is it, or U+FFFD. */
static bool next(struct slice *rest, struct slice *piece)
{
	while (rest->len) {
		uint32_t point = 0;
		size_t n = sequence(*rest, &point);
		*piece = n ? slice_sub(*rest, 0, n) : slice_of("\xef\xbf\xbd");
		*rest = slice_from(*rest, n ? n : 1);
		if (!n || !is_dropped(point))
			return true;
	}
	return false;
}

/* Bytes at the start of s that stand for themselves anywhere. */
static size_t plain(struct slice s)
{
	size_t n = 0;
	while (n < s.len && s.ptr[n] >= ' ' && s.ptr[n] < 0x7f && s.ptr[n] != '&' &&
	       s.ptr[n] != '<' && s.ptr[n] != '>' && s.ptr[n] != '"' && s.ptr[n] != '\'')
		n++;
	return n;
}

void markup_text(struct buffer *out, struct slice s)
{
	struct slice piece;
	for (;;) {
		size_t n = plain(s);
		buffer_add(out, s.ptr, n);
		s = slice_from(s, n);
		if (!next(&s, &piece))
			break;
		switch (piece.ptr[0]) {
		case '&': buffer_add_str(out, "&amp;"); break;
		case '<': buffer_add_str(out, "&lt;"); break;
		case '>': buffer_add_str(out, "&gt;"); break;
		case '"': buffer_add_str(out, "&quot;"); break;
		case '\'': buffer_add_str(out, "&#39;"); break;
		default: buffer_add_slice(out, piece);
		}
	}
}

void markup_url(struct buffer *out, struct slice s)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.len; i++) {
		const unsigned char c = (unsigned char)s.ptr[i];
		if (byte_is_alpha(s.ptr[i]) || byte_is_digit(s.ptr[i]) || c == '-' || c == '.' ||
		    c == '_' || c == '~')
			buffer_add_byte(out, s.ptr[i]);
		else
			buffer_add(out, (const char[]){'%', digits[c >> 4], digits[c & 15]}, 3);
	}
}

void markup_url_path(struct buffer *out, struct slice s)
{
	while (s.len) {
		const size_t slash = slice_find(s, 0, "/");
		markup_url(out, slice_sub(s, 0, slash));
		if (slash < s.len)
			buffer_add_byte(out, '/');
		s = slice_from(s, slash + 1);
	}
}

void markup_json(struct buffer *out, struct slice s)
{
	struct slice piece;
	while (next(&s, &piece)) {
		char c = piece.ptr[0];
		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\\' || c == '\'' ||
		    (c >= 0 && c < ' '))
			buffer_printf(out, "\\u%04x", (unsigned)c);
		else
			buffer_add_slice(out, piece);
	}
}

static void put_count(struct buffer *out, unsigned number)
{
	char digits[16];
	int n = snprintf(digits, sizeof digits, "%u", number);
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			buffer_add_byte(out, '.');
		buffer_add_byte(out, digits[i]);
	}
}

static void put_day(struct buffer *out, int date)
{
	static const char *const months[] = {"januari",   "februari", "maart",    "april",
					     "mei",       "juni",     "juli",     "augustus",
					     "september", "oktober",  "november", "december"};
	buffer_printf(out, "%d %s %d", date % 100, months[(date / 100 % 100 + 11) % 12],
		      date / 10000);
}

static void put_one(struct buffer *out, char kind, va_list *args)
{
	int date;
	switch (kind) {
	case 'T': markup_text(out, va_arg(*args, struct slice)); break;
	case 's': markup_text(out, slice_of(va_arg(*args, const char *))); break;
	case 'U': markup_url(out, va_arg(*args, struct slice)); break;
	case 'J': markup_json(out, va_arg(*args, struct slice)); break;
	case 'd': buffer_printf(out, "%d", va_arg(*args, int)); break;
	case 'u': buffer_printf(out, "%u", va_arg(*args, unsigned)); break;
	case 'n': put_count(out, va_arg(*args, unsigned)); break;
	case 'f': buffer_printf(out, "%.2f", va_arg(*args, double)); break;
	case 'D': put_day(out, va_arg(*args, int)); break;
	case 'I':
		date = va_arg(*args, int);
		buffer_printf(out, "%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
		break;
	case '%': buffer_add_byte(out, '%'); break;
	default: assert(!"no such kind");
	}
}

void markup_put(struct buffer *out, const char *format, ...)
{
	struct slice rest = slice_of(format);
	va_list args;
	va_start(args, format);
	for (;;) {
		size_t sign = slice_find(rest, 0, "%");
		buffer_add(out, rest.ptr, sign);
		if (sign == rest.len)
			break;
		put_one(out, rest.ptr[sign + 1], &args);
		rest = slice_from(rest, sign + 2);
	}
	va_end(args);
}

void markup_paragraphs(struct buffer *out, struct slice text)
{
	struct slice line;
	while (slice_next_line(&text, &line))
		if (slice_trim(line).len)
			markup_put(out, "<p>%T</p>\n", slice_trim(line));
}
