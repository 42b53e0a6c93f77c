/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_HITS_H
#define SEARCHER_HITS_H

/* From ranked documents to hits that can be shown: the question, its best passage, marked. */
#include "searcher/rank/rank.h"
#include "searcher/results/passages.h"
#include "searcher/snapshot/searcher_internal.h"

/* What hits are looked at with. */
struct hit_maker {
	struct searcher *searcher;
	struct arena *arena; /* of texts and marks */
	struct passage_terms terms;
	bool ids_only, titles_only;
	struct question *loaded; /* of the next hit, where it was read before, to be taken over;
				    NULL: it is to be read */
};

/* A hit and the question it borrows. */
struct hit_box {
	struct search_hit hit;
	struct question question;
};

MUST_CHECK enum status hit_maker_init(struct hit_maker *self, struct searcher *searcher,
				      struct arena *arena, const struct term_set *terms,
				      bool ids_only, struct error *err);

/* Fills the box, which hit_box_release ends even after a failure. */
MUST_CHECK enum status hit_make(const struct hit_maker *self, const struct ranked_hit *found,
				uint32_t rank, struct hit_box *box, struct error *err);
void hit_box_release(struct hit_box *box);

/* Finds the words of all texts of a hit that match, each once in whatever case, at most
 * HIT_MATCHED_MAX. */
enum { HIT_MATCHED_MAX = 20 };
void hit_match(const struct hit_maker *self, struct hit_box *box);

struct scored_passage {
	size_t hit;     /* place in the list of hits */
	size_t passage; /* of its question */
	double score;
};

/*
 * The passages of all those hits that have a term (all of them when there are no terms), best
 * first.  The list lives in the arena.  `docs` is how many of the ranked documents are looked at.
 */
MUST_CHECK enum status hits_rank_passages(const struct hit_maker *self,
					  const struct ranking *ranking,
					  struct scored_passage **list, size_t *count,
					  struct error *err);

/* A hit that is a passage. */
MUST_CHECK enum status hit_make_passage(const struct hit_maker *self,
					const struct ranked_hit *found,
					const struct scored_passage *passage, uint32_t rank,
					struct hit_box *box, struct error *err);

#endif
