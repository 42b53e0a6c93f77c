/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of a query: building it, comparing, and what it says as a whole. */
#include "searcher/query/query.h"

#include <stdlib.h>

#include "corpus/text/reference.h"
#include "searcher/query/query_lexer.h"
#include "stemming/fold.h"
#include "stemming/stopwords.h"
#include "stemming/words.h"

void query_release(struct query *self)
{
	arena_release(&self->arena);
	*self = QUERY_INIT;
}

/* ---- building ---- */

struct query_node *query_group(struct query *self, enum query_kind kind, enum query_scope scope)
{
	struct query_node *node = arena_calloc(&self->arena, 1, sizeof *node);
	node->kind = kind;
	node->scope = scope;
	return node;
}

void query_add_child(struct query *self, struct query_node *group, struct query_node *child)
{
	group->children = arena_grow(&self->arena, group->children, group->count, &group->room,
				     sizeof *group->children);
	group->children[group->count++] = child;
}

/* Blanks made single and none at the ends; quotes would end the text when it is written again. */
static struct slice tidy(struct arena *arena, struct slice text)
{
	struct buffer out = BUFFER_INIT;
	bool blank = false;
	for (size_t i = 0; i < text.len;) {
		size_t n = query_blank_len(text, i);
		if (n || (n = query_quote_len(text, i)) > 0) {
			blank = true;
			i += n;
			continue;
		}
		if (blank && out.len)
			buffer_add_byte(&out, ' ');
		blank = false;
		buffer_add_byte(&out, text.ptr[i++]);
	}
	struct slice kept = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return kept;
}

struct query_node *query_leaf(struct query *self, enum query_kind kind, struct slice text)
{
	struct query_node *node = query_group(self, kind, QUERY_ANYWHERE);
	node->text = tidy(&self->arena, text);
	return node;
}

struct query_node *query_period(struct query *self, enum query_kind kind, int from, int to)
{
	struct query_node *node = query_group(self, kind, QUERY_ANYWHERE);
	node->from = from;
	node->to = to;
	return node;
}

struct query_node *query_reference(struct query *self, enum query_kind kind, struct slice number,
				   int date)
{
	struct query_node *node = query_leaf(self, kind, number);
	if (reference_is_znumber(node->text)) {
		char *upper = arena_alloc(&self->arena, node->text.len);
		memcpy(upper, node->text.ptr, node->text.len);
		upper[4] = 'Z';
		node->text.ptr = upper;
	}
	node->from = date;
	return node;
}

static struct query_node *in_list(struct query *self, struct query_node *list, struct reference r,
				  struct slice number)
{
	r.number = number;
	query_add_child(self, list,
			query_reference(self, list->children[0]->kind,
					reference_text(&r, &self->arena), r.date));
	return list;
}

struct query_node *query_number(struct query *self, enum query_kind kind, const struct reference *r)
{
	struct query_node *first = query_reference(self, kind, reference_text(r, &self->arena),
						   r->date);
	struct query_node *list = NULL;
	struct reference at = *r;
	struct slice from, to;
	while (reference_next(&at, &from, &to)) {
		int low = slice_eq(from, to) ? 0 : atoi(arena_cstr(&self->arena, from));
		int high = atoi(arena_cstr(&self->arena, to));
		if (!list) {
			list = query_group(self, QUERY_OR, QUERY_ANYWHERE);
			query_add_child(self, list, first);
		}
		for (int n = low + 1; low && n < high; n++)
			in_list(self, list, *r, arena_printf(&self->arena, "%d", n));
		in_list(self, list, *r, to);
	}
	return list ? list : first;
}

void query_and_filter(struct query *self, struct query_node *node)
{
	struct query_node *root = self->root;
	if (!root) {
		self->root = node;
		return;
	}
	if (root->kind != QUERY_AND || !root->implicit || root->scope != QUERY_ANYWHERE) {
		root = query_group(self, QUERY_AND, QUERY_ANYWHERE);
		root->implicit = true;
		query_add_child(self, root, self->root);
		self->root = root;
	}
	query_add_child(self, root, node);
}

/* ---- looking at it ---- */

bool query_eq(const struct query_node *a, const struct query_node *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || a->scope != b->scope || a->implicit != b->implicit ||
	    a->named != b->named || a->from != b->from || a->to != b->to ||
	    a->distance != b->distance || !slice_eq(a->text, b->text) || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!query_eq(a->children[i], b->children[i]))
			return false;
	return true;
}

bool query_is_filter(const struct query_node *node)
{
	if (!node->count)
		return node->kind >= QUERY_MINISTER;
	for (size_t i = 0; i < node->count; i++)
		if (!query_is_filter(node->children[i]))
			return false;
	return true;
}

static bool loose_word(const struct query_node *node)
{
	return node->kind == QUERY_WORD && node->scope == QUERY_ANYWHERE;
}

struct slice query_theme_words(const struct query *self, struct arena *arena)
{
	const struct query_node *root = self->root;
	struct buffer words = BUFFER_INIT;
	if (root && loose_word(root))
		return arena_copy(arena, root->text);
	if (!root || root->kind != QUERY_AND || !root->implicit)
		return SLICE_EMPTY;
	for (size_t i = 0; i < root->count; i++) {
		const struct query_node *child = root->children[i];
		if (loose_word(child)) {
			if (words.len)
				buffer_add_byte(&words, ' ');
			buffer_add_slice(&words, child->text);
		} else if (!query_is_filter(child)) {
			buffer_clear(&words);
			break;
		}
	}
	struct slice text = words.len ? arena_copy(arena, buffer_slice(&words)) : SLICE_EMPTY;
	buffer_release(&words);
	return text;
}

/* ---- words without content ---- */

/* Words that ask and that no text needs to have; to rank by they stay words. */
static bool only_asks(struct slice word)
{
	static const char *const asking[] = {"hoelang", "hoeveel", "hoeveelste",
					     "hoever",  "wanneer", "waarheen"};
	for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
		if (slice_is(word, asking[i]))
			return true;
	return false;
}

/* As the analyzer decides: "een" is one, "één" is not, "zo'n" is. */
static bool stop_span(struct slice raw, struct buffer *plain, struct buffer *cased)
{
	fold_plain(raw, plain);
	fold_case(raw, cased);
	if (!slice_eq(buffer_slice(plain), buffer_slice(cased)))
		return false;
	size_t n = 0;
	for (size_t i = 0; i < plain->len;) {
		size_t apostrophe = slice_starts(slice_from(buffer_slice(plain), i), "\xe2\x80\x99")
					    ? 3
					    : plain->ptr[i] == '\'';
		if (!apostrophe)
			plain->ptr[n++] = plain->ptr[i];
		i += apostrophe ? apostrophe : 1;
	}
	return stopword(slice_make(plain->ptr, n)) >= 0 || only_asks(slice_make(plain->ptr, n));
}

static bool stop_text(struct slice text)
{
	struct buffer plain = BUFFER_INIT, cased = BUFFER_INIT;
	struct span span;
	size_t pos = 0;
	bool stop = true;
	while (stop && words_next(text, &pos, &span))
		stop = (span.kind == SPAN_WORD || span.kind == SPAN_APOSTROPHE) &&
		       stop_span(slice_sub(text, span.start, span.end), &plain, &cased);
	buffer_release(&plain);
	buffer_release(&cased);
	return stop;
}

/* True when it looks for something in the texts. */
static bool has_content(const struct query_node *node)
{
	if (node->kind == QUERY_WORD)
		return !stop_text(node->text);
	if (node->kind == QUERY_PREFIX || node->kind == QUERY_PHRASE || node->kind == QUERY_NEAR)
		return true;
	for (size_t i = 0; node->kind != QUERY_NOT && i < node->count; i++)
		if (has_content(node->children[i]))
			return true;
	return false;
}

bool query_drops(const struct query_node *parent, const struct query_node *child)
{
	return parent->kind == QUERY_AND && parent->implicit && child->kind == QUERY_WORD &&
	       child->scope == parent->scope && stop_text(child->text) && has_content(parent);
}
