/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_STATISTICS_H
#define SEARCHER_STATISTICS_H

/* Figures about a set of matches: how many a year, a minister and a party, and how long answers
 * take. */
#include "base/arena.h"
#include "searcher/model/facet.h"
#include "searcher/results/coverage.h"

struct doc_set;
struct searcher;

struct answer_time {
	uint32_t answered; /* questions of which both days are known */
	/* Days from asked to answered: half, and nine in ten, are answered in so many days or less;
	 * known when at least ANSWER_TIMES_MIN are, fewer tell nothing about the others. */
	bool known;
	double median, percentile90;
};

enum { ANSWER_TIMES_MIN = 10 };

struct statistics_row {
	struct slice value;
	uint32_t count;
	struct answer_time time;
};

struct statistics_table {
	enum facet facet;
	struct statistics_row *rows;
	size_t count;     /* at most STATISTICS_ROWS_MAX, years excepted */
	size_t all;       /* values that there are */
	uint32_t without; /* of years: questions that have none */
};

enum { STATISTICS_ROWS_MAX = 20, STATISTICS_TABLES = 3 };

struct statistics {
	uint32_t total;
	bool exact;
	struct answer_time time;
	struct coverage coverage; /* of how many of them the figures cannot speak */
	struct statistics_table
		tables[STATISTICS_TABLES]; /* years, ministers (else offices), parties */
};

/* Figures about the matches; all lives in the arena.  The matcher and the columns of the searcher
 * were begun for this search. */
MUST_CHECK enum status statistics_make(struct searcher *searcher, const struct doc_set *matches,
				       struct arena *arena, struct statistics *out,
				       struct error *err);

#endif
