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

/* The code point at s.ptr[*pos] (well-formed UTF-8), moving *pos behind it. */
uint32_t utf8_next(struct slice s, size_t *pos);

void utf8_add(struct buffer *out, uint32_t code_point);

/* Appends bytes in windows-1252 (of which Latin-1 is a part) as UTF-8. */
void latin1_to_utf8(struct slice bytes, struct buffer *out);

/*
 * Undoes a second encoding: UTF-8 that was taken for windows-1252 and encoded once more
 * ("numÃ©rique").  Replaces *out and is true only when all of s can be so undone.
 */
bool latin_undo_double(struct slice s, struct buffer *out);

/* Case of one letter of ASCII, Latin-1 or Latin Extended-A; other code points unchanged. */
uint32_t latin_lower(uint32_t c);
uint32_t latin_upper(uint32_t c);
bool latin_is_upper(uint32_t c);
bool latin_is_lower(uint32_t c);

/* Letter of ASCII, Latin-1, Latin Extended-A or any letter-like code point above. */
bool latin_is_letter(uint32_t c);

/* The ASCII base letter of a Latin letter with a diacritic (é -> e), else c itself. */
uint32_t latin_base(uint32_t c);

/* True when s has a letter and no lower-case letter. */
bool latin_all_capitals(struct slice s);

#endif
