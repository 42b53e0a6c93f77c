/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a query means, in Dutch.  Words of one field are one phrase ("met 'a' en 'b' in
 * de titel"); conditions follow, joined by commas on the outside and by "en"
 * within brackets, so that nothing can be read two ways.
 */
#include "corpus/text/reference.h"
#include "searcher/query/query.h"
#include "searcher/query/query_dates.h"
#include "stemming/compound.h"
#include "stemming/fold.h"
#include "stemming/words.h"

static void read_clause(const struct query_node *node, bool outside, struct buffer *out);

/* ---- words ---- */

static void add_mentioned(struct slice text, struct buffer *out)
{
	buffer_add_byte(out, '\'');
	buffer_add_slice(out, text);
	buffer_add_byte(out, '\'');
}

/* True when the word is also found by its parts. */
static bool has_parts(struct slice text)
{
	struct compound c;
	struct span span;
	size_t pos = 0;
	struct buffer folded = BUFFER_INIT;
	bool parts = false;
	while (!parts && words_next(text, &pos, &span)) {
		fold_plain(slice_sub(text, span.start, span.end), &folded);
		parts = span.kind == SPAN_HYPHENATED ||
			(span.kind == SPAN_WORD && compound_split(buffer_slice(&folded), &c));
	}
	buffer_release(&folded);
	return parts;
}

/* True when the node is words of one field and nothing else, no negation among them. */
static bool only_words(const struct query_node *node, enum query_scope scope)
{
	if (node->scope != scope && !node->count)
		return false;
	if (!node->count)
		return node->kind <= QUERY_PHRASE;
	if (node->kind == QUERY_NOT)
		return false;
	for (size_t i = 0; i < node->count; i++)
		if (!only_words(node->children[i], scope))
			return false;
	return true;
}

/* The field that all words under the node are looked for in; false when there are several or
 * none. */
static bool words_scope(const struct query_node *node, enum query_scope *scope)
{
	const struct query_node *leaf = node;
	while (leaf->count)
		leaf = leaf->children[0];
	*scope = leaf->scope;
	return only_words(node, *scope);
}

static void name_words(const struct query_node *node, bool outside, struct buffer *out);

static void name_list(const struct query_node *node, const char *and, struct buffer *out)
{
	bool first = true;
	for (size_t i = 0; i < node->count; i++) {
		if (query_drops(node, node->children[i]))
			continue;
		buffer_add_str(out, first ? "" : and);
		first = false;
		name_words(node->children[i], false, out);
	}
}

/* 'a', ('a' of 'b'), een woord dat met 'inburger' begint */
static void name_words(const struct query_node *node, bool outside, struct buffer *out)
{
	bool brackets = node->count && !outside;
	buffer_add_str(out, brackets ? "(" : "");
	switch (node->kind) {
	case QUERY_WORD:
		add_mentioned(node->text, out);
		buffer_add_str(out, node->cased             ? " (met die hoofdletters)"
				    : has_parts(node->text) ? " (ook als losse woorden)"
							    : "");
		buffer_add_str(out, node->named ? " (of een andere naam)" : "");
		break;
	case QUERY_PREFIX:
		buffer_add_str(out, "een woord dat met ");
		add_mentioned(node->text, out);
		buffer_add_str(out, " begint");
		break;
	case QUERY_PHRASE:
		buffer_add_str(out, "precies ");
		add_mentioned(node->text, out);
		buffer_add_str(out, node->named ? " (of een andere naam)" : "");
		break;
	case QUERY_NEAR:
		for (size_t i = 0; i < node->count; i++) {
			const struct query_node *child = node->children[i];
			buffer_add_str(out, !i ? "" : i + 1 < node->count ? ", " : " en ");
			if (child->kind == QUERY_WORD)
				add_mentioned(child->text, out);
			else
				name_words(child, false, out);
		}
		buffer_printf(out, " hoogstens %u %s uit elkaar", node->distance,
			      node->distance == 1 ? "woord" : "woorden");
		break;
	default: name_list(node, node->kind == QUERY_AND ? " en " : " of ", out);
	}
	buffer_add_str(out, brackets ? ")" : "");
}

static const char *scope_phrase(enum query_scope scope)
{
	static const char *const phrases[] = {"", " in de titel", " in de vraag",
					      " in het antwoord"};
	return phrases[scope];
}

static void read_words(const struct query_node *node, enum query_scope scope, struct buffer *out)
{
	buffer_add_str(out, "met ");
	name_words(node, true, out);
	buffer_add_str(out, scope_phrase(scope));
}

/* ---- conditions ---- */

static void read_number(const char *before, const struct query_node *node, struct buffer *out)
{
	bool aanhangsel = node->kind == QUERY_NUMBER && slice_starts(node->text, "AH ");
	struct slice text = slice_from(node->text, aanhangsel ? strlen("AH ") : 0);
	size_t year = reference_year_place(text);
	buffer_printf(out, "%s%.*s%s", before,
		      SLICE_ARG(slice_sub(text, 0, year ? year - 1 : text.len)),
		      aanhangsel ? " van het Aanhangsel" : "");
	if (year)
		buffer_printf(out, " van het zittingsjaar %.*s", SLICE_ARG(slice_from(text, year)));
	if (node->from) {
		buffer_add_str(out, " van ");
		query_date_reading(node->from, out);
	}
}

static void read_named(const char *before, const struct query_node *node, struct buffer *out)
{
	buffer_add_str(out, before);
	if (node->resolved.len)
		buffer_add_slice(out, node->resolved);
	else
		add_mentioned(node->text, out);
}

static const char *parliament_phrase(struct slice name)
{
	if (slice_is(name, "vlaams"))
		return "uit het Vlaams Parlement";
	return slice_is(name, "kamer") ? "uit de Belgische Kamer" : "uit de Tweede Kamer";
}

static void read_condition(const struct query_node *node, struct buffer *out)
{
	struct period period = {node->from, node->to};
	switch (node->kind) {
	case QUERY_MINISTER: read_named("gericht aan of beantwoord door ", node, out); break;
	case QUERY_ASKER: read_named("gesteld door ", node, out); break;
	case QUERY_PARTY: read_named("van de partij ", node, out); break;
	case QUERY_THEME: read_named("over het thema ", node, out); break;
	case QUERY_NUMBER: read_number("met nummer ", node, out); break;
	case QUERY_CITES: read_number("met een verwijzing naar vraag ", node, out); break;
	case QUERY_SESSION:
		buffer_printf(out, "uit het zittingsjaar %.*s", SLICE_ARG(node->text));
		break;
	case QUERY_PARLIAMENT: buffer_add_str(out, parliament_phrase(node->text)); break;
	case QUERY_STATUS: read_named("met status ", node, out); break;
	case QUERY_KIND:
		read_named("van de soort ", node, out);
		for (char *c = out->ptr + out->len - node->text.len - 1; *c; c++)
			*c = *c == '-' ? ' ' : *c;
		break;
	default:
		buffer_add_str(out, node->kind == QUERY_ASKED ? "gesteld " : "beantwoord ");
		query_period_reading(period, out);
	}
}

/* ---- operators ---- */

/* True when it only says what is not wanted. */
static bool only_excludes(const struct query_node *node)
{
	if (node->kind != QUERY_AND)
		return node->kind == QUERY_NOT;
	for (size_t i = 0; i < node->count; i++)
		if (!only_excludes(node->children[i]))
			return false;
	return true;
}

static void separate(struct buffer *out, size_t begin, const char *separator)
{
	if (out->len > begin)
		buffer_add_str(out, separator);
}

/* First the words of the group's own field as one phrase, then everything else. */
static void read_and(const struct query_node *node, bool outside, struct buffer *out)
{
	const char *separator = outside && !only_excludes(node) ? ", " : " en ";
	size_t begin = out->len, words = 0;
	enum query_scope scope = node->scope;
	for (size_t i = 0; i < node->count; i++) {
		const struct query_node *child = node->children[i];
		if (!only_words(child, scope) || query_drops(node, child))
			continue;
		buffer_add_str(out, words++ ? " en " : "met ");
		name_words(child, false, out);
	}
	buffer_add_str(out, words ? scope_phrase(scope) : "");
	for (size_t i = 0; i < node->count; i++) {
		const struct query_node *child = node->children[i];
		if (only_words(child, scope) || query_drops(node, child))
			continue;
		separate(out, begin, separator);
		read_clause(child, false, out);
	}
}

static void read_or(const struct query_node *node, struct buffer *out)
{
	for (size_t i = 0; i < node->count; i++) {
		buffer_add_str(out, i ? " of " : "");
		read_clause(node->children[i], false, out);
	}
}

static void read_clause(const struct query_node *node, bool outside, struct buffer *out)
{
	enum query_scope scope;
	bool brackets = node->count && !outside && node->kind != QUERY_NOT;
	buffer_add_str(out, brackets ? "(" : "");
	if (node->kind <= QUERY_PHRASE && words_scope(node, &scope)) {
		read_words(node, scope, out);
	} else if (node->kind == QUERY_NOT) {
		bool again = node->children[0]->kind == QUERY_NOT;
		buffer_add_str(out, again ? "niet (" : "niet ");
		read_clause(node->children[0], false, out);
		buffer_add_str(out, again ? ")" : "");
	} else if (!node->count) {
		read_condition(node, out);
	} else if (node->kind == QUERY_AND) {
		read_and(node, outside, out);
	} else {
		read_or(node, out);
	}
	buffer_add_str(out, brackets ? ")" : "");
}

void query_reading(const struct query *self, struct buffer *out)
{
	if (!self->root) {
		buffer_add_str(out, "alle vragen");
		return;
	}
	buffer_add_str(out, only_excludes(self->root) ? "alle vragen, maar " : "vragen ");
	read_clause(self->root, true, out);
}
