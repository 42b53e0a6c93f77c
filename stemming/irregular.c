/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table is searched in place: lines "form<TAB>lemma", sorted bytewise by form,
 * ASCII only.  A test checks the order.
 */
#include "stemming/irregular.h"

extern const char irregular_data[], irregular_end[];

__asm__(".section .rodata\n"
	".global irregular_data\n"
	"irregular_data:\n"
	".incbin \"stemming/irregular.tsv\"\n"
	".global irregular_end\n"
	"irregular_end:\n"
	".byte 0\n"
	".previous\n");

/* Place of a byte from `at` on, the length when there is none. */
static size_t find(struct slice s, size_t at, char byte)
{
	const char *hit = at < s.len ? memchr(s.ptr + at, byte, s.len - at) : NULL;
	return hit ? (size_t)(hit - s.ptr) : s.len;
}

/* The line that holds byte `at`. */
static struct slice line_around(struct slice table, size_t at)
{
	size_t start = at;
	while (start && table.ptr[start - 1] != '\n')
		start--;
	return slice_sub(table, start, find(table, at, '\n'));
}

struct slice irregular_lemma(struct slice folded)
{
	const struct slice table = slice_make(irregular_data,
					      (size_t)(irregular_end - irregular_data));
	size_t low = 0, high = table.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct slice line = line_around(table, middle);
		size_t tab = find(line, 0, '\t');
		int order = slice_compare(folded, slice_sub(line, 0, tab));
		if (order == 0)
			return slice_from(line, tab + 1);
		if (order < 0)
			high = (size_t)(line.ptr - table.ptr);
		else
			low = (size_t)(line.ptr - table.ptr) + line.len + 1;
	}
	return SLICE_EMPTY;
}

uint64_t irregular_checksum(void)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	for (const char *p = irregular_data; p < irregular_end; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3ULL;
	return h;
}
