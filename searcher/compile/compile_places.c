/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phrases, words near each other, and prefixes in a field: where words stand. */
#include "searcher/compile/compile_internal.h"

#include "store/index/schema.h"

/* The terms, in the arena, as the index has them. */
static void add_spot(struct spot_list *s, const struct slice *terms, size_t count, uint32_t offset)
{
	s->items = arena_grow(&s->c->out->arena, s->items, s->count, &s->room, sizeof *s->items);
	s->items[s->count++] = (struct xap_spot){terms, count, offset};
}

static void add_name_spot(struct spot_list *s, struct slice name, uint32_t offset)
{
	struct slice *kept = arena_alloc(&s->c->out->arena, sizeof *kept);
	*kept = name;
	add_spot(s, kept, 1, offset);
}

static void add_term_spot(struct spot_list *s, const struct word_term *term, uint32_t offset)
{
	if (!term)
		return;
	term_set_add(s->c->terms, term->text);
	add_name_spot(s, query_term_name(s->c, term), offset);
}

/* A word at its position; a hyphenated one piece by piece, as it was posted. */
void spot_list_take(void *ctx, const struct token *token)
{
	static const enum term_kind kinds[] = {TERM_PART, TERM_ACCENT, TERM_STOP};
	struct spot_list *s = ctx;
	uint32_t position = token->position - 1;
	if (token->kind != SPAN_HYPHENATED) {
		struct slice cased = query_cased_name(s->c, token->word);
		if (cased.len)
			add_name_spot(s, cased, position);
		else
			add_term_spot(s, word_whole_term(token->word), position);
		return;
	}
	for (unsigned i = 0; i < token->word->width; i++)
		add_term_spot(s, word_first_of(token->word, i, kinds, 3), position + i);
}

struct xap_query *spot_list_query(struct spot_list *s, enum query_scope scope, unsigned distance)
{
	struct query_range range = query_scope_range(scope);
	if (s->count == 1 && s->items[0].count == 1)
		return xap_query_term_within(s->items[0].terms[0], range.first, range.last);
	uint32_t first = s->count ? s->items[0].offset : 0;
	for (size_t i = 0; i < s->count; i++)
		s->items[i].offset -= first;
	return xap_query_spots(s->items, s->count, distance, range.first, range.last);
}

/* ---- phrases and words near each other ---- */

struct xap_query *query_compile_phrase(struct query_compiler *c, const struct query_node *node)
{
	struct spot_list spots = {.c = c};
	analyzer_run(c->analyzer, node->text, 1, spot_list_take, &spots);
	return spot_list_query(&spots, node->scope, 0);
}

/* The terms that may stand at a spot. */
struct choices {
	struct query_compiler *c;
	struct slice *terms;
	size_t count, room;
};

static void add_choice(struct choices *self, struct slice name, struct slice text)
{
	self->terms = arena_grow(&self->c->out->arena, self->terms, self->count, &self->room,
				 sizeof *self->terms);
	self->terms[self->count++] = name;
	term_set_add(self->c->terms, text);
}

struct whole {
	struct choices *choices;
	bool found;
};

static void take_whole(void *ctx, const struct token *token)
{
	struct whole *w = ctx;
	const struct word_term *term = word_whole_term(token->word);
	if (w->found || !term)
		return;
	w->found = true;
	add_choice(w->choices, query_term_name(w->choices->c, term), term->text);
}

/* A word, prefix, or OR of those: the terms that may stand there. */
static void add_operand(struct spot_list *s, const struct query_node *operand)
{
	struct choices all = {.c = s->c};
	struct query_node *const *choices = operand->count ? operand->children : NULL;
	for (size_t i = 0; i < (operand->count ? operand->count : 1); i++) {
		const struct query_node *choice = choices ? choices[i] : operand;
		struct whole whole = {&all, false};
		struct expanded_term *list = NULL;
		size_t n = choice->kind == QUERY_PREFIX ? query_expand_prefix(s->c, choice, &list)
							: 0;
		for (size_t k = 0; k < n; k++)
			add_choice(&all, list[k].term, list[k].term);
		if (choice->kind == QUERY_WORD)
			analyzer_run(s->c->analyzer, choice->text, 1, take_whole, &whole);
	}
	add_spot(s, all.terms, all.count, 0);
}

struct xap_query *query_compile_prefix(struct query_compiler *c, const struct query_node *node)
{
	struct query_range range = query_scope_range(node->scope);
	struct spot_list spots = {.c = c};
	add_operand(&spots, node);
	const struct xap_spot *spot = spots.items;
	struct xap_query **parts = arena_calloc(&c->out->arena, spot->count + 1, sizeof *parts);
	for (size_t i = 0; i < spot->count; i++)
		parts[i] = xap_query_term(spot->terms[i]);
	struct xap_query *anywhere = xap_query_join(XAP_SYNONYM, parts, spot->count);
	if (node->scope == QUERY_ANYWHERE)
		return anywhere;
	return query_in_either(
		anywhere, xap_query_spots(spots.items, spots.count, 0, range.first, range.last),
		xap_query_spots(spots.items, spots.count, 0, range.first + SCHEMA_PART_SHIFT,
				range.last + SCHEMA_PART_SHIFT));
}

struct xap_query *query_compile_near(struct query_compiler *c, const struct query_node *node)
{
	struct spot_list spots = {.c = c};
	const struct query_node *leaf = node;
	while (leaf->count)
		leaf = leaf->children[0];
	for (size_t i = 0; i < node->count; i++)
		add_operand(&spots, node->children[i]);
	struct query_range range = query_scope_range(leaf->scope);
	return xap_query_spots(spots.items, spots.count, node->distance, range.first, range.last);
}
