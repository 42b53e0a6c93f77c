/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_WORD_TERMS_INTERNAL_H
#define STEMMING_WORD_TERMS_INTERNAL_H

/* What word_terms.c and word_cuts.c share. */
#include <libstemmer.h>

#include "stemming/compound.h"
#include "stemming/word_terms.h"

struct split_word {
	char letters[COMPOUND_LEN_MAX];
	size_t len;
	struct compound parts; /* of these letters */
};

struct word_terms {
	struct sb_stemmer *stemmer;
	struct arena *arena;
	struct split_word split;
	struct buffer folded, cased, joined, stem;
};

/* At most ANALYZER_TERM_MAX bytes of it, whole characters. */
struct slice word_cut_term(struct slice s);
/* The term of a folded word as a whole; borrowed until the next call. */
struct slice word_stem(struct word_terms *self, struct slice folded);
/* The letters of the parts [from, to), with the links between them. */
struct slice word_range_of(const struct compound *c, unsigned from, unsigned to);
/* Where the first apostrophe stands and its bytes; the length when there is none. */
size_t word_find_apostrophe(struct slice s, size_t *len);
/* True for an apostrophe of so many bytes with the s of "auto's" behind it. */
bool word_is_genitive(struct slice raw, size_t at, size_t bytes);

#endif
