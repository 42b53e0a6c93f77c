/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SEARCHER_H
#define SEARCHER_SEARCHER_H

/*
 * Searching an index: a request goes in, ranked questions come out.
 *
 *	struct searcher *s;
 *	struct search_results *r;
 *	searcher_open(&(struct searcher_options){.db = "questions.db"}, &s, &err);
 *	struct search_request request = SEARCH_REQUEST_INIT;
 *	request.query = slice_of("fietspaden langs gewestwegen");
 *	searcher_run(s, &request, &r, &err);
 *	...
 *	search_results_free(r);
 *	searcher_close(s);
 *
 * A searcher belongs to one thread.  It survives commits of a writer: when the
 * index moved on, the request is run again on the newest state.  When a rebuilt
 * index was put in the place of the one opened, the next request is run on that.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "corpus/model/question.h"
#include "searcher/compile/completeness.h"
#include "searcher/model/search_request.h"
#include "searcher/model/search_results.h"
#include "searcher/results/statistics.h"
#include "searcher/snapshot/question_history.h"

struct searcher;
struct explanation;

struct search_results;

/* Opens an index for reading.  Errors: those of shards_open and schema_check. */
MUST_CHECK enum status searcher_open(const struct searcher_options *options,
				     struct searcher **searcher, struct error *err);
void searcher_close(struct searcher *self);

/*
 * A request begins: from here on it may take as much computing as the options say, and what goes
 * beyond fails with TIME, or gives what was found by then (search_results_cut).  So it does when
 * *stop, which may be NULL, becomes true. searcher_open begins one; where it is not called again
 * all that is asked shares that.
 */
void searcher_begin(struct searcher *self, const atomic_bool *stop);
/* From here on nothing is limited: for what is done ahead of requests. */
void searcher_begin_unlimited(struct searcher *self, const atomic_bool *stop);
/* An answer since searcher_begin was cut short. */
bool searcher_was_cut(const struct searcher *self);

/* What the newest request went on without; count 0 when all is there.  Borrowed until the next
 * request. */
const struct missing_parts *searcher_missing(const struct searcher *self);

/* Runs a request.  QUERY when the query makes no sense or the request asks nothing. */
MUST_CHECK enum status searcher_run(struct searcher *self, const struct search_request *request,
				    struct search_results **results, struct error *err);

/*
 * Calls fn for every match of a request, in its order, with one question in memory at a time; limit
 * and offset count.  What is only related does not come.  *total (may be NULL) gets the number of
 * matches. An index that moves on meanwhile ends it with MODIFIED.  The time limit is for finding
 * the matches, and once more for each question that is read: all of a large index takes longer than
 * any request should.
 */
typedef enum status searcher_hit_fn(void *ctx, const struct search_hit *hit, struct error *err);
MUST_CHECK enum status searcher_stream(struct searcher *self, const struct search_request *request,
				       searcher_hit_fn *fn, void *ctx, uint32_t *total,
				       struct error *err);

/* Reads ahead what the first searches in a commit would read, for a process that is to answer at
 * once. */
MUST_CHECK enum status searcher_prefetch(struct searcher *self, struct error *err);

size_t search_results_count(const struct search_results *self);
const struct search_hit *search_results_at(const struct search_results *self, size_t i);
/* Questions that match what was asked, over all pages, without those that are only related; *exact
 * says whether the number is one, else it is a lower bound. */
uint32_t search_results_total(const struct search_results *self, bool *exact);
/* The time limit came before all was done: hits may be lacking at the end, and facets and figures
 * are. */
bool search_results_cut(const struct search_results *self);
/* The query as it was probably meant, empty when it needs no correction. */
struct slice search_results_suggestion(const struct search_results *self);
/* The facets asked for, by enum facet; `counted` is false for the others. */
const struct facet_counts *search_results_facets(const struct search_results *self);
/* NULL when they were not asked for. */
const struct statistics *search_results_statistics(const struct search_results *self);
/* NULL when it was not asked for. */
const struct completeness *search_results_completeness(const struct search_results *self);
/* What the matches lack; counted with completeness only. */
const struct coverage *search_results_coverage(const struct search_results *self);
/* How many questions a theme is followed by that are related to it, on all pages together. */
uint32_t search_results_related(const struct search_results *self, bool *exact);
/* The order is one that marked questions have a say in: of loose words, by relevance. */
bool search_results_steerable(const struct search_results *self);
/* How many questions are folded under the hits, with search_request.fold. */
uint32_t search_results_folded(const struct search_results *self);
/* What the search went on without; borrowed until the results are freed. */
const struct missing_parts *search_results_missing(const struct search_results *self);
/* The state of the index that all this is true of: it changes with each commit. */
uint64_t search_results_revision(const struct search_results *self);
/* What the search did with the words.  Borrowed until the results are freed. */
const struct explanation *search_results_explanation(const struct search_results *self);
void search_results_free(struct search_results *self);

/* One question by its id.  It stays valid until question_release; NOT_FOUND when the index has
 * none. */
MUST_CHECK enum status searcher_get(struct searcher *self, struct slice id,
				    struct question *question, struct error *err);

/* What the nightly run knows of the question; strings live in the arena.  NOT_FOUND. */
MUST_CHECK enum status searcher_standing(struct searcher *self, struct slice id,
					 struct arena *arena, struct standing *standing,
					 struct error *err);

/* Calls fn for every question of the index in the order of their ids. */
typedef enum status searcher_each_fn(void *ctx, const struct question *question, struct error *err);
MUST_CHECK enum status searcher_each(struct searcher *self, searcher_each_fn *fn, void *ctx,
				     struct error *err);

/*
 * A text of the question as it should be read.  Borrowed until the next question: the searcher
 * repairs one question at a time.
 */
struct slice searcher_text(struct searcher *self, const struct question *question,
			   struct slice raw);

#endif
