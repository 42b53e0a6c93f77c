/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SEARCHER_H
#define SEARCHER_SEARCHER_H

/*
 * Searching an index: a request goes in, ranked questions come out.
 *
 *	struct searcher *s;
 *	struct search_results *r;
 *	searcher_open("questions.db", &s, &err);
 *	struct search_request request = SEARCH_REQUEST_INIT;
 *	request.words = slice_of("fietspaden langs gewestwegen");
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
#include "corpus/question.h"
#include "searcher/standing.h"

struct searcher;
struct explanation;

enum search_sort {
	SORT_RELEVANCE,
	SORT_DATE,     /* date asked, newest first */
	SORT_DATE_ASC, /* date asked, oldest first */
	SORT_NUMBER,   /* number, lowest first */
	SORT_MINISTER, /* minister's name, then newest first */
};

struct search_request {
	struct slice words;    /* free text; a question's number in any written form counts as such */
	struct slice minister; /* name, role or ministry; empty for any */
	struct slice asker;
	struct slice number;   /* filter on the number */
	int from, to;          /* date asked, yyyymmdd inclusive; 0 = open */
	enum parliament parliament; /* PARLIAMENT_UNKNOWN for any */
	enum search_sort sort;
	uint32_t limit, offset;
	bool all_words;        /* only questions that hold all of the words; nothing related */
	/* A theme is also looked for by words that are related to it; questions that hold none of the
	 * words asked for come behind those that do. */
	bool no_thesaurus;     /* without neighbours in the thesaurus */
	bool no_feedback;      /* without terms that mark the best hits */
	bool thorough;         /* related words may bring a question before one with the words */
	bool explain;          /* tell which terms each hit has */
	bool ids_only;         /* leave the questions undecoded: id, score and rank only */
};

#define SEARCH_REQUEST_INIT ((struct search_request){.limit = 10})

enum { SEARCH_LIMIT_MAX = 100000 };

struct search_hit {
	uint32_t rank; /* from 1, over all pages */
	double score;  /* falls with the rank; holds what puts numbers and matches in front */
	struct slice id;
	const struct question *question; /* NULL with ids_only; borrowed until the results are freed */
	struct slice snippet;            /* repaired text, at most some 300 bytes; empty with ids_only */
	struct slice snippet_label;      /* the sub-question it comes from: "3"; empty for other parts */
	/* Byte ranges in the snippet that match. */
	const struct mark { size_t start, end; } *marks;
	size_t mark_count;
	const struct slice *terms; /* of the query, that the question has; with explain only */
	size_t term_count;
	int withdrawn;      /* yyyymmdd on which its source was gone, 0: it is not */
	bool related;       /* holds none of the words asked for */
	struct slice title; /* repaired; empty when the question has none */
};

struct search_results;

/* Opens an index for reading.  Errors: those of xap_open and schema_check. */
MUST_CHECK enum status searcher_open(const char *db, struct searcher **searcher, struct error *err);
void searcher_close(struct searcher *self);

/* Runs a request.  QUERY when the request asks nothing (no word and no filter). */
MUST_CHECK enum status searcher_run(struct searcher *self, const struct search_request *request,
				    struct search_results **results, struct error *err);

size_t search_results_count(const struct search_results *self);
const struct search_hit *search_results_at(const struct search_results *self, size_t i);
/*
 * Questions that match what was asked, over all pages; *exact says whether the number is one, else it
 * is a lower bound.  Hits of a higher rank than that are related only (not so with thorough).
 */
uint32_t search_results_total(const struct search_results *self, bool *exact);
/* The words as they were probably meant, empty when they need no correction. */
struct slice search_results_suggestion(const struct search_results *self);
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

bool search_sort_parse(const char *name, enum search_sort *sort);

#endif
