/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: make_lexicon WORDLIST OUT
 *
 * Compiles a word list (UTF-8, one word a line) into the table that
 * stemming/lexicon.c embeds.  A line with a capital counts as a name when the
 * list has no form of it in lower case.  The family sizes are counted here: every
 * word of the list that can be cut into a word, a linking element and a word adds
 * one to the first one's `first` and the second one's `last`.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "stemming/compound_words.h"
#include "stemming/fold.h"
#include "stemming/hyphenation.h"
#include "stemming/lexicon.h"

struct entry {
	uint64_t hash;
	struct slice word;
	unsigned first, last;
};

struct table {
	struct entry *v;
	size_t count, room;
};

static void table_add(struct table *self, struct slice word)
{
	self->v = memory_grow(self->v, self->count + 1, &self->room, 65536, sizeof *self->v);
	self->v[self->count++] = (struct entry){lexicon_hash(word), word, 0, 0};
}

static int compare(const void *a, const void *b)
{
	uint64_t x = ((const struct entry *)a)->hash, y = ((const struct entry *)b)->hash;
	return (x > y) - (x < y);
}

static void table_sort(struct table *self)
{
	size_t n = 0;
	if (self->count)
		qsort(self->v, self->count, sizeof *self->v, compare);
	for (size_t i = 0; i < self->count; i++)
		if (!n || self->v[n - 1].hash != self->v[i].hash)
			self->v[n++] = self->v[i];
	self->count = n;
}

static struct entry *table_find(const struct table *self, struct slice word)
{
	struct entry key = {.hash = lexicon_hash(word)};
	return self->count ? bsearch(&key, self->v, self->count, sizeof *self->v, compare) : NULL;
}

/* ---- reading ---- */

static bool only_letters(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!byte_is_alpha(word.ptr[i]) && (unsigned char)word.ptr[i] < 0x80)
			return false;
	return true;
}

static void read_list(FILE *in, struct arena *arena, struct table *words, struct table *names)
{
	struct buffer lower = BUFFER_INIT, cased = BUFFER_INIT;
	char line[512];
	while (fgets(line, sizeof line, in)) {
		struct slice word = slice_trim(slice_of(line));
		if (word.len < 2 || !only_letters(word))
			continue;
		fold_plain(word, &lower);
		fold_case(word, &cased);
		bool name = !slice_eq(buffer_slice(&cased), word);
		table_add(name ? names : words, arena_copy(arena, buffer_slice(&lower)));
	}
	buffer_release(&lower);
	buffer_release(&cased);
	table_sort(words);
	table_sort(names);
}

/* ---- families ---- */

/* Credits every base that `left` may be; true when there is one. */
static bool credit_left(const struct table *words, struct slice left)
{
	enum { LINK_ER = 4 };
	static const char *const links[LINK_ER + 1] = {"", "s", "en", "e", "er"};
	bool any = false;
	for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
		size_t n = strlen(links[k]);
		struct slice base = slice_sub(left, 0, left.len > n ? left.len - n : 0);
		size_t least = k && any ? 4 : 3;
		if (!slice_ends(left, links[k]) || base.len < least || compound_never_first(base) ||
		    (k == LINK_ER && !compound_takes_er(base)))
			continue;
		struct entry *e = table_find(words, base);
		if (e) {
			e->first++;
			any = true;
		}
	}
	return any;
}

static void count_families(const struct table *words)
{
	for (size_t i = 0; i < words->count; i++) {
		struct slice w = words->v[i].word;
		const uint64_t hyphens = hyphenation_points(w);
		for (size_t cut = 3; cut + 3 <= w.len; cut++) {
			struct slice left = slice_sub(w, 0, cut), right = slice_from(w, cut);
			if (!(hyphens >> cut & 1) || compound_never_last(right) ||
			    compound_never_first(left))
				continue;
			struct entry *e = table_find(words, right);
			if (e && credit_left(words, left))
				e->last++;
		}
	}
}

/* ---- writing ---- */

enum { FAMILY_STEPS = 16 };

static unsigned char code_family(unsigned size)
{
	double coded = FAMILY_STEPS * log2(size + 1.0) + .5;
	return (unsigned char)(coded < 255 ? coded : 255);
}

/* Over all that is written: two lists that differ in anything have another one. */
static uint64_t checksum(const struct table *words, const struct table *names)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	for (size_t i = 0; i < words->count; i++) {
		const struct entry *e = &words->v[i];
		h = (h ^ e->hash) * 0x100000001b3ULL;
		h = (h ^ code_family(e->first) ^ (uint64_t)code_family(e->last) << 8) *
		    0x100000001b3ULL;
	}
	for (size_t i = 0; i < names->count; i++)
		h = (h ^ names->v[i].hash) * 0x100000001b3ULL;
	return h;
}

static bool write_filter(FILE *out, const struct table *words)
{
	static uint64_t bits[LEXICON_FILTER_BITS / 64];
	for (size_t i = 0; i < words->count; i++) {
		const uint64_t bit = words->v[i].hash % LEXICON_FILTER_BITS;
		bits[bit / 64] |= UINT64_C(1) << bit % 64;
	}
	return fwrite(bits, sizeof bits, 1, out) == 1;
}

/* Four in five cells are taken at most. */
static unsigned cell_bits(size_t count)
{
	unsigned bits = 1;
	while ((size_t)4 << bits < 5 * (count + 1))
		bits++;
	return bits;
}

static bool write_cells(FILE *out, const struct table *table, unsigned bits)
{
	const size_t room = (size_t)1 << bits;
	uint64_t *cells = memory_zeroed(room, sizeof *cells);
	for (size_t i = 0; i < table->count; i++) {
		const struct entry *e = &table->v[i];
		size_t at = e->hash >> (64 - bits);
		while (cells[at])
			at = (at + 1) % room;
		cells[at] = e->hash >> LEXICON_FAMILY_BITS << LEXICON_FAMILY_BITS |
			    code_family(e->first) | (uint64_t)code_family(e->last) << 8;
	}
	bool ok = fwrite(cells, sizeof *cells, room, out) == room;
	free(cells);
	return ok;
}

static bool write_list(FILE *out, const struct table *words, const struct table *names)
{
	struct lexicon_head head = {.checksum = checksum(words, names),
				    .word_bits = cell_bits(words->count),
				    .name_bits = cell_bits(names->count)};
	for (unsigned i = 0; i < LEXICON_FAMILY_CODES; i++)
		head.family_sizes[i] = exp2f((float)i / FAMILY_STEPS) - 1;
	return fwrite(&head, sizeof head, 1, out) == 1 && write_cells(out, words, head.word_bits) &&
	       write_cells(out, names, head.name_bits) && write_filter(out, words);
}

int main(int argc, char **argv)
{
	struct table words = {0}, names = {0};
	struct arena arena = ARENA_INIT;
	FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL;
	if (!in) {
		fprintf(stderr,
			"usage: make_lexicon WORDLIST OUT (word list from the package wdutch)\n");
		return 1;
	}
	read_list(in, &arena, &words, &names);
	fclose(in);
	count_families(&words);
	FILE *out = fopen(argv[2], "wb");
	bool ok = out && write_list(out, &words, &names);
	if (out && fclose(out) != 0)
		ok = false;
	if (!ok)
		fprintf(stderr, "make_lexicon: cannot write %s: %s\n", argv[2], strerror(errno));
	free(words.v);
	free(names.v);
	arena_release(&arena);
	return ok ? 0 : 1;
}
