/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_INTERNAL_H
#define SEARCHER_QUERY_INTERNAL_H

/* What the two halves of the parser share: query_parse.c (operators) and query_leaves.c (the
 * rest). */
#include "searcher/query/query.h"
#include "searcher/query/query_fields.h"
#include "searcher/query/query_lexer.h"

struct query_parser {
	struct query *query;
	struct slice s;
	struct query_token token; /* the one to look at */
	size_t last;              /* end of what was taken last */
	int today;
	unsigned words, depth;
	enum query_scope scope;
	const struct query_field *field; /* whose bracketed value is read; NULL outside of one */
	enum status st;
	struct query_place *place;
	struct error *err;
};

/* Fails the parse at these bytes, with the cause in Dutch; the first failure stays.  Returns
 * NULL. */
struct query_node *query_parser_fail(struct query_parser *p, size_t start, size_t end,
				     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Takes the token, or goes on from a byte offset. */
void query_parser_advance(struct query_parser *p);
void query_parser_go(struct query_parser *p, size_t pos);

/* One level deeper, false (and a failure) when that is too deep; each true ends with p->depth--. */
bool query_parser_deeper(struct query_parser *p);

/* What stands in brackets, the opening one being the token; NULL on failure. */
struct query_node *query_parser_group(struct query_parser *p);

/* A word, phrase, field or bracketed group; the token begins one.  NULL on failure. */
struct query_node *query_parser_leaf(struct query_parser *p);

/* True when the token can begin something to search for. */
bool query_parser_begins(const struct query_parser *p);

/* A piece of the query that is short enough for a message and holds no control characters. */
struct slice query_parser_show(struct query_parser *p, struct slice text);

#endif
