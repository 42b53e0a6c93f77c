/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, phrases, NEAR and prefixes as query trees, by the analysis that the documents went through. */
#include "searcher/compile/compile_internal.h"

#include <stdlib.h>

#include "searcher/query/query_lexer.h"
#include "stemming/fold.h"
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

/* What holds in one of two places, weighing as it does anywhere.  (Xapian's MAX would do, but crashes where several
 * databases are searched as one and one of them has neither.) */
static struct xap_query *in_either(struct xap_query *anywhere_take, struct xap_query *a_take, struct xap_query *b_take)
{
	return xap_query_pair(XAP_FILTER, anywhere_take, xap_query_pair(XAP_OR, a_take, b_take));
}

/* The first term of this kind at the offset; NULL when there is none. */
static const struct word_term *term_at(const struct word *word, enum term_kind kind, unsigned offset)
{
	for (unsigned i = 0; i < word->count; i++)
		if (word->terms[i].kind == kind && word->terms[i].offset == offset)
			return &word->terms[i];
	return NULL;
}

static const struct word_term *first_of(const struct word *word, unsigned offset,
					const enum term_kind *kinds, size_t count)
{
	const struct word_term *term = NULL;
	for (size_t i = 0; i < count && !term; i++)
		term = term_at(word, kinds[i], offset);
	return term;
}

/* As the index has it: a stop word by its number. */
static struct slice name_of(struct query_compiler *c, const struct word_term *term)
{
	char name[POSITIONS_BARE_LEN];
	struct slice as_is = term->kind == TERM_STOP ? positions_bare(term->stop, name) : term->text;
	return arena_copy(&c->out->arena, as_is);
}

/* The term as a word, or as a part of a compound. */
static struct xap_query *term_in(struct query_compiler *c, const struct word_term *t, enum query_scope scope)
{
	struct query_range range = query_scope_range(scope);
	struct slice term = name_of(c, t);
	term_set_add(c->terms, t->text);
	if (scope == QUERY_ANYWHERE)
		return xap_query_term(term);
	return in_either(xap_query_term(term), xap_query_term_within(term, range.first, range.last),
			 xap_query_term_within(term, range.first + SCHEMA_PART_SHIFT, range.last + SCHEMA_PART_SHIFT));
}

/* The one term that stands for the word as it is written; NULL when it has none. */
static const struct word_term *whole_term(const struct word *word)
{
	static const enum term_kind kinds[] = {TERM_WORD, TERM_ACCENT, TERM_DATE, TERM_STOP};
	return first_of(word, 0, kinds, 4);
}

/* ---- words ---- */

struct word_builder {
	struct query_compiler *c;
	enum query_scope scope;
	struct xap_query **parts;
	size_t count, room;
	bool take_stops;
};

/* The word as the whole, or all of its parts. */
static struct xap_query *word_forms(struct word_builder *b, const struct word *word)
{
	struct xap_query *forms[2], *parts[256];
	size_t form_count = 0, part_count = 0;
	const struct word_term *whole = whole_term(word);
	for (unsigned i = 0; i < word->count; i++)
		if (word->terms[i].kind == TERM_PART)
			parts[part_count++] = term_in(b->c, &word->terms[i], b->scope);
	/* where the whole is a stop word, parts (the tail of "l'un") are what to look for */
	if (whole && !(whole->kind == TERM_STOP && part_count))
		forms[form_count++] = term_in(b->c, whole, b->scope);
	if (part_count)
		forms[form_count++] = xap_query_join(XAP_AND, parts, part_count);
	return form_count == 1 ? forms[0] : xap_query_join(XAP_OR, forms, form_count);
}

static void take_word(void *ctx, const struct token *token)
{
	struct word_builder *b = ctx;
	struct arena *arena = &b->c->out->arena;
	if (!token->word->count || token->word->stop != b->take_stops)
		return;
	b->parts = arena_grow(arena, b->parts, b->count, &b->room, sizeof *b->parts);
	b->parts[b->count++] = word_forms(b, token->word);
}

/* Stop words of a piece that has other words too are no condition. */
static struct xap_query *compile_word(struct query_compiler *c, const struct query_node *node)
{
	struct word_builder b = {.c = c, .scope = node->scope};
	analyzer_run(c->analyzer, node->text, 1, take_word, &b);
	if (!b.count) {
		b.take_stops = true;
		analyzer_run(c->analyzer, node->text, 1, take_word, &b);
	}
	return xap_query_join(XAP_AND, b.parts, b.count);
}

/* ---- prefixes ---- */

struct expanded {
	struct slice term;
	uint32_t documents;
};

static int by_frequency(const void *a, const void *b)
{
	const struct expanded *x = a, *y = b;
	if (x->documents != y->documents)
		return x->documents < y->documents ? 1 : -1;
	return slice_compare(x->term, y->term);
}

static bool iso_date(struct slice term)
{
	return term.len == 10 && term.ptr[4] == '-' && term.ptr[7] == '-';
}

/* Words as they are looked for: no dates, and no accented forms beside folded ones. */
static bool expands_to(struct slice term, struct buffer *folded)
{
	if (iso_date(term))
		return false;
	if (fold_is_ascii(term))
		return true;
	fold_plain(term, folded);
	return slice_eq(buffer_slice(folded), term);
}

/* Folded, without hyphens and apostrophes: as the index joins words that have them. */
static void fold_prefix(struct slice text, struct buffer *out)
{
	size_t n = 0;
	fold_plain(text, out);
	for (size_t i = 0; i < out->len; i++) {
		if (slice_starts(slice_from(buffer_slice(out), i), "\xe2\x80\x99"))
			i += 2;
		else if (out->ptr[i] != '-' && out->ptr[i] != '\'')
			out->ptr[n++] = out->ptr[i];
	}
	out->len = n;
}

static enum status list_terms(struct query_compiler *c, struct slice prefix, struct expanded **list,
			      size_t *count)
{
	struct xap_terms *terms = NULL;
	struct buffer folded = BUFFER_INIT;
	size_t room = 0;
	bool more = true;
	enum status st = xap_terms_open(c->db, 0, prefix, &terms, c->err);
	while (!st && more) {
		struct expanded e;
		st = xap_terms_next(terms, &more, &e.term, &e.documents, NULL, c->err);
		if (st || !more || !expands_to(e.term, &folded))
			continue;
		e.term = arena_copy(&c->out->arena, e.term);
		*list = arena_grow(&c->out->arena, *list, *count, &room, sizeof **list);
		(*list)[(*count)++] = e;
	}
	xap_terms_close(terms);
	buffer_release(&folded);
	return st;
}

/* The index terms that a prefix stands for, the most frequent first. */
static size_t expand_prefix(struct query_compiler *c, const struct query_node *node,
			    struct expanded **list)
{
	size_t count = 0, most = c->options->prefix_terms ? c->options->prefix_terms : QUERY_PREFIX_TERMS;
	struct slice shown = query_show(&c->out->arena, node->text, 40);
	struct buffer prefix = BUFFER_INIT;
	*list = NULL;
	fold_prefix(node->text, &prefix);
	if (!c->st && prefix.len)
		c->st = list_terms(c, buffer_slice(&prefix), list, &count);
	buffer_release(&prefix);
	if (count)
		qsort(*list, count, sizeof **list, by_frequency);
	else if (!c->st)
		query_compiler_notice(c, node, "geen woord begint met \"%.*s\"", SLICE_ARG(shown));
	if (count <= most)
		return count;
	query_compiler_notice(c, node, "meer dan %zu woorden beginnen met \"%.*s\": alleen de %zu meest "
			      "voorkomende zijn gezocht", most, SLICE_ARG(shown), most);
	return most;
}

/* ---- phrases and words near each other ---- */

struct spots {
	struct query_compiler *c;
	struct xap_spot *items;
	size_t count, room;
};

/* The terms, in the arena, as the index has them. */
static void add_spot(struct spots *s, const struct slice *terms, size_t count, uint32_t offset)
{
	s->items = arena_grow(&s->c->out->arena, s->items, s->count, &s->room, sizeof *s->items);
	s->items[s->count++] = (struct xap_spot){terms, count, offset};
}

static void add_term_spot(struct spots *s, const struct word_term *term, uint32_t offset)
{
	struct slice *name = arena_alloc(&s->c->out->arena, sizeof *name);
	if (!term)
		return;
	*name = name_of(s->c, term);
	term_set_add(s->c->terms, term->text);
	add_spot(s, name, 1, offset);
}

/* A word at its position; a hyphenated one piece by piece, as it was posted. */
static void take_phrase_token(void *ctx, const struct token *token)
{
	static const enum term_kind kinds[] = {TERM_PART, TERM_ACCENT, TERM_STOP};
	struct spots *s = ctx;
	uint32_t position = token->position - 1;
	if (token->kind != SPAN_HYPHENATED) {
		add_term_spot(s, whole_term(token->word), position);
		return;
	}
	for (unsigned i = 0; i < token->word->width; i++)
		add_term_spot(s, first_of(token->word, i, kinds, 3), position + i);
}

static struct xap_query *place_spots(struct spots *s, enum query_scope scope, unsigned distance)
{
	struct query_range range = query_scope_range(scope);
	if (s->count == 1 && s->items[0].count == 1)
		return xap_query_term_within(s->items[0].terms[0], range.first, range.last);
	uint32_t first = s->count ? s->items[0].offset : 0;
	for (size_t i = 0; i < s->count; i++)
		s->items[i].offset -= first;
	return xap_query_spots(s->items, s->count, distance, range.first, range.last);
}

static struct xap_query *compile_phrase(struct query_compiler *c, const struct query_node *node)
{
	struct spots spots = {.c = c};
	analyzer_run(c->analyzer, node->text, 1, take_phrase_token, &spots);
	return place_spots(&spots, node->scope, 0);
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
	const struct word_term *term = whole_term(token->word);
	if (w->found || !term)
		return;
	w->found = true;
	add_choice(w->choices, name_of(w->choices->c, term), term->text);
}

/* A word, prefix, or OR of those: the terms that may stand there. */
static void add_operand(struct spots *s, const struct query_node *operand)
{
	struct choices all = {.c = s->c};
	struct query_node *const *choices = operand->count ? operand->children : NULL;
	for (size_t i = 0; i < (operand->count ? operand->count : 1); i++) {
		const struct query_node *choice = choices ? choices[i] : operand;
		struct whole whole = {&all, false};
		struct expanded *list = NULL;
		size_t n = choice->kind == QUERY_PREFIX ? expand_prefix(s->c, choice, &list) : 0;
		for (size_t k = 0; k < n; k++)
			add_choice(&all, list[k].term, list[k].term);
		if (choice->kind == QUERY_WORD)
			analyzer_run(s->c->analyzer, choice->text, 1, take_whole, &whole);
	}
	add_spot(s, all.terms, all.count, 0);
}

static struct xap_query *compile_prefix(struct query_compiler *c, const struct query_node *node)
{
	struct query_range range = query_scope_range(node->scope);
	struct spots spots = {.c = c};
	add_operand(&spots, node);
	const struct xap_spot *spot = spots.items;
	struct xap_query **parts = arena_calloc(&c->out->arena, spot->count + 1, sizeof *parts);
	for (size_t i = 0; i < spot->count; i++)
		parts[i] = xap_query_term(spot->terms[i]);
	struct xap_query *anywhere = xap_query_join(XAP_SYNONYM, parts, spot->count);
	if (node->scope == QUERY_ANYWHERE)
		return anywhere;
	return in_either(anywhere, xap_query_spots(spots.items, spots.count, 0, range.first, range.last),
			 xap_query_spots(spots.items, spots.count, 0, range.first + SCHEMA_PART_SHIFT,
					 range.last + SCHEMA_PART_SHIFT));
}

static struct xap_query *compile_near(struct query_compiler *c, const struct query_node *node)
{
	struct spots spots = {.c = c};
	const struct query_node *leaf = node;
	while (leaf->count)
		leaf = leaf->children[0];
	for (size_t i = 0; i < node->count; i++)
		add_operand(&spots, node->children[i]);
	struct query_range range = query_scope_range(leaf->scope);
	return xap_query_spots(spots.items, spots.count, node->distance, range.first, range.last);
}

struct xap_query *query_compile_text(struct query_compiler *c, const struct query_node *node)
{
	switch (node->kind) {
	case QUERY_PREFIX: return compile_prefix(c, node);
	case QUERY_PHRASE: return compile_phrase(c, node);
	case QUERY_NEAR: return compile_near(c, node);
	default: return compile_word(c, node);
	}
}
