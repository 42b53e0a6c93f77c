/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/plain.h"

#include <stdbool.h>
#include <utf8proc.h>

#include "corpus/text/latin.h"

static bool is_blank(uint32_t c)
{
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

static bool is_nothing(uint32_t c)
{
	return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       c == 0x2060 || c == 0xfeff;
}

static bool ends_line(uint32_t c)
{
	return c == '\v' || c == 0x2028 || c == 0x2029;
}

/* A character that stays as it is, as nearly all do. */
static bool is_plain(char c)
{
	return (c >= ' ' && c <= '~') || c == '\n' || c == '\t';
}

/* The letters of a ligature that is a character of its own, NULL for others. */
static const char *letters_of(uint32_t c)
{
	static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
	return c >= 0xfb00 && c <= 0xfb06 ? ligatures[c - 0xfb00] : NULL;
}

/* The letter that is `base` with the combining `mark`; 0 when Unicode has none. */
static uint32_t compose(unsigned char base, uint32_t mark)
{
	utf8proc_int32_t pair[2] = {base, (utf8proc_int32_t)mark};
	return utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) == 1
		       ? (uint32_t)pair[0]
		       : 0;
}

/* Composes a diacritic with an ASCII letter written just before it, as macOS and some PDFs store
 * them. */
static bool add_mark(struct buffer *out, uint32_t mark)
{
	const bool combining = mark >= 0x300 && mark <= 0x36f;
	const unsigned char base = out->len ? (unsigned char)out->ptr[out->len - 1] : 0;
	const uint32_t letter = combining && byte_is_alpha((char)base) ? compose(base, mark) : 0;
	if (!letter)
		return false;
	out->len--;
	utf8_add(out, letter);
	return true;
}

void plain_text(struct buffer *text)
{
	struct slice s = buffer_slice(text);
	struct buffer out = BUFFER_INIT;
	buffer_reserve(&out, s.len + 1);
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		while (i < s.len && is_plain(s.ptr[i]))
			i++;
		buffer_add_slice(&out, slice_sub(s, from, i));
		if (i == s.len)
			break;
		from = i;
		uint32_t c = utf8_next(s, &i), meant = latin_control_meant(c);
		if (c == '\r') {
			i += i < s.len && s.ptr[i] == '\n';
			buffer_add_byte(&out, '\n');
		} else if (ends_line(c) || is_blank(c)) {
			buffer_add_byte(&out, ends_line(c) ? '\n' : ' ');
		} else if (meant) {
			utf8_add(&out, meant);
		} else if (letters_of(c)) {
			buffer_add_str(&out, letters_of(c));
		} else if (!is_nothing(c) && !add_mark(&out, c)) {
			buffer_add_slice(&out, slice_sub(s, from, i));
		}
	}
	buffer_release(text);
	*text = out;
}
