/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SHOWN_TERMS_H
#define SEARCHER_SHOWN_TERMS_H

/* Index terms are stems and parts of words; people are shown the words of the texts that they come
 * from. */
#include "searcher/expand/explain.h"
#include "searcher/snapshot/searcher_internal.h"

/*
 * Sets *words, in the arena, to a word of the question for each of its terms, in their order, none
 * twice: the first that is the term in some form, else the first that has it as a part; a term of
 * which no text tells (a date) as it is.
 */
void shown_terms(struct searcher *searcher, const struct question *question,
		 const struct slice *terms, size_t count, struct arena *arena,
		 const struct slice **words, size_t *word_count);

/* Makes words of the texts of what marked the best hits, where they have it as a word. */
MUST_CHECK enum status shown_feedback(struct searcher *searcher, struct explanation *explanation,
				      struct arena *arena, struct error *err);

#endif
