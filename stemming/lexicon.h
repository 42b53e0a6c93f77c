/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_LEXICON_H
#define STEMMING_LEXICON_H

/*
 * The Dutch word list, compiled at build time (tools/make_lexicon.c) from
 * Debian's wdutch into a hash table of folded words with the sizes of
 * their compound families.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct lexicon_entry {
	float first; /* compounds of the list that begin with the word */
	float last;  /* compounds of the list that end with it */
};

/* True when the folded word is a common word of the list; *entry is set then only. */
bool lexicon_find(struct slice folded, struct lexicon_entry *entry);

/* True for a folded word that the list has with a capital only: names of places and people. */
bool lexicon_has_folded_name(struct slice folded);

/* The same questions for words in any case, with or without diacritics. */
bool lexicon_has(struct slice word);
bool lexicon_has_name(struct slice word);

/* A bit for each word, by the low bits of its hash: most of what is asked for is no word, and these
 * bits fit the processor's cache where the hashes do not. */
enum { LEXICON_FILTER_BITS = 1 << 22 };

/*
 * What the compiled list begins with.  A cell is 0, or the high 48 bits of a word's hash with the
 * codes of its families below: first in the low byte, last in the next.
 */
enum { LEXICON_FAMILY_BITS = 16, LEXICON_FAMILY_CODES = 256 };
struct lexicon_head {
	uint64_t checksum;
	uint32_t word_bits, name_bits;            /* log2 of the number of cells */
	float family_sizes[LEXICON_FAMILY_CODES]; /* by code: families are kept to a sixteenth of a
						     doubling */
};

/* Tells one edition of the list from another. */
uint64_t lexicon_checksum(void);

/* FNV-1a, 64 bits, with the final mix of MurmurHash3. */
static inline uint64_t lexicon_hash(struct slice folded)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	for (size_t i = 0; i < folded.len; i++)
		h = (h ^ (unsigned char)folded.ptr[i]) * 0x100000001b3ULL;
	h = (h ^ h >> 33) * 0xff51afd7ed558ccdULL;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ULL;
	return h ^ h >> 33;
}

#endif
