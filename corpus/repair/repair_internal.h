/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_REPAIR_INTERNAL_H
#define CORPUS_REPAIR_INTERNAL_H

/* What the parts of the repair share; nobody else includes this. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/slice.h"
#include "corpus/repair/repair.h"

/* Which footnotes, 1 to 99, a paper has. */
typedef struct {
	bool has[100];
} footnote_set;

footnote_set repair_find_footnotes(struct slice text, bool glued);

/* Appends raw's lines as paragraphs; `glued` for papers with page heads and lost line breaks. */
void repair_lines(struct arena *arena, struct slice raw, const footnote_set *footnotes, bool glued,
		  struct buffer *out);

enum {
	REPAIR_ALONE_MIN = 5, /* bytes of a word that can be evidence by itself */
	REPAIR_PAIR_MIN = 4,  /* and of one behind a particle */
};

struct repair {
	repair_known_fn *known, *known_name;
	struct arena arena;
	struct slice *words; /* open-addressing set of the paper's words, lower case */
	size_t word_room, word_count;
	footnote_set footnotes;
	bool glued;   /* set as the Tweede Kamer sets its papers: page heads, notes at the foot */
	bool cuts;    /* line breaks may have been lost */
	bool flemish; /* they keep their hyphens, and breaks are lost rarely: that takes evidence
			 until many were */
	bool rich;    /* and many were */
	size_t glued_count;
	bool lines; /* texts have lines at all */
};

/* The place of a word, in any case, in the set of the paper's words: an empty slice where the paper
 * does not have it. */
struct slice *repair_find_word(struct repair *self, struct slice word);

bool repair_starts_upper(struct slice s);

/* "op", "voor": begins honest words as well as glued ones. */
bool repair_is_particle(struct slice word);

/* Bytes of the first of two words that were glued into one, 0 when it is to stay whole.  `opens`:
 * the word begins a sentence. */
size_t repair_find_cut(const struct repair *self, struct slice word, bool opens);

void repair_add_superscript(struct buffer *out, unsigned number);

#endif
