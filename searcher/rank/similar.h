/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SIMILAR_H
#define SEARCHER_SIMILAR_H

/*
 * Questions like a given one, or like a draft that is not asked yet: by the terms that
 * mark it, and then by likeness in the latent space.
 */
#include "searcher/rank/rank.h"

/* A term that marks a text, with its weight: log(1 + wdf/10) times its inverse document
 * frequency. */
struct marking_term {
	struct slice term;
	double weight;
};

struct marking_terms {
	struct marking_term *items; /* the heaviest first, in the arena */
	size_t count;
};

/* Of a question in the index, by what it holds. */
MUST_CHECK enum status similar_terms_of_document(struct xap_db *db, uint32_t docid,
						 struct arena *arena, struct marking_terms *out,
						 struct error *err);

/* Of a text, counted as questions are. */
MUST_CHECK enum status similar_terms_of_text(struct xap_db *db, struct analyzer *analyzer,
					     struct slice text, struct arena *arena,
					     struct marking_terms *out, struct error *err);

/* Which of the terms a document has: has[i] for items[i]. */
MUST_CHECK enum status similar_terms_shared(struct xap_db *db, uint32_t docid,
					    const struct marking_terms *terms, bool *has,
					    struct error *err);

/*
 * Ranks the questions that share terms, under the filter (NULL: all), with a matcher that was
 * begun; `first` and `count` as in a search.  The question `docid` itself (0: none) is left out.
 */
MUST_CHECK enum status similar_rank(struct xap_db *db, struct matcher *matcher,
				    struct vectors *vectors, const struct marking_terms *terms,
				    const struct xap_query *filter, uint32_t docid, uint32_t first,
				    uint32_t count, struct arena *arena, struct ranking *out,
				    struct error *err);

#endif
