/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/terminal_text.h"

#include <string.h>

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
	if (a == 0xe2 &&
	    ((b == 0x80 && c >= 0xaa && c <= 0xae) || (b == 0x81 && c >= 0xa6 && c <= 0xa9)))
		return 3;
	return 0;
}

/* Bytes of the UTF-8 sequence at i; 0 when none is whole and well-formed. */
static size_t sequence(struct slice s, size_t i)
{
	const unsigned char a = (unsigned char)s.ptr[i];
	const size_t len = a < 0x80   ? 1
			   : a < 0xc2 ? 0
			   : a < 0xe0 ? 2
			   : a < 0xf0 ? 3
			   : a < 0xf5 ? 4
				      : 0;
	if (len > s.len - i)
		return 0;
	for (size_t k = 1; k < len; k++)
		if (((unsigned char)s.ptr[i + k] & 0xc0) != 0x80)
			return 0;
	const unsigned char b = len > 1 ? (unsigned char)s.ptr[i + 1] : 0x90;
	const bool longer = (a == 0xe0 && b < 0xa0) || (a == 0xf0 && b < 0x90);
	return longer || (a == 0xed && b > 0x9f) || (a == 0xf4 && b > 0x8f) ? 0 : len;
}

/* What stands for the letter at i, as many bytes as are returned; *used is the letter's length. */
static size_t shown(struct slice s, size_t i, char out[4], size_t *used)
{
	static const char hex[] = "0123456789abcdef";
	const size_t skip = steering(s, i), len = skip ? skip : sequence(s, i);
	const unsigned char byte = (unsigned char)s.ptr[i];
	*used = len ? len : 1;
	if (skip) {
		out[0] = ' ';
		return byte == '\n' || byte == '\t';
	}
	if (len) {
		memcpy(out, s.ptr + i, len);
		return len;
	}
	memcpy(out, (const char[]){'\\', 'x', hex[byte >> 4], hex[byte & 15]}, 4);
	return 4;
}

void terminal_put(FILE *out, struct slice s)
{
	char letter[4];
	for (size_t i = 0, used; i < s.len; i += used) {
		const size_t len = shown(s, i, letter, &used);
		for (size_t k = 0; k < len; k++)
			putc(letter[k], out);
	}
}

void terminal_add(struct buffer *out, struct slice s)
{
	char letter[4];
	for (size_t i = 0, used; i < s.len; i += used)
		buffer_add(out, letter, shown(s, i, letter, &used));
}

void terminal_put_word(FILE *out, struct slice s)
{
	for (size_t i = 0; i < s.len;) {
		size_t skip = steering(s, i);
		putc(skip || s.ptr[i] == ' ' ? '_' : s.ptr[i], out);
		i += skip ? skip : 1;
	}
}
