/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/lexicon.h"

#include "stemming/fold.h"

/* Laid down by make_lexicon: count of words, count of names, the words' hashes, the names' hashes. */
extern const uint32_t lexicon_data[];

__asm__(".section .rodata\n"
	".balign 8\n"
	".global lexicon_data\n"
	"lexicon_data:\n"
	".incbin \"" LEXICON_FILE "\"\n"
	".previous\n");

/* The hashes are spread evenly, so the place to look is known within a few steps. */
static bool search(const uint32_t *table, uint32_t count, uint32_t hash)
{
	if (!count)
		return false;
	uint32_t i = (uint32_t)((uint64_t)hash * count >> 32);
	while (i > 0 && table[i] > hash)
		i--;
	while (i + 1 < count && table[i] < hash)
		i++;
	return table[i] == hash;
}

bool lexicon_has_folded(struct slice folded)
{
	return search(lexicon_data + 2, lexicon_data[0], lexicon_hash(folded));
}

static bool has(struct slice word, bool name)
{
	struct buffer folded = BUFFER_INIT;
	fold_plain(word, &folded);
	uint32_t hash = lexicon_hash(buffer_slice(&folded));
	const uint32_t *words = lexicon_data + 2;
	bool found = name ? search(words + lexicon_data[0], lexicon_data[1], hash)
			  : search(words, lexicon_data[0], hash);
	buffer_release(&folded);
	return found;
}

bool lexicon_has(struct slice word)
{
	return has(word, false);
}

bool lexicon_has_name(struct slice word)
{
	return has(word, true);
}
