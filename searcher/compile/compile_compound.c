/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compounds that are written apart: "opvang van kinderen" for kinderopvang. */
#include "searcher/compile/compile_internal.h"

#include "stemming/joint.h"
#include "stemming/stopwords.h"
#include "store/index/schema.h"

enum { APART_MAX = 3 }; /* positions between the halves of a compound that was turned round */

/* All of these stop words, as the index has them. */
static struct slice *bare_terms(struct arena *arena, const char *const *words, size_t *count)
{
	size_t n = 0;
	while (words[n])
		n++;
	struct slice *terms = arena_alloc(arena, n * sizeof *terms);
	for (size_t i = 0; i < n; i++) {
		char name[POSITIONS_BARE_LEN];
		terms[i] = arena_copy(arena,
				      positions_bare((unsigned)stopword(slice_of(words[i])), name));
	}
	*count = n;
	return terms;
}

/* The halves side by side; or turned round, with a preposition between them that an article may
 * follow. */
static struct xap_query *look_for_halves(struct query_compiler *c, const struct word_cut *cut,
					 struct query_range range)
{
	struct arena *arena = &c->out->arena;
	size_t prepositions, articles;
	struct slice *preposition = bare_terms(arena, joint_prepositions, &prepositions);
	struct slice *article = bare_terms(arena, joint_articles, &articles);
	const struct xap_spot beside[] = {{&cut->left, 1, 0}, {&cut->right, 1, 1}};
	const struct xap_spot turned[] = {
		{&cut->right, 1, 0}, {preposition, prepositions, 1}, {&cut->left, 1, 2}};
	const struct xap_spot with_article[] = {{&cut->right, 1, 0},
						{preposition, prepositions, 1},
						{article, articles, 2},
						{&cut->left, 1, 3}};
	struct xap_query *ways[] = {xap_query_spots(beside, 2, 0, range.first, range.last),
				    xap_query_spots(turned, 3, 0, range.first, range.last),
				    xap_query_spots(with_article, 4, 0, range.first, range.last)};
	/* few questions have them near each other at all */
	struct xap_query *near = xap_query_spots(beside, 2, APART_MAX, range.first, range.last);
	return xap_query_may_lack(
		xap_query_pair(XAP_FILTER, near, xap_query_join(XAP_OR, ways, 3)));
}

/* A compound that is cut there and written apart: by the term of the pair, if the word list knows
 * it; else by positions. */
struct xap_query *query_written_apart(struct query_compiler *c, const struct word_cut *cut,
				      enum query_scope scope)
{
	struct query_range range = query_scope_range(scope);
	struct buffer name = BUFFER_INIT;
	struct xap_query *query;
	term_set_add(c->terms, cut->left);
	term_set_add(c->terms, cut->right);
	if (!joint_known(cut->left, cut->right))
		return look_for_halves(c, cut, range);
	buffer_add_str(&name, PREFIX_JOINT);
	joint_add(cut->left, cut->right, &name);
	query = scope == QUERY_ANYWHERE ? xap_query_term(buffer_slice(&name))
					: xap_query_term_within(buffer_slice(&name),
								range.first + SCHEMA_PART_SHIFT,
								range.last + SCHEMA_PART_SHIFT);
	buffer_release(&name);
	return query;
}
