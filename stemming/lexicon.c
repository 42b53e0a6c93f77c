/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/lexicon.h"

#include "stemming/fold.h"

/*
 * Laid down by make_lexicon: the head, the cells of the words, those of the names, the words'
 * filter (see lexicon.h). Each word stands in the first free cell from where the high bits of its
 * hash point, so that a look takes one line of the processor's cache.
 */
extern const struct lexicon_head lexicon_data[];

__asm__(".section .rodata\n"
	".balign 64\n"
	".global lexicon_data\n"
	"lexicon_data:\n"
	".incbin \"" LEXICON_FILE "\"\n"
	".previous\n");

/* NULL for none. */
static const uint64_t *find_cell(const uint64_t *cells, unsigned bits, uint64_t hash)
{
	const size_t mask = ((size_t)1 << bits) - 1;
	for (size_t i = hash >> (64 - bits); cells[i]; i = (i + 1) & mask)
		if (!((cells[i] ^ hash) >> LEXICON_FAMILY_BITS))
			return cells + i;
	return NULL;
}

static const uint64_t *word_cells(void)
{
	return (const uint64_t *)(lexicon_data + 1);
}

static const uint64_t *name_cells(void)
{
	return word_cells() + ((size_t)1 << lexicon_data->word_bits);
}

bool lexicon_find(struct slice folded, struct lexicon_entry *entry)
{
	const uint64_t hash = lexicon_hash(folded), bit = hash % LEXICON_FILTER_BITS;
	const uint64_t *filter = name_cells() + ((size_t)1 << lexicon_data->name_bits);
	if (!(filter[bit / 64] >> bit % 64 & 1))
		return false;
	const uint64_t *cell = find_cell(word_cells(), lexicon_data->word_bits, hash);
	if (!cell)
		return false;
	entry->first = lexicon_data->family_sizes[*cell & 0xff];
	entry->last = lexicon_data->family_sizes[*cell >> 8 & 0xff];
	return true;
}

bool lexicon_has_folded_name(struct slice folded)
{
	return find_cell(name_cells(), lexicon_data->name_bits, lexicon_hash(folded)) != NULL;
}

uint64_t lexicon_checksum(void)
{
	return lexicon_data->checksum;
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
