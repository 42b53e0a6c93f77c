/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RANK_H
#define SEARCHER_RANK_H

/*
 * Ranking the questions about a theme, in four steps: the words asked for with
 * their other names and neighbours in the thesaurus; with the terms that mark the best hits
 * (relevance feedback); the best thousand of these by their likeness to
 * the best hits (the latent space); and, of a short theme, by all that is known of them
 * (searcher/rank/rerank.h).  Each step can be left out.
 *
 * Questions that a reader marked as good teach the second and third step ahead of the best hits,
 * also where the best hits are left out, and questions similar to them get a bonus.  Matches and
 * their number stay the same.  The marked questions themselves come last: the reader knows them,
 * and nothing is as similar to them as they are.
 */
#include "searcher/expand/explain.h"
#include "searcher/expand/thesaurus.h"
#include "searcher/rank/marked_hits.h"
#include "searcher/rank/plan.h"
#include "searcher/rank/rerank.h"
#include "searcher/snapshot/lsi_vectors.h"
#include "store/index/schema.h"
#include "store/match/match.h"

/* BM25 as measured best on judged themes (doc/benchmarks.md); k1 in the tenths of the index's
 * wdf. */
#define RANK_BM25 .k1 = 3.0 * SCHEMA_WDF_SCALE, .b = 0.65, .min_normlen = 0.5

struct rank_options {
	struct slice words;          /* the theme, for the thesaurus */
	struct thesaurus *thesaurus; /* NULL to do without */
	bool no_feedback, no_latent;
	struct marked_documents marked; /* by the reader, as good */
	bool thorough;                  /* look into more candidates, for more names */
	uint32_t first, count;          /* of the ranking; a count of 0 only counts the matches */
	bool explain;                   /* also then tell what would be used */
};

struct ranked_hit {
	uint32_t docid;
	double score;    /* falls with the rank */
	bool related;    /* no match: found by related words or a part of them only */
	size_t found;    /* its place among the candidates */
	struct slice id; /* read where a tie needs it */
	const struct evidence
		*evidence; /* of a theme that was ranked by its likeness too; else NULL */
};

/* Brings as many of the best as are wanted to the front, best first; of scores that are the same to
 * six digits, to which they are rounded, by the question's id. */
MUST_CHECK enum status ranked_sort(struct xap_db *db, struct ranked_hit *hits, size_t count,
				   uint64_t wanted, struct arena *arena, struct error *err);

struct ranking {
	struct ranked_hit *hits; /* those asked for, in the arena */
	size_t count;
	uint32_t total;         /* matches */
	uint32_t related;       /* what is related to the theme, whatever page is shown */
	bool related_cut;       /* there may be more */
	struct doc_set matches; /* of the matcher */
	bool has_matches;       /* they are set */
};

/*
 * Ranks the matches of the plan and what is related to them, under its filter, with a matcher that
 * was begun on the database.  What was used goes
 * into `explanation`.
 */
MUST_CHECK enum status rank_theme(struct xap_db *db, struct matcher *matcher,
				  struct vectors *vectors, struct analyzer *analyzer,
				  const struct search_plan *plan,
				  const struct rank_options *options, struct arena *arena,
				  struct explanation *explanation, struct ranking *out,
				  struct error *err);

#endif
