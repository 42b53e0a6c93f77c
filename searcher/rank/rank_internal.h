/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RANK_INTERNAL_H
#define SEARCHER_RANK_INTERNAL_H

/* What the halves of ranking share: rank.c, and rank_remote.c for indexes with parts on other machines. */
#include "searcher/expand/hit_list.h"
#include "searcher/rank/rank.h"

enum {
	RANK_DEPTH = 1000,  /* hits that are ranked by the latent space */
	FIRST_DEPTH = 1000, /* hits of the first step whose scores the last step knows */
};

struct rank_task {
	struct xap_db *db;
	struct matcher *matcher;
	struct vectors *vectors;
	const struct search_plan *plan;
	const struct rank_options *options;
	struct arena *arena;
	struct explanation *explanation;
	uint32_t total;
	struct doc_set matches; /* here */
	struct hit_list first; /* what the words and their neighbours find */
	struct hit_list candidates;
	struct xap_query *whole; /* what found them, for rank_remote_terms */
	bool *related;         /* of each candidate: it is no match */
	double *words;         /* the score of each candidate by the words and their neighbours alone */
};

/* The words with their neighbours in the thesaurus. */
struct xap_query *rank_topic(struct rank_task *task, struct analyzer *analyzer);

/* Counts the matches, and finds the candidates: by searches that the parts run each by itself. */
MUST_CHECK enum status rank_remote_find(struct rank_task *task, struct analyzer *analyzer, struct error *err);

#endif
