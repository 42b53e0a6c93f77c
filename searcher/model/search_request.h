/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SEARCH_REQUEST_H
#define SEARCHER_SEARCH_REQUEST_H

/* What a search is asked for, and of which index. */
#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "corpus/model/question.h"
#include "searcher/model/facet.h"
#include "searcher/query/query.h"

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

/* "date-asc"; *_parse gives false for an unknown one. */
const char *search_sort_name(enum search_sort sort);
bool search_sort_parse(const char *name, enum search_sort *sort);

struct search_request {
	struct slice query; /* in the query language: doc/vraagbaak-query.7.scd */
	struct slice
		words; /* in its place: a theme in plain words, of which no sign means anything */
	struct slice minister; /* name, role or ministry; empty for any */
	struct slice asker;
	struct slice number;        /* filter on the number */
	int from, to;               /* date asked, yyyymmdd inclusive; 0 = open */
	enum parliament parliament; /* PARLIAMENT_UNKNOWN for any */
	/* Questions like the one of this id, or like a text; the query then only limits them.  The
	 * total counts those that share a term that marks it, 500 at most. */
	struct slice like_id, like_text;
	/* Ids of questions that a reader marked as good.  They steer the order of a theme
	 * (searcher/rank/rank.h); the matches stay the same. */
	const struct slice *marked;
	size_t marked_count;       /* SEARCH_MARKED_MAX at most: search_marked_add */
	bool everything;           /* a request without any of these asks for all questions */
	int today;                 /* yyyymmdd, for "vorig jaar"; 0 takes the clock's */
	struct query_place *place; /* gets where a bad query is wrong; may be NULL */
	const struct facet_choice *choices; /* values of facets that were chosen */
	size_t choice_count;
	unsigned facets; /* to count: bits 1 << facet */
	bool partial; /* where the time limit comes before all is done: hits without figures will do
		       */
	bool statistics; /* to make */
	bool complete;   /* tell what could be found at all */
	bool passages;   /* hits are sub-questions with their answers */
	enum search_sort sort;
	uint32_t limit, offset; /* with `fold` they count a hit and what is folded under it once */
	bool fold; /* hits that ask the same are one (searcher/results/folds.h); passages are not
		      folded */
	bool all_words;  /* a theme is nothing but its matches */
	bool no_related; /* hits are matches only, in the order that they have among related ones;
			    totals stay */
	/* A theme is also looked for by words that are related to it and by parts of its words.
	 * Its matches, with all of the words, have a lead. */
	bool no_thesaurus;     /* without neighbours in the thesaurus */
	bool no_feedback;      /* without terms that mark the best hits */
	bool no_latent;        /* without likeness to the best hits */
	bool no_abbreviations; /* without the other form of abbreviations */
	bool no_parts;         /* without parts of compounds */
	bool thorough;         /* look into all candidates of a theme, for more of its names */
	bool explain;          /* tell which terms each hit has */
	bool ids_only;         /* leave the questions undecoded: id, score and rank only */
	bool titles_only;      /* no snippets, labels and shared terms; no suggestion */
	/* For searcher_stream: hits that it says no to are passed over before they are made, which
	 * is cheap; NULL wants all.  And hits get the words of their texts that match. */
	bool (*wanted)(void *ctx, struct slice id);
	void *wanted_ctx;
	bool matched;
};

#define SEARCH_REQUEST_INIT ((struct search_request){.limit = 10})

enum { SEARCH_LIMIT_MAX = 100000, SEARCH_MARKED_MAX = 5 };

struct searcher_options {
	const char *db;      /* a place as store/index/location.h has it */
	unsigned timeout_ms; /* for each answer of another machine; 0 = 5000 */
	bool partial; /* search what is there when other machines do not answer, and say so */
	unsigned time_limit_ms; /* of computing, for a request; 0 = none */
	bool nameless; /* say so by the number of a part, not by its address or folder: for who is
			  not to know them */
};

/* Adds the ids of a list, separated by commas, to `marked`, which has room for SEARCH_MARKED_MAX;
 * an id that is there already is not added again.  False when there are more. */
bool search_marked_add(struct slice *marked, size_t *count, struct slice list);
/* False for an id with a comma, which such a list cannot name. */
bool search_marked_names(struct slice id);

/* The day that "vorig jaar" counts from. */
int search_request_today(const struct search_request *self);

#endif
