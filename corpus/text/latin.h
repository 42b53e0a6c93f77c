/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_LATIN_H
#define CORPUS_LATIN_H

/*
 * The encodings in which papers arrive, and the letter case of the Latin script
 * (names are printed in capitals).  Full Unicode normalisation is the analyzer's
 * business, not the readers'.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

/* Offset of the first byte that is not well-formed UTF-8, or s.len. */
size_t utf8_check(struct slice s);

/* What the functions below do beyond ASCII; nearly all letters of a paper are of ASCII, and never
 * get there. */
uint32_t utf8_next_wide(struct slice s, size_t *pos);
uint32_t latin_lower_wide(uint32_t c);
uint32_t latin_upper_wide(uint32_t c);
bool latin_is_upper_wide(uint32_t c);
bool latin_is_lower_wide(uint32_t c);
bool latin_is_letter_wide(uint32_t c);
uint32_t latin_base_wide(uint32_t c);

/* The code point at s.ptr[*pos] (well-formed UTF-8), moving *pos behind it. */
static inline uint32_t utf8_next(struct slice s, size_t *pos)
{
	unsigned char lead = (unsigned char)s.ptr[*pos];
	if (lead >= 0x80)
		return utf8_next_wide(s, pos);
	(*pos)++;
	return lead;
}

void utf8_add(struct buffer *out, uint32_t code_point);

/* Appends bytes in windows-1252 (of which Latin-1 is a part) as UTF-8. */
void latin1_to_utf8(struct slice bytes, struct buffer *out);

/* Appends bytes that are no UTF-8: as windows-1252, unless the letters of a Dutch text come out
 * better in the code page of DOS (850) or in Mac Roman. */
void bytes_to_utf8(struct slice bytes, struct buffer *out);

/*
 * Undoes a second encoding: UTF-8 that was taken for windows-1252 and encoded once more
 * ("numÃ©rique").  Replaces *out and is true only when all of s can be so undone.
 */
bool latin_undo_double(struct slice s, struct buffer *out);

/*
 * The same for a text of which parts were encoded once, or have lost a byte on the way: appends it
 * with what was encoded twice undone.  False, with *out as it was, when that is hardly anything in
 * it.
 */
bool latin_undo_double_parts(struct slice s, struct buffer *out);

/* The character that windows-1252 has at a control code of 0x80 to 0x9f, 0 when it has none: pages
 * that say iso-8859-1 mean windows-1252. */
uint32_t latin_control_meant(uint32_t c);

/* UTF-16 as UTF-8; false when there is no byte order mark and the bytes do not look like it either.
 * What is no character becomes U+FFFD. */
bool utf16_to_utf8(struct slice bytes, struct buffer *out);

/* Bytes of the code page of DOS as UTF-8: the names in zips that do not say that they are UTF-8. */
void cp437_to_utf8(struct slice bytes, struct buffer *out);

/* Case of one letter of ASCII, Latin-1 or Latin Extended-A; other code points unchanged. */
static inline bool latin_is_upper(uint32_t c)
{
	return c < 0x80 ? c >= 'A' && c <= 'Z' : latin_is_upper_wide(c);
}

static inline bool latin_is_lower(uint32_t c)
{
	return c < 0x80 ? c >= 'a' && c <= 'z' : latin_is_lower_wide(c);
}

static inline uint32_t latin_lower(uint32_t c)
{
	return c >= 0x80 ? latin_lower_wide(c) : latin_is_upper(c) ? c + 32 : c;
}

static inline uint32_t latin_upper(uint32_t c)
{
	return c >= 0x80 ? latin_upper_wide(c) : latin_is_lower(c) ? c - 32 : c;
}

/* Letter of ASCII, Latin-1, Latin Extended-A or any letter-like code point above. */
static inline bool latin_is_letter(uint32_t c)
{
	return c < 0x80 ? latin_is_upper(c) || latin_is_lower(c) : latin_is_letter_wide(c);
}

/* The ASCII base letter of a Latin letter with a diacritic (é -> e), else c itself. */
static inline uint32_t latin_base(uint32_t c)
{
	return c < 0xc0 ? c : latin_base_wide(c);
}

/* The digit that a superscript is, -1 for what is none. */
int latin_superscript(uint32_t c);

/* True when s has a letter and no lower-case letter. */
bool latin_all_capitals(struct slice s);

#endif
