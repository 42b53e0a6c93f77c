/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_PASSAGES_H
#define SEARCHER_PASSAGES_H

/*
 * The sub-questions of a question, each with its answer: the passages in which people
 * look for what they want to know.
 */
#include "corpus/model/question.h"
#include "corpus/repair/repair.h"
#include "searcher/compile/query_from_text.h"

struct passage {
	struct slice
		label; /* "3"; empty for what stands before the sub-questions or is not numbered */
	struct slice text;     /* what is asked, as the source has it; may be empty */
	struct slice *answers; /* the texts that answer it, as the source has them */
	size_t answer_count;
};

/* The passages of a question in its own order; the list lives in the arena, the texts in the
 * question. */
size_t passages_of(const struct question *question, struct arena *arena, struct passage **list);

/*
 * The terms of a search in byte order, with their inverse document frequencies as weights.  A
 * compound and its parts share the weight of one word.
 */
struct passage_terms {
	struct passage_term {
		struct slice term;
		double weight;
		bool shared; /* part of a word that was taken care of */
		bool part;   /* looked for as a part of a compound that was asked */
	} * items;
	size_t count;
	uint64_t seen; /* a bit for the look of each term: nearly all words of a text are none of
			  them */
};

/* In the arena of the set. */
MUST_CHECK enum status passages_weigh(struct xap_db *db, struct analyzer *analyzer,
				      const struct term_set *terms, struct passage_terms *out,
				      struct error *err);

/* A text as it is to be read, and where terms stand in it: of each word that has some, the
 * first. */
struct seen_text {
	struct slice text;
	struct seen_term {
		size_t start, end; /* bytes in the text */
		unsigned term;     /* its place */
		bool part;
	} * found;
	size_t count;
};

struct seen_passage {
	struct seen_text question, *answers;
	size_t answer_count;
	unsigned asked; /* different terms that stand there, parts of compounds not counted */
	double score;
};

/*
 * Looks a passage through once, for its score and its snippet.  The score says how well it fits the
 * terms: BM25 over the passage as a document of its own, where an answer counts half, times the
 * share of the terms (by weight) that it has at all; 0 when it has none of them.  What was found
 * lies in the arena; the texts last until the next repair_begin, which was called for the passage's
 * question.
 */
struct seen_passage passage_look(const struct passage *passage, struct analyzer *analyzer,
				 struct repair *repair, const struct passage_terms *terms,
				 struct arena *arena);

/* Where terms stand in a text that is not to be repaired, in the arena. */
struct seen_text passage_look_text(struct slice text, struct analyzer *analyzer,
				   const struct passage_terms *terms, struct arena *arena);

#endif
