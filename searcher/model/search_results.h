/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SEARCH_RESULTS_H
#define SEARCHER_SEARCH_RESULTS_H

/* What a search found: data only. */
#include <stdbool.h>
#include <stdint.h>

#include "corpus/model/question.h"

/* A piece of text, repaired, at most some 260 bytes, and the byte ranges in it that match. */
struct snippet {
	struct slice text;
	const struct mark {
		size_t start, end;
	} * marks;
	size_t mark_count;
};

/* A question that asks the same as a hit, letter for letter, and is shown with it. */
struct folded_question {
	const struct question *question;
	bool related;     /* no match, but about the theme */
	bool same_answer; /* as the hit has, text for text */
};

struct search_hit {
	uint32_t rank; /* from 1, over all pages */
	double score;  /* falls with the rank, where relevance is the order */
	struct slice id;
	const struct question
		*question;    /* NULL with ids_only; borrowed until the results are freed */
	struct slice title;   /* repaired; empty when the question has none */
	struct slice heading; /* the title, or the first sentence in its place; never empty */
	/* The sub-question that fits best, and what answers it; the label is "3", or empty for what
	 * is not numbered.  Either text may be empty. */
	struct slice label;
	struct snippet snippet, answer;
	const struct slice *terms; /* of the query, that the question has, with explain; shared with
				    * what it is like, the most telling first */
	size_t term_count;
	struct slice reason;    /* with explain, of a theme: why it stands there, in Dutch */
	const double *features; /* of a theme: what its rank was made of, searcher/rank/rerank.h;
				   NULL when it was not */
	size_t feature_count;
	const struct slice
		*matched; /* with that: words of all its texts that match, as they stand there */
	size_t matched_count;
	int withdrawn; /* yyyymmdd on which its source was gone, 0: it is not */
	bool related;  /* no match, but about the theme */
	const struct folded_question
		*folded; /* with search_request.fold, in the order of the hits */
	size_t folded_count;
};

/* Parts of an index on other machines that a search went on without. */
struct missing_parts {
	size_t count, of;    /* parts missing, of so many */
	struct slice *names; /* folder or host:port */
	struct slice *causes;
};

#endif
