/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: make_lexicon WORDLIST OUT
 *
 * Compiles a word list (UTF-8, one word a line) into the table that
 * stemming/lexicon.c embeds.  A line with a capital counts as a name when the
 * list has no form of it in lower case.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/error.h"
#include "stemming/fold.h"
#include "stemming/lexicon.h"

struct hashes {
	uint32_t *v;
	size_t count, room;
};

static void hashes_add(struct hashes *self, uint32_t hash)
{
	if (self->count == self->room) {
		self->room = self->room ? self->room * 2 : 65536;
		self->v = realloc(self->v, self->room * sizeof *self->v);
		if (!self->v)
			die_nomem(self->room * sizeof *self->v);
	}
	self->v[self->count++] = hash;
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static void sort_unique(struct hashes *self)
{
	size_t n = 0;
	if (self->count)
		qsort(self->v, self->count, sizeof *self->v, compare);
	for (size_t i = 0; i < self->count; i++)
		if (!n || self->v[n - 1] != self->v[i])
			self->v[n++] = self->v[i];
	self->count = n;
}

int main(int argc, char **argv)
{
	struct hashes words = {0}, names = {0};
	struct buffer lower = BUFFER_INIT, cased = BUFFER_INIT;
	char line[512];
	FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL;
	if (!in) {
		fprintf(stderr, "usage: make_lexicon WORDLIST OUT (word list from the package wdutch)\n");
		return 1;
	}
	while (fgets(line, sizeof line, in)) {
		struct slice word = slice_trim(slice_of(line));
		if (word.len < 2)
			continue;
		fold_plain(word, &lower);
		fold_case(word, &cased);
		bool name = (word.ptr[0] >= 'A' && word.ptr[0] <= 'Z') || word.ptr[0] == '\xc3';
		name = name && !slice_eq(buffer_slice(&cased), word);
		hashes_add(name ? &names : &words, lexicon_hash(buffer_slice(&lower)));
	}
	fclose(in);
	sort_unique(&words);
	sort_unique(&names);
	uint32_t counts[2] = {(uint32_t)words.count, (uint32_t)names.count};
	FILE *out = fopen(argv[2], "wb");
	bool ok = out && fwrite(counts, sizeof counts, 1, out) == 1 &&
		  fwrite(words.v, sizeof *words.v, words.count, out) == words.count &&
		  fwrite(names.v, sizeof *names.v, names.count, out) == names.count;
	if (out && fclose(out) != 0)
		ok = false;
	if (!ok)
		fprintf(stderr, "make_lexicon: cannot write %s: %s\n", argv[2], strerror(errno));
	free(words.v);
	free(names.v);
	buffer_release(&lower);
	buffer_release(&cased);
	return ok ? 0 : 1;
}
