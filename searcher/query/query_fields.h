/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_FIELDS_H
#define SEARCHER_QUERY_FIELDS_H

/* The fields of the query language and what their values may be.  Only searcher/query*.c include
 * this. */
#include "searcher/query/query.h"

struct query_field {
	const char *names[3];   /* the first is the one to write; any case */
	enum query_kind kind;   /* QUERY_WORD: a text field */
	enum query_scope scope; /* of a text field */
	bool years;             /* QUERY_ASKED by year only */
	const char *example;
};

/* NULL when there is no such field. */
const struct query_field *query_field_find(struct slice name);

/* The field that a mistyped name probably means; NULL when none is near. */
const struct query_field *query_field_suggest(struct slice name);

/* The field to write for a kind of condition, or for a scope (QUERY_WORD). */
const struct query_field *query_field_of(enum query_kind kind, enum query_scope scope);

/* Appends the names of all fields: "titel, vraag, ...". */
void query_field_list(struct buffer *out);

/* True when the value is a period, which is read as far as it makes one. */
bool query_field_dated(const struct query_field *field);

/*
 * The condition with this value, for fields that are neither text nor dated; NULL when the value
 * makes no sense, then `cause` (replaced) says why in Dutch.
 */
struct query_node *query_field_value(struct query *query, const struct query_field *field,
				     struct slice value, struct buffer *cause);

#endif
