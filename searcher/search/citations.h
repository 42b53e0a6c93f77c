/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CITATIONS_H
#define SEARCHER_CITATIONS_H

/*
 * References between questions: what a question cites, found in the index where it is
 * there, and the query for what cites it.
 */
#include "searcher/search/searcher.h"

struct cited_question {
	struct slice id, title; /* in the arena */
};

struct citation_link {
	struct citation citation; /* as the text has it; borrowed from the question */
	/* Questions of the index that it may be: one, mostly; none when the paper is not there;
	 * more, at most CITATION_CHOICES_MAX, when number, date and year do not tell them apart. */
	struct cited_question *questions;
	size_t count;
};

enum { CITATION_CHOICES_MAX = 10 };

/* What the question cites, in the order of the text.  All lives in the arena. */
MUST_CHECK enum status citations_of(struct searcher *self, const struct question *question,
				    struct arena *arena, struct citation_link **links,
				    size_t *count, struct error *err);

/*
 * Appends the query, in the query language, for the questions that cite this one: by its number and
 * day or by a number that no other question has.  Nothing is appended when it has no number to
 * cite.
 */
void citations_query(const struct question *question, struct buffer *out);

#endif
