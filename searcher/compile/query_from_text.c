/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/query_from_text.h"

#include <stdlib.h>

#include "searcher/compile/compile_internal.h"
#include "store/index/schema.h"

void term_set_add(struct term_set *self, struct slice term)
{
	const size_t at = slice_index_find(&self->index, self->arena, self->items,
					   sizeof *self->items, self->count, term);
	if (at == self->count) {
		self->items = arena_grow(self->arena, self->items, self->count, &self->room,
					 sizeof *self->items);
		self->items[self->count++] = arena_copy(self->arena, term);
	}
}

bool term_set_has(const struct term_set *self, struct slice term)
{
	for (size_t i = 0; i < self->count; i++)
		if (slice_eq(self->items[i], term))
			return true;
	return false;
}

struct builder {
	struct xap_query *parts[QUERY_WORDS_MAX];
	size_t count;
	struct term_set *used;
	struct term_set seen; /* words asked twice count once */
	bool stops;           /* take stop words too */
	bool no_parts;        /* a compound is the whole only */
	bool strict;          /* a compound is the whole or all of its parts, never one of them */
};

/* A stop word stands in the index by its number. */
static struct xap_query *stop_query(struct builder *b, const struct word_term *stop)
{
	char name[POSITIONS_BARE_LEN];
	term_set_add(b->used, stop->text);
	return xap_query_term(positions_bare(stop->stop, name));
}

static struct slice first_of(const struct word *word, enum term_kind kind)
{
	for (unsigned i = 0; i < word->count; i++)
		if (word->terms[i].kind == kind)
			return word->terms[i].text;
	return SLICE_EMPTY;
}

static struct xap_query *term_query(struct builder *b, struct slice term)
{
	term_set_add(b->used, term);
	return xap_query_term(term);
}

static struct xap_query *cased_query(struct slice cased)
{
	struct buffer name = BUFFER_INIT;
	schema_term(&name, PREFIX_CASED, cased);
	struct xap_query *query = xap_query_term(buffer_slice(&name));
	buffer_release(&name);
	return query;
}

/*
 * The word in its forms, and its parts: a document that has the whole word has its parts too, so it
 * ranks above one that has only them.  The accented form only adds matches of its own.
 */
static struct xap_query *word_query(struct builder *b, const struct word *word)
{
	struct xap_query *forms[5], *parts[32];
	size_t form_count = 0, part_count = 0;
	struct slice whole = first_of(word, TERM_WORD), accent = first_of(word, TERM_ACCENT);
	struct slice date = first_of(word, TERM_DATE), cased = first_of(word, TERM_CASED);
	if (whole.len)
		forms[form_count++] = term_query(b, whole);
	if (cased.len && !b->strict)
		forms[form_count++] = cased_query(cased); /* OM above om, Tienen above tien */
	if (accent.len && !whole.len)
		forms[form_count++] = term_query(b, accent);
	if (date.len)
		forms[form_count++] = term_query(b, date);
	for (unsigned i = 0; i < word->count && part_count < 32; i++)
		if (word->terms[i].kind == TERM_PART && (!b->no_parts || !form_count))
			parts[part_count++] = term_query(b, word->terms[i].text);
	if (part_count)
		forms[form_count++] = xap_query_join(b->strict ? XAP_AND : XAP_OR, parts,
						     part_count);
	return form_count == 1 ? forms[0] : xap_query_join(XAP_OR, forms, form_count);
}

static void take_token(void *ctx, const struct token *token)
{
	struct builder *b = ctx;
	const struct word *word = token->word;
	if (b->count == QUERY_WORDS_MAX || word->count == 0)
		return;
	if (token->date.len && !b->strict && b->count < QUERY_WORDS_MAX - 1)
		b->parts[b->count++] = term_query(b, token->date);
	if (word->stop) {
		if (b->stops && !term_set_has(&b->seen, word->terms[0].text)) {
			term_set_add(&b->seen, word->terms[0].text);
			b->parts[b->count++] = stop_query(b, &word->terms[0]);
		}
		return;
	}
	if (term_set_has(&b->seen, word->terms[0].text))
		return;
	term_set_add(&b->seen, word->terms[0].text);
	b->parts[b->count++] = word_query(b, word);
}

struct xap_query *words_any(struct analyzer *analyzer, struct slice text, bool parts,
			    struct term_set *used)
{
	struct builder b = {.used = used, .seen = {.arena = used->arena}, .no_parts = !parts};
	analyzer_run(analyzer, text, 1, take_token, &b);
	if (!b.count) {
		b.stops = true;
		analyzer_run(analyzer, text, 1, take_token, &b);
	}
	if (!b.count)
		return NULL;
	return b.count == 1 ? b.parts[0] : xap_query_join(XAP_OR, b.parts, b.count);
}

struct xap_query *words_all(struct analyzer *analyzer, struct slice text, struct term_set *used)
{
	struct builder b = {.used = used, .seen = {.arena = used->arena}, .strict = true};
	analyzer_run(analyzer, text, 1, take_token, &b);
	if (!b.count) {
		b.stops = true;
		analyzer_run(analyzer, text, 1, take_token, &b);
	}
	return b.count ? xap_query_join(XAP_AND, b.parts, b.count) : NULL;
}

struct scoped_words {
	struct xap_query *parts[QUERY_WORDS_MAX];
	size_t count;
	enum query_scope scope;
};

static void take_scoped(void *ctx, const struct token *token)
{
	struct scoped_words *w = ctx;
	const struct word_term *whole = token->word->stop ? NULL : word_whole_term(token->word);
	if (whole && w->count < QUERY_WORDS_MAX)
		w->parts[w->count++] = query_within_scope(whole->text, w->scope);
}

struct xap_query *words_within(struct analyzer *analyzer, struct slice text, enum query_scope scope)
{
	struct scoped_words words = {.scope = scope};
	analyzer_run(analyzer, text, 1, take_scoped, &words);
	return words.count ? xap_query_join(XAP_AND, words.parts, words.count) : NULL;
}
