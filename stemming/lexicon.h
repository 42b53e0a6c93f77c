/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_LEXICON_H
#define STEMMING_LEXICON_H

/*
 * The Dutch word list, compiled at build time (tools/make_lexicon.c) from
 * Debian's wdutch into sorted 32-bit hashes of folded words; one foreign word in
 * some ten thousand is taken for a known one.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* True when the word, in any case and with or without diacritics, is a common word of the list. */
bool lexicon_has(struct slice word);

/* The same for words that the list has with a capital only: names of places and people. */
bool lexicon_has_name(struct slice word);

/* For words that are folded already. */
bool lexicon_has_folded(struct slice folded);

/* FNV-1a with the final mix of MurmurHash3. */
static inline uint32_t lexicon_hash(struct slice folded)
{
	uint32_t h = 0x811c9dc5u;
	for (size_t i = 0; i < folded.len; i++)
		h = (h ^ (unsigned char)folded.ptr[i]) * 0x01000193u;
	h ^= h >> 16;
	h *= 0x85ebca6bu;
	h ^= h >> 13;
	h *= 0xc2b2ae35u;
	return h ^ h >> 16;
}

#endif
