/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_COMPILE_INTERNAL_H
#define SEARCHER_COMPILE_INTERNAL_H

/* What the halves of the compiler share: query_compile.c (operators, conditions), query_words.c. */
#include "searcher/compile/query_compile.h"

struct query_compiler {
	struct xap_db *db;
	struct analyzer *analyzer;
	const struct query_compile_options *options;
	struct query_compiled *out;
	struct term_set *terms; /* where wanted terms go: the result's, or nobody's below a NOT */
	enum status st;         /* the first failure stays */
	struct error *err;
};

/* Positions of the words of a field; those of parts of compounds are SCHEMA_PART_SHIFT higher. */
struct query_range {
	uint32_t first, last;
};

struct query_range query_scope_range(enum query_scope scope);

void query_compiler_notice(struct query_compiler *c, const struct query_node *node, const char *format,
			   ...) __attribute__((format(printf, 3, 4)));

/* A word, prefix, phrase or NEAR node; never NULL. */
struct xap_query *query_compile_text(struct query_compiler *c, const struct query_node *node);

#endif
