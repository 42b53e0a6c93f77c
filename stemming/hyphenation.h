/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_HYPHENATION_H
#define STEMMING_HYPHENATION_H

/*
 * Where Dutch words may be hyphenated: the patterns of Debian's hyphen-nl, compiled at build time
 * (tools/make_hyphenation.c) into a tree of letters, and Liang's rule: of all patterns that fit at
 * a place the highest figure counts, and an odd one allows a hyphen (Liang, "Word Hy-phen-a-tion by
 * Com-put-er", 1983).
 */
#include <stdint.h>

#include "base/slice.h"

enum { HYPHENATION_LEN_MAX = 62 };

/* Bit i is set when a hyphen may stand before letter i of the word, of at most HYPHENATION_LEN_MAX
 * letters; no pattern fits where others than a-z stand. */
uint64_t hyphenation_points(struct slice folded);

/* Tells one edition of the patterns from another. */
uint64_t hyphenation_checksum(void);

/*
 * The compiled form: a head, nodes in the order of their depth (the root is the first; a node's
 * children stand together, sorted by letter), then bytes with the figures of patterns: how many,
 * then one a byte, the first for the place before the pattern's first letter.
 */
enum { HYPHENATION_EDGE = '.' }; /* the letter before the first and behind the last */

struct hyphenation_head {
	uint64_t checksum;
	uint32_t nodes;
	uint32_t bytes; /* of figures */
};

struct hyphenation_node {
	uint32_t children; /* a bit for each letter that goes on, see hyphenation_bit */
	uint16_t child;    /* the first child's number */
	uint16_t figures;  /* where they begin; at 0 there are none */
};

/* The edge comes first, then a to z; 0 for what is neither. */
static inline uint32_t hyphenation_bit(char letter)
{
	if (letter == HYPHENATION_EDGE)
		return 1;
	return letter >= 'a' && letter <= 'z' ? UINT32_C(2) << (letter - 'a') : 0;
}

#endif
