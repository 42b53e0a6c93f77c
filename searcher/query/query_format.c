/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical spelling: Dutch names and operators, "-" for NOT, brackets only where
 * the grammar needs them.  What stands side by side can run together when it is
 * read again ("nr" before "5" is a question's number, "datum:2021" before
 * "tot 2022" a longer period): such a child is written with guards around it.
 */
#include "corpus/text/reference.h"
#include "searcher/query/query_dates.h"
#include "searcher/query/query_fields.h"
#include "searcher/query/query_lexer.h"

static void format_node(const struct query_node *node, enum query_scope scope, bool guard,
			struct buffer *out);

static bool many(const struct query_node *node)
{
	return node->count > 0 && node->kind != QUERY_NOT;
}

/* Reads back as one word with this text. */
static bool plain_word(struct slice text)
{
	struct query_token t = query_token_at(text, 0);
	return t.kind == TOKEN_WORD && slice_eq(t.text, text) &&
	       slice_find(text, 0, "*") == text.len;
}

static void add_quoted(struct slice text, struct buffer *out)
{
	buffer_add_byte(out, '"');
	buffer_add_slice(out, text);
	buffer_add_byte(out, '"');
}

static void add_value(struct slice text, struct buffer *out)
{
	if (plain_word(text))
		buffer_add_slice(out, text);
	else
		add_quoted(text, out);
}

static void add_reference(const struct query_node *node, struct buffer *out)
{
	unsigned date = (unsigned)node->from;
	if (!date)
		add_value(node->text, out);
	else
		buffer_printf(out, "\"%.*s van %04u-%02u-%02u\"", SLICE_ARG(node->text),
			      date / 10000, date / 100 % 100, date % 100);
}

static void format_leaf(const struct query_node *node, bool guard, struct buffer *out)
{
	buffer_add_str(out, node->named ? "~" : "");
	switch (node->kind) {
	case QUERY_WORD:
		if (guard && !node->named)
			buffer_add_byte(out, '(');
		add_value(node->text, out);
		if (guard && !node->named)
			buffer_add_byte(out, ')');
		return;
	case QUERY_PREFIX:
		buffer_add_slice(out, node->text);
		buffer_add_byte(out, '*');
		return;
	case QUERY_PHRASE: add_quoted(node->text, out); return;
	default: buffer_printf(out, "%s:", query_field_of(node->kind, QUERY_ANYWHERE)->names[0]);
	}
	switch (node->kind) {
	case QUERY_NUMBER:
	case QUERY_CITES: add_reference(node, out); return;
	case QUERY_ASKED:
	case QUERY_ANSWERED:
		buffer_add_str(out, guard ? "\"" : "");
		query_period_format((struct period){node->from, node->to}, out);
		buffer_add_str(out, guard ? "\"" : "");
		return;
	default: add_value(node->text, out);
	}
}

/* A child stands in brackets unless its operator binds tighter than the parent's. */
static bool needs_brackets(const struct query_node *parent, const struct query_node *child)
{
	if (!many(child))
		return false;
	if (child->scope != parent->scope)
		return false; /* the field brings its own */
	if (child->kind == QUERY_AND && parent->kind == QUERY_OR)
		return false;
	return !(child->kind == QUERY_AND && child->implicit && parent->kind == QUERY_AND &&
		 !parent->implicit);
}

static void format_child(const struct query_node *parent, const struct query_node *child,
			 bool guard, struct buffer *out)
{
	bool brackets = needs_brackets(parent, child);
	if (brackets)
		buffer_add_byte(out, '(');
	format_node(child, parent->scope, guard, out);
	if (brackets)
		buffer_add_byte(out, ')');
}

/* Where a word begins that may stand behind the name of its field. */
static size_t behind_field(struct slice text, size_t start)
{
	size_t i = start;
	while (i < text.len && byte_is_alpha(text.ptr[i]))
		i++;
	return i < text.len && text.ptr[i] == ':' ? i + 1 : start;
}

/* The child as written from `start` on reads on into what is behind it. */
static bool runs_on(const struct query_node *child, struct slice text, size_t start, size_t end)
{
	struct reference r;
	struct period period;
	size_t used = 0;
	if (child->kind == QUERY_NOT)
		return runs_on(child->children[0], text, start + 1, end);
	if (child->named)
		return false;
	if (child->kind == QUERY_WORD)
		return (child->scope == QUERY_ANYWHERE &&
			reference_leading(slice_from(text, start), &r, &used)) ||
		       query_letters_figure(slice_from(text, behind_field(text, start)), &used);
	if (child->kind != QUERY_ASKED && child->kind != QUERY_ANSWERED)
		return false;
	size_t value = slice_find(text, start, ":") + 1;
	struct buffer cause = BUFFER_INIT;
	/* any day will do for today: nothing that counts from it is ever written */
	enum period_result result = query_period_read(slice_from(text, value), 20000101, false,
						      &period, &used, &cause);
	buffer_release(&cause);
	return result != PERIOD_OK || value + used != end;
}

/* As it comes, then with guards where a child ran on (a leaf: a group has brackets). */
static void format_sequence(const struct query_node *node, struct buffer *out)
{
	struct buffer text = BUFFER_INIT;
	size_t *ends = NULL, room = 0;
	struct arena arena = ARENA_INIT;
	for (size_t i = 0; i < node->count; i++) {
		buffer_add_str(&text, i ? " " : "");
		format_child(node, node->children[i], false, &text);
		ends = arena_grow(&arena, ends, i, &room, sizeof *ends);
		ends[i] = text.len;
	}
	for (size_t i = 0; i < node->count; i++) {
		size_t start = i ? ends[i - 1] + 1 : 0;
		buffer_add_str(out, i ? " " : "");
		if (runs_on(node->children[i], buffer_slice(&text), start, ends[i]))
			format_child(node, node->children[i], true, out);
		else
			buffer_add_slice(out, slice_sub(buffer_slice(&text), start, ends[i]));
	}
	arena_release(&arena);
	buffer_release(&text);
}

static void format_group(const struct query_node *node, bool guard, struct buffer *out)
{
	if (node->kind == QUERY_NOT) {
		/* "-(-a)": two minus signs in a row are refused as a slip */
		bool inner = node->children[0]->kind == QUERY_NOT &&
			     node->children[0]->scope == node->scope;
		buffer_add_str(out, inner ? "-(" : "-");
		format_child(node, node->children[0], guard, out);
		buffer_add_str(out, inner ? ")" : "");
		return;
	}
	if (node->kind == QUERY_AND && node->implicit) {
		format_sequence(node, out);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		if (i && node->kind == QUERY_NEAR)
			buffer_printf(out, " BIJ/%u ", node->distance);
		else if (i)
			buffer_add_str(out, node->kind == QUERY_AND ? " EN " : " OF ");
		format_child(node, node->children[i], false, out);
	}
}

static void format_node(const struct query_node *node, enum query_scope scope, bool guard,
			struct buffer *out)
{
	bool field = node->scope != scope, group = node->count > 0;
	if (field) {
		const struct query_field *f = query_field_of(QUERY_WORD, node->scope);
		buffer_printf(out, group ? "%s:(" : "%s:", f ? f->names[0] : "");
	}
	if (group)
		format_group(node, guard, out);
	else
		format_leaf(node, guard && (!field || node->kind == QUERY_WORD), out);
	if (field && group)
		buffer_add_byte(out, ')');
}

void query_format(const struct query *self, struct buffer *out)
{
	struct reference r;
	size_t start = out->len;
	if (!self->root)
		return;
	format_node(self->root, QUERY_ANYWHERE, false, out);
	/* a lone word that looks like a number of a question */
	if (reference_parse(slice_from(buffer_slice(out), start), &r)) {
		struct slice text = slice_from(buffer_slice(out), start);
		struct buffer again = BUFFER_INIT;
		buffer_printf(&again, "(%.*s)", SLICE_ARG(text));
		out->len = start;
		buffer_add_slice(out, buffer_slice(&again));
		buffer_release(&again);
	}
}
