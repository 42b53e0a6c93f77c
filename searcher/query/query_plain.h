/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_PLAIN_H
#define SEARCHER_QUERY_PLAIN_H

/* Words that say around a question what is looked for; for the parser, and for what is offered
 * instead. */
#include "searcher/query/query.h"
#include "searcher/query/query_dates.h"

/* Loose words that stand side by side in a sequence. */
struct query_run {
	struct query_node **words;
	size_t first, count; /* place of the first one among the children of the root */
	size_t *starts;      /* where each begins in the text */
	struct slice text;   /* one blank between two */
	bool more;           /* something else stands behind them */
};

/* The next run from a child of the root on, in the arena; false when there is none, or the query is
 * no sequence. */
bool query_run_next(const struct query *query, size_t child, struct arena *arena,
		    struct query_run *out);

struct slice query_run_word(const struct query_run *self, size_t i);
struct slice query_run_words(const struct query_run *self, size_t from, size_t to);

/* How many words from the i-th on are a period; 0 when none begins there. */
size_t query_run_period(const struct query_run *self, size_t i, int today, struct period *out);

/* "vragen van X over", "antwoorden op vragen aan X over", and "vragen aan X" that is all. */
struct query_head {
	size_t name, name_end; /* words that name somebody; empty: "vragen over" */
	size_t end;            /* where the theme begins */
	bool answers;          /* answers are asked for */
	bool to;               /* the name is whom questions are put to ("aan") */
};

bool query_head_read(const struct query_run *run, struct query_head *out);

/* "minister", "staatssecretaris", "premier". */
bool query_is_rank(struct slice word);

/* Replaces in the tree what is beyond doubt, and then sets `plain`. */
void query_read_plain(struct query *query, int today);

#endif
