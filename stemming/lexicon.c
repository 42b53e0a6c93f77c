/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/lexicon.h"

#include <math.h>

#include "stemming/fold.h"

/*
 * Laid down by make_lexicon: number of words, number of names, checksum, the words' hashes, the
 * names' hashes (both sorted), the words' filter (see lexicon.h), then for each word two bytes: its first and last family, as
 * LEXICON_FAMILY_STEPS * log2(size + 1).
 */
extern const uint64_t lexicon_data[];

__asm__(".section .rodata\n"
	".balign 8\n"
	".global lexicon_data\n"
	"lexicon_data:\n"
	".incbin \"" LEXICON_FILE "\"\n"
	".previous\n");

enum { FAMILY_STEPS = 16, HEAD = 3 };

/*
 * The hashes are spread evenly, so how far two of them lie apart tells how many stand between: the first guess is some
 * hundreds off, each further one the root of that.  -1 for none.
 */
static long search(const uint64_t *table, uint64_t count, uint64_t hash)
{
	enum { GUESSES = 4, NEAR = 4 };
	if (!count)
		return -1;
	uint64_t i = (uint64_t)((unsigned __int128)hash * count >> 64);
	for (unsigned guess = 0; guess < GUESSES; guess++) {
		bool below = table[i] < hash;
		uint64_t apart = below ? hash - table[i] : table[i] - hash;
		uint64_t step = (uint64_t)((unsigned __int128)apart * count >> 64);
		if (below)
			i = step < count - 1 - i ? i + step : count - 1;
		else
			i = step < i ? i - step : 0;
		if (step <= NEAR)
			break;
	}
	while (i > 0 && table[i] > hash)
		i--;
	while (i + 1 < count && table[i] < hash)
		i++;
	return table[i] == hash ? (long)i : -1;
}

static float family_size(unsigned char coded)
{
	return exp2f((float)coded / FAMILY_STEPS) - 1;
}

bool lexicon_find(struct slice folded, struct lexicon_entry *entry)
{
	const uint64_t words = lexicon_data[0], names = lexicon_data[1], hash = lexicon_hash(folded);
	const uint64_t *filter = lexicon_data + HEAD + words + names;
	const uint64_t bit = hash % LEXICON_FILTER_BITS;
	if (!(filter[bit / 64] >> bit % 64 & 1))
		return false;
	long i = search(lexicon_data + HEAD, words, hash);
	if (i < 0)
		return false;
	const unsigned char *families = (const unsigned char *)(filter + LEXICON_FILTER_BITS / 64);
	entry->first = family_size(families[2 * i]);
	entry->last = family_size(families[2 * i + 1]);
	return true;
}

bool lexicon_has_folded_name(struct slice folded)
{
	const uint64_t *names = lexicon_data + HEAD + lexicon_data[0];
	return search(names, lexicon_data[1], lexicon_hash(folded)) >= 0;
}

uint64_t lexicon_checksum(void)
{
	return lexicon_data[2];
}

bool lexicon_has(struct slice word)
{
	struct buffer folded = BUFFER_INIT;
	struct lexicon_entry entry;
	fold_plain(word, &folded);
	bool found = lexicon_find(buffer_slice(&folded), &entry);
	buffer_release(&folded);
	return found;
}

bool lexicon_has_name(struct slice word)
{
	struct buffer folded = BUFFER_INIT;
	fold_plain(word, &folded);
	bool found = lexicon_has_folded_name(buffer_slice(&folded));
	buffer_release(&folded);
	return found;
}
