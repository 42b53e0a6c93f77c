/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/terminal_text.h"

/* Bytes of the sequence at i that must not reach a terminal, 0 when it may. */
static size_t steering(struct slice s, size_t i)
{
	unsigned char a = (unsigned char)s.ptr[i];
	if (a < 0x20 || a == 0x7f)
		return 1;
	unsigned char b = i + 1 < s.len ? (unsigned char)s.ptr[i + 1] : 0;
	if (a == 0xc2 && b >= 0x80 && b <= 0x9f)
		return 2;
	unsigned char c = i + 2 < s.len ? (unsigned char)s.ptr[i + 2] : 0;
	/* U+202A to U+202E, U+2066 to U+2069 */
	if (a == 0xe2 && ((b == 0x80 && c >= 0xaa && c <= 0xae) || (b == 0x81 && c >= 0xa6 && c <= 0xa9)))
		return 3;
	return 0;
}

void terminal_put(FILE *out, struct slice s)
{
	for (size_t i = 0; i < s.len;) {
		size_t skip = steering(s, i);
		if (!skip)
			putc(s.ptr[i], out);
		else if (s.ptr[i] == '\n' || s.ptr[i] == '\t')
			putc(' ', out);
		i += skip ? skip : 1;
	}
}

void terminal_add(struct buffer *out, struct slice s)
{
	for (size_t i = 0; i < s.len;) {
		size_t skip = steering(s, i);
		if (!skip)
			buffer_add_byte(out, s.ptr[i]);
		else if (s.ptr[i] == '\n' || s.ptr[i] == '\t')
			buffer_add_byte(out, ' ');
		i += skip ? skip : 1;
	}
}

void terminal_put_word(FILE *out, struct slice s)
{
	for (size_t i = 0; i < s.len;) {
		size_t skip = steering(s, i);
		putc(skip || s.ptr[i] == ' ' ? '_' : s.ptr[i], out);
		i += skip ? skip : 1;
	}
}
