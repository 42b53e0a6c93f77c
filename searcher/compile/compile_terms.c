/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single terms, in a field or anywhere, as the index has them. */
#include "searcher/compile/compile_internal.h"

#include "store/index/schema.h"

struct query_range query_scope_range(enum query_scope scope)
{
	static const struct query_range ranges[] = {
		[QUERY_ANYWHERE] = {0, SCHEMA_PART_SHIFT - 1},
		[QUERY_TITLE] = {1, SCHEMA_TITLE_LAST},
		[QUERY_QUESTION] = {SCHEMA_QUESTION_FIRST, SCHEMA_QUESTION_LAST},
		[QUERY_ANSWER] = {SCHEMA_ANSWER_FIRST, SCHEMA_ANSWER_LAST},
	};
	return ranges[scope];
}

/* What holds in one of two places, weighing as it does anywhere.  (Xapian's MAX would do, but
 * crashes where several databases are searched as one and one of them has neither.) */
struct xap_query *query_in_either(struct xap_query *anywhere_take, struct xap_query *a_take,
				  struct xap_query *b_take)
{
	return xap_query_pair(XAP_FILTER, anywhere_take, xap_query_pair(XAP_OR, a_take, b_take));
}

/* The first term of this kind at the offset; NULL when there is none. */
static const struct word_term *word_term_at(const struct word *word, enum term_kind kind,
					    unsigned offset)
{
	for (unsigned i = 0; i < word->count; i++)
		if (word->terms[i].kind == kind && word->terms[i].offset == offset)
			return &word->terms[i];
	return NULL;
}

const struct word_term *word_first_of(const struct word *word, unsigned offset,
				      const enum term_kind *kinds, size_t count)
{
	const struct word_term *term = NULL;
	for (size_t i = 0; i < count && !term; i++)
		term = word_term_at(word, kinds[i], offset);
	return term;
}

/* As the index has it: a stop word by its number. */
struct slice query_term_name(struct query_compiler *c, const struct word_term *term)
{
	char name[POSITIONS_BARE_LEN];
	struct slice as_is = term->kind == TERM_STOP ? positions_bare(term->stop, name)
						     : term->text;
	return arena_copy(&c->out->arena, as_is);
}

struct xap_query *query_within_scope(struct slice term, enum query_scope scope)
{
	struct query_range range = query_scope_range(scope);
	if (scope == QUERY_ANYWHERE)
		return xap_query_term(term);
	return query_in_either(xap_query_term(term),
			       xap_query_term_within(term, range.first, range.last),
			       xap_query_term_within(term, range.first + SCHEMA_PART_SHIFT,
						     range.last + SCHEMA_PART_SHIFT));
}

/* The term as a word, or as a part of a compound. */
struct xap_query *query_term_in(struct query_compiler *c, const struct word_term *t,
				enum query_scope scope)
{
	term_set_add(c->terms, t->text);
	return query_within_scope(query_term_name(c, t), scope);
}

/* The one term that stands for the word as it is written; NULL when it has none. */
const struct word_term *word_whole_term(const struct word *word)
{
	static const enum term_kind kinds[] = {TERM_WORD, TERM_ACCENT, TERM_DATE, TERM_STOP};
	return word_first_of(word, 0, kinds, 4);
}

/* The term of the word with its capitals, where they make it another one (OM, Tienen) and a text
 * has it; else empty. */
struct slice query_cased_name(struct query_compiler *c, const struct word *word)
{
	const struct word_term *cased = word_term_at(word, TERM_CASED, 0);
	struct buffer name = BUFFER_INIT;
	struct slice found = SLICE_EMPTY;
	uint32_t documents = 0;
	if (!cased || c->st)
		return found;
	schema_term(&name, PREFIX_CASED, cased->text);
	c->st = xap_term_frequency(c->db, buffer_slice(&name), &documents, c->err);
	if (documents)
		found = arena_copy(&c->out->arena, buffer_slice(&name));
	buffer_release(&name);
	return found;
}
