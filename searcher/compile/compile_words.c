/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words as query trees, by the analysis that the documents went through. */
#include "searcher/compile/compile_internal.h"

enum { TAILS_MAX = 8 };

struct word_builder {
	struct query_compiler *c;
	struct slice text;
	enum query_scope scope;
	struct xap_query **parts;
	size_t count, room;
	bool take_stops, any_case, cased;
};

/* Where the whole is a stop word, what stands behind its apostrophe ("l'un") is what to look
 * for. */
static struct xap_query *tail_of(struct query_compiler *c, const struct word *word,
				 enum query_scope scope)
{
	struct xap_query *parts[TAILS_MAX];
	size_t n = 0;
	for (unsigned i = 0; i < word->count && n < TAILS_MAX; i++)
		if (word->terms[i].kind == TERM_PART)
			parts[n++] = query_term_in(c, &word->terms[i], scope);
	return n ? xap_query_join(XAP_AND, parts, n) : NULL;
}

/* The pieces of a hyphenated word one behind the other, where there is no seam to cut it at. */
static struct xap_query *pieces_of(struct query_compiler *c, const struct token *token,
				   enum query_scope scope)
{
	struct spot_list spots = {.c = c};
	spot_list_take(&spots, token);
	return spots.count > 1 ? xap_query_may_lack(spot_list_query(&spots, scope, 0)) : NULL;
}

/* True when some question has the word without these capitals. */
static bool leaves_out(struct query_compiler *c, struct slice cased, const struct word_term *whole)
{
	uint32_t with = 0, all = 0;
	if (whole->kind == TERM_STOP)
		return true;
	if (!c->st)
		c->st = xap_term_frequency(c->db, cased, &with, c->err);
	if (!c->st)
		c->st = xap_term_frequency(c->db, whole->text, &all, c->err);
	return all > with;
}

static struct slice variant_of(struct query_compiler *c, const struct word_cut *cut)
{
	term_set_add(c->terms, cut->variant);
	return arena_copy(&c->out->arena, cut->variant);
}

/* The word as a whole, alone or within a longer compound; or its halves as words of their own that
 * stand together. */
static struct xap_query *word_forms(struct word_builder *b, const struct token *token)
{
	struct xap_query *forms[2 * WORD_CUTS_MAX + 3];
	struct word_cut cuts[WORD_CUTS_MAX];
	size_t count = 0, cut_count = analyzer_cuts(b->c->analyzer, b->text, token, cuts);
	const struct word_term *whole = word_whole_term(token->word);
	struct slice cased = b->any_case ? SLICE_EMPTY : query_cased_name(b->c, token->word);
	if (cased.len) {
		term_set_add(b->c->terms, whole->text);
		b->cased |= leaves_out(b->c, cased, whole);
		return query_within_scope(cased, b->scope);
	}
	struct xap_query *tail = token->kind == SPAN_APOSTROPHE && !cut_count
					 ? tail_of(b->c, token->word, b->scope)
					 : NULL;
	if (whole && !(whole->kind == TERM_STOP && tail))
		forms[count++] = query_term_in(b->c, whole, b->scope);
	if (tail)
		forms[count++] = tail;
	for (size_t i = 0; i < cut_count; i++) {
		forms[count++] = query_written_apart(b->c, &cuts[i], b->scope);
		if (cuts[i].variant.len)
			forms[count++] = query_within_scope(variant_of(b->c, &cuts[i]), b->scope);
	}
	if (token->kind == SPAN_HYPHENATED && cut_count != 1)
		forms[count++] = pieces_of(b->c, token, b->scope);
	return count == 1 ? forms[0] : xap_query_join(XAP_OR, forms, count);
}

static void take_word(void *ctx, const struct token *token)
{
	struct word_builder *b = ctx;
	struct arena *arena = &b->c->out->arena;
	if (!token->word->count || token->word->stop != b->take_stops)
		return;
	b->parts = arena_grow(arena, b->parts, b->count, &b->room, sizeof *b->parts);
	b->parts[b->count++] = word_forms(b, token);
}

/* Stop words of a piece that has other words too are no condition. */
static struct xap_query *compile_word(struct query_compiler *c, struct query_node *node)
{
	struct word_builder b = {
		.c = c, .text = node->text, .scope = node->scope, .any_case = node->any_case};
	analyzer_run(c->analyzer, node->text, 1, take_word, &b);
	if (!b.count) {
		b.take_stops = true;
		analyzer_run(c->analyzer, node->text, 1, take_word, &b);
	}
	node->cased = b.cased;
	return xap_query_join(XAP_AND, b.parts, b.count);
}

struct xap_query *query_compile_text(struct query_compiler *c, struct query_node *node)
{
	switch (node->kind) {
	case QUERY_PREFIX: return query_compile_prefix(c, node);
	case QUERY_PHRASE: return query_compile_phrase(c, node);
	case QUERY_NEAR: return query_compile_near(c, node);
	default: return compile_word(c, node);
	}
}
