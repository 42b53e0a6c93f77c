/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where compounds may be written apart. */
#include "stemming/word_terms_internal.h"

#include "stemming/fold.h"
#include "stemming/stopwords.h"

/* The term with another number of s at the seam before part i, where it is heard alike; else
 * empty. */
static struct slice spell_link(struct word_terms *self, struct slice folded,
			       const struct compound *c, unsigned i)
{
	struct buffer *word = &self->joined;
	size_t seam = (size_t)(c->parts[i].ptr - folded.ptr);
	bool linked = c->parts[i - 1].ptr + c->parts[i - 1].len != c->parts[i].ptr;
	if (*c->parts[i].ptr != 's' || (linked && folded.ptr[seam - 1] != 's'))
		return SLICE_EMPTY;
	buffer_clear(word);
	buffer_add_slice(word, slice_sub(folded, 0, linked ? seam - 1 : seam));
	buffer_add_str(word, linked ? "" : "s");
	buffer_add_slice(word, slice_from(folded, seam));
	return arena_copy(self->arena, word_cut_term(word_stem(self, buffer_slice(word))));
}

/* Each seam of a compound. */
static size_t cut_compound(struct word_terms *self, struct slice raw, struct word_cut *cuts)
{
	struct compound c;
	size_t n = 0;
	fold_plain(raw, &self->folded);
	if (stopword(buffer_slice(&self->folded)) >= 0 ||
	    !compound_split(buffer_slice(&self->folded), &c))
		return 0;
	for (unsigned i = 1; i < c.count; i++, n++) {
		cuts[n].variant = spell_link(self, buffer_slice(&self->folded), &c, i);
		cuts[n].left = arena_copy(self->arena,
					  word_cut_term(word_stem(self, word_range_of(&c, 0, i))));
		cuts[n].right = arena_copy(
			self->arena, word_cut_term(word_stem(self, word_range_of(&c, i, c.count))));
	}
	return n;
}

/* Without hyphens, as a word of its own; empty for a function word. */
static struct slice term_of_pieces(struct word_terms *self, struct slice pieces)
{
	struct buffer *joined = &self->joined;
	buffer_clear(joined);
	for (size_t i = 0; i < pieces.len; i++)
		if (pieces.ptr[i] != '-')
			buffer_add_byte(joined, pieces.ptr[i]);
	fold_plain(buffer_slice(joined), &self->folded);
	if (stopword(buffer_slice(&self->folded)) >= 0)
		return SLICE_EMPTY;
	return arena_copy(self->arena, word_cut_term(word_stem(self, buffer_slice(&self->folded))));
}

/* Each hyphen. */
static size_t cut_hyphens(struct word_terms *self, struct slice raw, struct word_cut *cuts)
{
	size_t n = 0;
	for (size_t at = slice_find(raw, 0, "-"); at < raw.len && n < WORD_CUTS_MAX;
	     at = slice_find(raw, at + 1, "-")) {
		cuts[n].variant = SLICE_EMPTY;
		cuts[n].left = term_of_pieces(self, slice_sub(raw, 0, at));
		cuts[n].right = term_of_pieces(self, slice_from(raw, at + 1));
		n += cuts[n].left.len && cuts[n].right.len;
	}
	return n;
}

size_t word_terms_cuts(struct word_terms *self, struct slice raw, enum span_kind kind,
		       struct word_cut cuts[WORD_CUTS_MAX])
{
	size_t bytes = 0,
	       at = kind == SPAN_APOSTROPHE ? word_find_apostrophe(raw, &bytes) : raw.len;
	if (kind == SPAN_HYPHENATED)
		return cut_hyphens(self, raw, cuts);
	if (kind != SPAN_WORD && !word_is_genitive(raw, at, bytes))
		return 0;
	return cut_compound(self, slice_sub(raw, 0, at), cuts);
}
