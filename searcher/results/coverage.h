/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_COVERAGE_H
#define SEARCHER_COVERAGE_H

/* Of how many questions figures can speak: how many of a set lack what they count by. */
#include "base/arena.h"
#include "base/error.h"

struct doc_set;
struct searcher;

struct coverage {
	uint32_t questions;
	uint32_t undated;          /* no day is known on which they were asked */
	uint32_t unanswered;       /* no answer: not yet, or never, withdrawn or replaced by another
				      question */
	uint32_t status_unknown;   /* nothing tells whether there is an answer */
	uint32_t without_minister; /* neither a name nor an office */
};

/* Counts a set of the matcher; the matcher and the columns of the searcher were begun for this
 * search. */
MUST_CHECK enum status coverage_count(struct searcher *searcher, const struct doc_set *set,
				      struct arena *arena, struct coverage *out, struct error *err);

#endif
