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
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "corpus/model/question.h"
#include "searcher/compile/completeness.h"
#include "searcher/results/facets.h"
#include "searcher/query/query.h"
#include "searcher/results/statistics.h"
#include "searcher/snapshot/question_history.h"

struct searcher;
struct explanation;

enum search_sort {
	SORT_RELEVANCE,    /* without words to rank by: SORT_DATE */
	SORT_DATE,         /* date asked, newest first */
	SORT_DATE_ASC,     /* date asked, oldest first */
	SORT_ANSWERED,     /* date answered, newest first */
	SORT_ANSWERED_ASC, /* date answered, oldest first */
	SORT_NUMBER,       /* number, lowest first; then newest */
	SORT_MINISTER,     /* minister's name, then newest first */
	SORT_ASKER,        /* asker's name, then newest first */
	SORT_DAYS,         /* days to the answer, fewest first; then newest */
	SORT_DAYS_DESC,    /* most first */
	SORT_COUNT
};

struct search_request {
	struct slice query;    /* in the query language: doc/vraagbaak-query.7.scd */
	struct slice words;    /* in its place: a theme in plain words, of which no sign means anything */
	struct slice minister; /* name, role or ministry; empty for any */
	struct slice asker;
	struct slice number;   /* filter on the number */
	int from, to;          /* date asked, yyyymmdd inclusive; 0 = open */
	enum parliament parliament; /* PARLIAMENT_UNKNOWN for any */
	/* Questions like the one of this id, or like a text; the query then only limits them.  The total
	 * counts those that share a term that marks it, 500 at most. */
	struct slice like_id, like_text;
	bool everything;       /* a request without any of these asks for all questions */
	int today;             /* yyyymmdd, for "vorig jaar"; 0 takes the clock's */
	struct query_place *place; /* gets where a bad query is wrong; may be NULL */
	const struct facet_choice *choices; /* values of facets that were chosen */
	size_t choice_count;
	unsigned facets;       /* to count: bits 1 << facet */
	bool statistics;       /* to make */
	bool complete;         /* tell what could be found at all */
	bool passages;         /* hits are sub-questions with their answers */
	enum search_sort sort;
	uint32_t limit, offset;
	bool all_words;        /* a theme is nothing but its matches */
	/* A theme is also looked for by words that are related to it and by parts of its words.  Its
	 * matches, with all of the words, have a lead. */
	bool no_thesaurus;     /* without neighbours in the thesaurus */
	bool no_feedback;      /* without terms that mark the best hits */
	bool no_latent;        /* without likeness to the best hits */
	bool no_abbreviations; /* without the other form of abbreviations */
	bool no_parts;         /* without parts of compounds */
	bool thorough;         /* no lead for matches */
	bool explain;          /* tell which terms each hit has */
	bool ids_only;         /* leave the questions undecoded: id, score and rank only */
	bool titles_only;      /* no snippets, labels and shared terms; no suggestion */
	/* For searcher_stream: hits that it says no to are passed over before they are made, which is cheap;
	 * NULL wants all.  And hits get the words of their texts that match. */
	bool (*wanted)(void *ctx, struct slice id);
	void *wanted_ctx;
	bool matched;
};

#define SEARCH_REQUEST_INIT ((struct search_request){.limit = 10})

enum { SEARCH_LIMIT_MAX = 100000 };

/* A piece of text, repaired, at most some 260 bytes, and the byte ranges in it that match. */
struct snippet {
	struct slice text;
	const struct mark { size_t start, end; } *marks;
	size_t mark_count;
};

struct search_hit {
	uint32_t rank; /* from 1, over all pages */
	double score;  /* falls with the rank, where relevance is the order */
	struct slice id;
	const struct question *question; /* NULL with ids_only; borrowed until the results are freed */
	struct slice title;              /* repaired; empty when the question has none */
	/* The sub-question that fits best, and what answers it; the label is "3", or empty for what is not
	 * numbered.  Either text may be empty. */
	struct slice label;
	struct snippet snippet, answer;
	const struct slice *terms; /* of the query, that the question has, with explain; shared with
				    * what it is like, the most telling first */
	size_t term_count;
	const struct slice *matched;     /* with that: words of all its texts that match, as they stand there */
	size_t matched_count;
	int withdrawn;      /* yyyymmdd on which its source was gone, 0: it is not */
	bool related;       /* no match, but about the theme */
};

struct search_results;

/* Parts of an index on other machines that a search went on without. */
struct missing_parts {
	size_t count, of;          /* parts missing, of so many */
	struct slice *names;       /* folder or host:port */
	struct slice *causes;
};

struct searcher_options {
	const char *db;      /* a place as store/index/location.h has it */
	unsigned timeout_ms; /* for each answer of another machine; 0 = 5000 */
	bool partial;        /* search what is there when other machines do not answer, and say so */
};

/* Opens an index for reading.  Errors: those of shards_open and schema_check. */
MUST_CHECK enum status searcher_open(const struct searcher_options *options, struct searcher **searcher,
				     struct error *err);
void searcher_close(struct searcher *self);

/* What the newest request went on without; count 0 when all is there.  Borrowed until the next request. */
const struct missing_parts *searcher_missing(const struct searcher *self);

/* Runs a request.  QUERY when the query makes no sense or the request asks nothing. */
MUST_CHECK enum status searcher_run(struct searcher *self, const struct search_request *request,
				    struct search_results **results, struct error *err);

/*
 * Calls fn for every match of a request, in its order, with one question in memory at a time; limit and
 * offset count.  What is only related does not come.  *total (may be NULL) gets the number of matches.
 * An index that moves on meanwhile ends it with MODIFIED.
 */
typedef enum status searcher_hit_fn(void *ctx, const struct search_hit *hit, struct error *err);
MUST_CHECK enum status searcher_stream(struct searcher *self, const struct search_request *request,
				       searcher_hit_fn *fn, void *ctx, uint32_t *total,
				       struct error *err);

size_t search_results_count(const struct search_results *self);
const struct search_hit *search_results_at(const struct search_results *self, size_t i);
/* Questions that match what was asked, over all pages, without those that are only related; *exact says
 * whether the number is one, else it is a lower bound. */
uint32_t search_results_total(const struct search_results *self, bool *exact);
/* The query as it was probably meant, empty when it needs no correction. */
struct slice search_results_suggestion(const struct search_results *self);
/* The facets asked for, by enum facet; `counted` is false for the others. */
const struct facet_counts *search_results_facets(const struct search_results *self);
/* NULL when they were not asked for. */
const struct statistics *search_results_statistics(const struct search_results *self);
/* NULL when it was not asked for. */
const struct completeness *search_results_completeness(const struct search_results *self);
/* What the search went on without; borrowed until the results are freed. */
const struct missing_parts *search_results_missing(const struct search_results *self);
/* The state of the index that all this is true of: it changes with each commit. */
uint64_t search_results_revision(const struct search_results *self);
/* What the search did with the words.  Borrowed until the results are freed. */
const struct explanation *search_results_explanation(const struct search_results *self);
void search_results_free(struct search_results *self);

/* One question by its id.  It stays valid until question_release; NOT_FOUND when the index has none. */
MUST_CHECK enum status searcher_get(struct searcher *self, struct slice id,
				    struct question *question, struct error *err);

/* What the nightly run knows of the question; strings live in the arena.  NOT_FOUND. */
MUST_CHECK enum status searcher_standing(struct searcher *self, struct slice id, struct arena *arena,
					 struct standing *standing, struct error *err);

/* Calls fn for every question of the index in the order of their ids. */
typedef enum status searcher_each_fn(void *ctx, const struct question *question, struct error *err);
MUST_CHECK enum status searcher_each(struct searcher *self, searcher_each_fn *fn, void *ctx,
				     struct error *err);

/*
 * A text of the question as it should be read.  Borrowed until the next question: the searcher
 * repairs one question at a time.
 */
struct slice searcher_text(struct searcher *self, const struct question *question, struct slice raw);

/* "date-asc"; *_parse gives false for an unknown one. */
const char *search_sort_name(enum search_sort sort);
bool search_sort_parse(const char *name, enum search_sort *sort);

#endif
