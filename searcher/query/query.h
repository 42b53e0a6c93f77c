/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_H
#define SEARCHER_QUERY_H

/*
 * The query language: from what people write to a tree and back.  The language is
 * described in doc/vraagbaak-query.7.scd; what a tree finds, in query_compile.h.
 *
 *	struct query q = QUERY_INIT;
 *	if (query_parse(slice_of("inburgering minister:somers"), 20260401, &q, NULL, &err) ==
 *	STATUS_OK)
 *		... q.root ...
 *	query_release(&q);
 *
 * A query is one arena: nodes, texts and lists die together with it.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"
#include "corpus/text/reference.h"

enum query_kind {
	QUERY_AND,  /* two or more children */
	QUERY_OR,   /* two or more children */
	QUERY_NOT,  /* one child */
	QUERY_NEAR, /* two or more children: words, prefixes, or an OR of those */

	QUERY_WORD,
	QUERY_PREFIX, /* text without its star */
	QUERY_PHRASE,

	/* from here on: what a question is, not what it says */
	QUERY_MINISTER,
	QUERY_ASKER,
	QUERY_PARTY,
	QUERY_THEME,
	QUERY_NUMBER,     /* `from` has the day asked, or 0 */
	QUERY_ASKED,      /* from, to */
	QUERY_ANSWERED,   /* from, to */
	QUERY_SESSION,    /* text is "2021-2022" */
	QUERY_PARLIAMENT, /* the text of this one, QUERY_STATUS and QUERY_KIND is a name as it
			     stands in */
	QUERY_STATUS,     /* corpus/model/question.h */
	QUERY_KIND,
	QUERY_CITES, /* `from` has the day asked, or 0 */
};

enum query_scope { QUERY_ANYWHERE, QUERY_TITLE, QUERY_QUESTION, QUERY_ANSWER };

struct query_node {
	enum query_kind kind;
	enum query_scope scope; /* of words; of a group: where the group itself stands */
	bool implicit;          /* QUERY_AND: by standing side by side, without an operator */
	struct slice text;
	struct slice
		resolved;  /* QUERY_MINISTER: whom the text was found to mean, for the reading */
	bool any_case;     /* QUERY_WORD: its capitals mean nothing */
	bool named;        /* QUERY_WORD, QUERY_PHRASE: "~", this or any of its other names */
	bool cased;        /* QUERY_WORD: its capitals left questions out, for the reading */
	int from, to;      /* yyyymmdd inclusive; 0 = open */
	unsigned distance; /* QUERY_NEAR: words apart at most */
	struct query_node **children;
	size_t count, room;
	size_t start, end; /* bytes in the source; 0, 0 when it was not written */
};

struct query {
	struct arena arena;
	struct query_node *root;
	struct slice source; /* what was parsed */
	bool plain; /* words around the question were read as conditions, or left out: the tree does
		     * not say what is written */
};

#define QUERY_INIT ((struct query){.arena = {NULL, 0, 0}})

enum {
	QUERY_LEN_MAX = 4096, /* bytes */
	QUERY_WORDS_MAX = 256,
	QUERY_DEPTH_MAX = 64, /* brackets and negations within each other */
	QUERY_NEAR_DEFAULT = 10,
	QUERY_NEAR_MAX = 100, /* not more than SCHEMA_TEXT_GAP: words of one text */
	QUERY_PREFIX_MIN = 2, /* letters before the star */
	QUERY_YEAR_MIN = 1800,
	QUERY_YEAR_MAX = 2200,
};

/* Where a query is wrong: bytes of the text. */
struct query_place {
	size_t start, end;
};

/*
 * Reads a query into *out, which is empty or was released; `today` (yyyymmdd) is what "vorig jaar"
 * counts from.  Plain words around the question ("antwoorden van minister Somers over inburgering")
 * are read as what they are where that is beyond doubt, see `plain`.  QUERY for one that makes no
 * sense: the message is Dutch, begins with "teken N: " (N counts characters from 1) and says what
 * would make sense; *place (may be NULL) gets the bytes meant, and *out stays empty.
 */
MUST_CHECK enum status query_parse(struct slice text, int today, struct query *out,
				   struct query_place *place, struct error *err);

void query_release(struct query *self);

/* True when the trees are the same; spans and resolved names do not count. */
bool query_eq(const struct query_node *a, const struct query_node *b);

/*
 * Appends the query in its canonical spelling.  It parses to an equal tree, and formats to the same
 * text again.
 */
void query_format(const struct query *self, struct buffer *out);

/*
 * Appends what the query means as part of a Dutch sentence: "vragen met 'fiets', gesteld in 2022".
 */
void query_reading(const struct query *self, struct buffer *out);

/*
 * The loose words of a theme, as one text in the arena: a query of nothing but loose words and
 * conditions on what a question is.  Empty for any other, and for one without words.
 */
struct slice query_theme_words(const struct query *self, struct arena *arena);

/* True when the node says nothing about words: conditions on what a question is, in any
 * combination. */
bool query_is_filter(const struct query_node *node);

/*
 * True when a search leaves the child out: a word without content in a sequence of loose words that
 * has something else to look for in the texts.
 */
bool query_drops(const struct query_node *parent, const struct query_node *child);

/* ---- building ---- */

/* A leaf in the query's arena; the text is copied, blanks in it made single, quotes left out. */
struct query_node *query_leaf(struct query *self, enum query_kind kind, struct slice text);

/* QUERY_ASKED or QUERY_ANSWERED; 0 for an open end. */
struct query_node *query_period(struct query *self, enum query_kind kind, int from, int to);

/* QUERY_NUMBER or QUERY_CITES; date 0 for any day. */
struct query_node *query_reference(struct query *self, enum query_kind kind, struct slice number,
				   int date);

/* The same from what was read, every number of a list an alternative. */
struct query_node *query_number(struct query *self, enum query_kind kind,
				const struct reference *r);

/* A node without children yet, and one more child for it. */
struct query_node *query_group(struct query *self, enum query_kind kind, enum query_scope scope);
void query_add_child(struct query *self, struct query_node *group, struct query_node *child);

/* Narrows the query: what it asks, and this too.  An empty query becomes the node alone. */
void query_and_filter(struct query *self, struct query_node *node);

#endif
