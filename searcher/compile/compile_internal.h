/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_COMPILE_INTERNAL_H
#define SEARCHER_COMPILE_INTERNAL_H

/* What the files of the compiler share: query_compile.c has operators and conditions, the others
 * have words. */
#include "searcher/compile/query_compile.h"

struct query_compiler {
	struct xap_db *db;
	struct analyzer *analyzer;
	const struct query_compile_options *options;
	struct query_compiled *out;
	struct term_set *terms; /* where wanted terms go: the result's, or nobody's below a NOT */
	unsigned unset_told;    /* slots, a bit each, of which a notice says how many questions lack
				   them */
	enum status st;         /* the first failure stays */
	struct error *err;
};

/* Positions of the words of a field; those of parts of compounds are SCHEMA_PART_SHIFT higher. */
struct query_range {
	uint32_t first, last;
};

struct query_range query_scope_range(enum query_scope scope);

/* Appends a notice about the node to the result. */
void query_compiler_notice(struct query_compiler *c, const struct query_node *node,
			   const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A word, prefix, phrase or NEAR node; never NULL.  Notes at the node whether capitals counted. */
struct xap_query *query_compile_text(struct query_compiler *c, struct query_node *node);

/* ---- single terms: compile_terms.c ---- */

/* What holds in one of two places, weighing as it does anywhere. */
struct xap_query *query_in_either(struct xap_query *anywhere_take, struct xap_query *a_take,
				  struct xap_query *b_take);
/* The word's first term of one of these kinds, tried in turn, at the offset; NULL when there is
 * none. */
const struct word_term *word_first_of(const struct word *word, unsigned offset,
				      const enum term_kind *kinds, size_t count);
/* The one term that stands for the word as it is written; NULL when it has none. */
const struct word_term *word_whole_term(const struct word *word);
/* As the index has the term, in the arena: a stop word by its number. */
struct slice query_term_name(struct query_compiler *c, const struct word_term *term);
/* The name of a term, as a word or as a part of a compound, in the scope. */
struct xap_query *query_within_scope(struct slice name, enum query_scope scope);
/* The same, of a term that is to be marked. */
struct xap_query *query_term_in(struct query_compiler *c, const struct word_term *term,
				enum query_scope scope);
/* The term of the word with its capitals, where they make it another one (OM, Tienen) and a text
 * has it; else empty. */
struct slice query_cased_name(struct query_compiler *c, const struct word *word);

/* ---- prefixes: compile_prefix.c ---- */

struct expanded_term {
	struct slice term;
	uint32_t documents;
};

/* The index terms that a prefix stands for, the most frequent first, in the arena; returns how
 * many. */
size_t query_expand_prefix(struct query_compiler *c, const struct query_node *node,
			   struct expanded_term **list);

/* ---- where words stand: compile_places.c ---- */

/* Places of a phrase, as its tokens are taken. */
struct spot_list {
	struct query_compiler *c;
	struct xap_spot *items;
	size_t count, room;
};

/* An analyzer_fn: a word at its position, a hyphenated one piece by piece, as it was posted. */
void spot_list_take(void *self, const struct token *token);
/* With distance 0 as a phrase, else near each other. */
struct xap_query *spot_list_query(struct spot_list *self, enum query_scope scope,
				  unsigned distance);

struct xap_query *query_compile_phrase(struct query_compiler *c, const struct query_node *node);
struct xap_query *query_compile_prefix(struct query_compiler *c, const struct query_node *node);
struct xap_query *query_compile_near(struct query_compiler *c, const struct query_node *node);

/* ---- compounds: compile_compound.c ---- */

/* A compound that is cut there and written apart: by the term of the pair where the index has one
 * (stemming/joint.h), else by positions. */
struct xap_query *query_written_apart(struct query_compiler *c, const struct word_cut *cut,
				      enum query_scope scope);
/* The questions with the number, id or address of a QUERY_NUMBER node, whatever its day; never
 * NULL. */
struct xap_query *query_compile_number(struct query_compiler *c, const struct query_node *node);

/* The question whose id the word is; NULL when there is none. */
struct xap_query *query_compile_id(struct query_compiler *c, struct slice word);

#endif
