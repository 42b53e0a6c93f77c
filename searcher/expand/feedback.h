/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_FEEDBACK_H
#define SEARCHER_FEEDBACK_H

/*
 * Relevance feedback without a user (pseudo-relevance feedback): terms that mark
 * the best hits of a first pass are added to the query for a second one.
 */
#include "base/arena.h"
#include "searcher/expand/hit_list.h"
#include "store/match/match.h"

struct feedback_term {
	struct slice term; /* in the arena */
	double weight;     /* 1 for the best */
};

struct feedback_options {
	size_t documents; /* best hits that are taken for relevant */
	size_t terms;     /* terms to choose */
	double max_share; /* terms in a larger share of all documents are left out */
	size_t postings;  /* that all terms may have together: bounds the work in a large index */
};

/*
 * Chooses terms from the first hits, best first.  A term's weight is its mean share of a document's
 * length over the hits, each document counting by its score (relevance model 1 of Lavrenko and
 * Croft, SIGIR 2001), times its inverse document frequency.  The matcher has looked at this
 * database.
 */
MUST_CHECK enum status feedback_choose(struct xap_db *db, struct matcher *matcher,
				       const struct hit_list *hits,
				       const struct feedback_options *options, struct arena *arena,
				       struct feedback_term **terms, size_t *count,
				       struct error *err);

#endif
