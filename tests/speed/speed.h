/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SPEED_H
#define SPEED_H

/*
 * Times many searches in one process, the same way for every engine: each has a driver, a program
 * that gives speed_main its functions.
 *
 *	DRIVER time INDEX QUERIES    runs some untimed, then each once; prints milliseconds
 *	                             a line
 *	DRIVER count INDEX QUERIES   prints how many questions match each
 *	DRIVER once INDEX QUERIES    runs each once, for who times the process
 *
 * A line of QUERIES is KIND<tab>WORDS<tab>FROM<tab>TO<tab>PARTY<tab>ORDER.
 */
#include <stdbool.h>

#include "base/error.h"
#include "base/slice.h"

enum speed_kind {
	SPEED_ANY,    /* the ten best questions about the words, any of them */
	SPEED_ALL,    /* the ten best with all of the words */
	SPEED_PHRASE, /* the ten best with the words side by side */
	SPEED_FACETS, /* all of the words, a period, perhaps a party: top ten in `order`, and ten
			 facets */
	SPEED_PAGE, /* SPEED_ANY with what a page shows: title, day, people and a snippet of each */
	SPEED_KINDS
};

struct speed_query {
	enum speed_kind kind;
	struct slice words; /* lower-case letters, one blank between words */
	int from, to;       /* yyyymmdd, inclusive; 0 = open */
	struct slice party; /* as it stands in the questions; empty for any */
	bool by_date;       /* newest first, else by relevance */
};

/* Runs a query to its last hit, as its kind has it; what it makes it frees. */
typedef enum status speed_run_fn(void *engine, const struct speed_query *query, struct error *err);
/* The number of questions that match; *count is set. */
typedef enum status speed_count_fn(void *engine, const struct speed_query *query, unsigned *count,
				   struct error *err);

/* Reads and runs a file of queries; prints errors on standard error.  Returns the exit code. */
int speed_main(void *engine, const char *mode, const char *queries, speed_run_fn *run,
	       speed_count_fn *count);

/* Calls fn with each word of the query. */
typedef void speed_word_fn(void *ctx, struct slice word, bool first);
void speed_words(const struct speed_query *query, speed_word_fn *fn, void *ctx);

#endif
