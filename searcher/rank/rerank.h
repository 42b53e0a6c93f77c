/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RERANK_H
#define SEARCHER_RERANK_H

/*
 * The last step of ranking a short theme: a linear model over what is known of each candidate.  Its
 * weights are a table in rerank.c, made by tests/quality/train.py.
 */
#include "base/arena.h"
#include "searcher/expand/explain.h"
#include "store/match/match.h"

/* In the order of the names that rerank_feature gives. */
enum feature {
	FEATURE_MATCH,    /* it has all of the words */
	FEATURE_WORDS,    /* score by the words and their other names, a share of the best hit's */
	FEATURE_TOTAL,    /* the same with feedback */
	FEATURE_LIKENESS, /* to the best hits, 1 for the likest */
	FEATURE_ROOT_WORDS, /* square roots */
	FEATURE_ROOT_LIKENESS,
	FEATURE_RANK_TOTAL, /* -log(10 + rank) */
	FEATURE_RANK_LIKENESS,
	FEATURE_LENGTH,         /* logarithm of its length */
	FEATURE_TITLE_WORDS,    /* all of the words are in its title */
	FEATURE_TITLE_NAME,     /* one of the other names is */
	FEATURE_QUESTION_WORDS, /* the same for its introduction and sub-questions */
	FEATURE_QUESTION_NAME,
	FEATURES
};

/* What is known of a candidate: the first four features beforehand, the others by rerank_score,
 * which makes the score. */
struct evidence {
	uint32_t docid;
	double features[FEATURES];
	double score;
	/* Set where no question has all of the words and they have no other name: the share of the
	 * words that it has, each weighted by its rarity, plus half in the title; and how many of
	 * how many. */
	double coverage;
	unsigned held, asked;
	struct slice title_name,
		question_name; /* the best of the other names in its title and question, or empty */
};

struct rerank_task {
	struct matcher *matcher;
	struct analyzer *analyzer;
	struct slice words;        /* the theme */
	const struct slice *names; /* and what else it is called */
	size_t name_count;
	uint32_t documents;       /* of the index */
	bool thorough, unmatched; /* no question has all of the words */
	struct arena *arena;
};

/* Gives each of the candidates its score.  Where matchers do not know positions the model is not to
 * be used. */
MUST_CHECK enum status rerank_score(const struct rerank_task *task, struct evidence *list,
				    size_t count, struct error *err);

#endif
