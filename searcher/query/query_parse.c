/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operators, by recursive descent:
 *
 *	or       = and { (OF|OR) and }
 *	and      = sequence { (EN|AND) sequence }
 *	sequence = unary { unary }
 *	unary    = (NIET|NOT|-) unary | near
 *	near     = leaf { (BIJ|NEAR)[/n] leaf }
 *	leaf     = word | word* | "phrase" | field:value | ( or )
 *
 * Inside the brackets of a field the same grammar holds, with the field's values as
 * leaves.  Every function returns NULL once the parse has failed.
 */
#include "searcher/query/query_internal.h"

#include <stdarg.h>
#include <stdio.h>

#include "corpus/text/latin.h"
#include "corpus/text/reference.h"
#include "searcher/query/query_plain.h"
#include "stemming/words.h"

enum { SHOWN_MAX = 40 }; /* characters of the query in a message */

/* ---- failures ---- */

static unsigned long character_at(struct slice s, size_t byte)
{
	unsigned long n = 1;
	for (size_t i = 0; i < byte && i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

struct query_node *query_parser_fail(struct query_parser *p, size_t start, size_t end,
				     const char *format, ...)
{
	char cause[ERROR_MSG_SIZE];
	va_list ap;
	if (p->st)
		return NULL;
	va_start(ap, format);
	vsnprintf(cause, sizeof cause, format, ap);
	va_end(ap);
	p->st = error_set(p->err, STATUS_QUERY, "teken %lu: %s", character_at(p->s, start), cause);
	if (p->place)
		*p->place = (struct query_place){start, end};
	return NULL;
}

struct slice query_parser_show(struct query_parser *p, struct slice text)
{
	return query_show(&p->query->arena, text, SHOWN_MAX);
}

/* ---- moving ---- */

void query_parser_go(struct query_parser *p, size_t pos)
{
	p->last = pos;
	p->token = query_token_at(p->s, pos);
}

void query_parser_advance(struct query_parser *p)
{
	query_parser_go(p, p->token.end);
}

bool query_parser_deeper(struct query_parser *p)
{
	if (p->depth++ < QUERY_DEPTH_MAX)
		return true;
	p->depth--;
	query_parser_fail(p, p->token.start, p->token.end,
			  "meer dan %d haakjes en ontkenningen in elkaar; schrijf het vlakker.",
			  QUERY_DEPTH_MAX);
	return false;
}

bool query_parser_begins(const struct query_parser *p)
{
	switch (p->token.kind) {
	case TOKEN_OPEN:
	case TOKEN_QUOTE:
	case TOKEN_OPEN_QUOTE:
	case TOKEN_MINUS:
	case TOKEN_NOT:
	case TOKEN_FIELD:
	case TOKEN_WORD:
	case TOKEN_TILDE: return true;
	default: return false;
	}
}

static struct slice token_text(struct query_parser *p, struct query_token t)
{
	return query_parser_show(p, slice_sub(p->s, t.start, t.end));
}

/* ---- the grammar ---- */

static struct query_node *parse_or(struct query_parser *p);

static struct query_node *no_operand_before(struct query_parser *p)
{
	struct slice op = token_text(p, p->token);
	return query_parser_fail(
		p, p->token.start, p->token.end,
		"voor %.*s staat niets om te zoeken; haal het weg of zet er een woord "
		"voor. Zoekt u het woord zelf, zet het dan tussen aanhalingstekens.",
		SLICE_ARG(op));
}

static bool operand_behind(struct query_parser *p, struct query_token op)
{
	if (query_parser_begins(p))
		return true;
	struct slice text = token_text(p, op);
	query_parser_fail(
		p, op.start, op.end,
		"achter %.*s staat niets om te zoeken; haal het weg of zet er een "
		"woord achter. Zoekt u het woord zelf, zet het dan tussen aanhalingstekens.",
		SLICE_ARG(text));
	return false;
}

/* A group of this kind that begins with `first`. */
static struct query_node *begin_group(struct query_parser *p, enum query_kind kind,
				      struct query_node *first)
{
	struct query_node *group = query_group(p->query, kind, p->scope);
	group->start = first->start;
	query_add_child(p->query, group, first);
	return group;
}

/* ---- NEAR ---- */

static bool one_word(const struct query_node *node)
{
	struct span span;
	size_t pos = 0;
	if (node->kind == QUERY_PREFIX)
		return true;
	return !node->named && node->kind == QUERY_WORD && words_next(node->text, &pos, &span) &&
	       !words_next(node->text, &pos, &span);
}

/* A word, or an OR of words; all in the field of `like`. */
static bool near_operand(const struct query_node *node, enum query_scope scope)
{
	if (node->kind != QUERY_OR)
		return one_word(node) && node->scope == scope;
	for (size_t i = 0; i < node->count; i++)
		if (!one_word(node->children[i]) || node->children[i]->scope != scope)
			return false;
	return true;
}

static enum query_scope first_scope(const struct query_node *node)
{
	return node->kind == QUERY_OR ? node->children[0]->scope : node->scope;
}

static bool near_distance(struct query_parser *p, struct query_token t, unsigned *out)
{
	unsigned value = 0;
	bool fine = t.text.len > 1;
	for (size_t i = 1; i < t.text.len && fine; i++) {
		fine = byte_is_digit(t.text.ptr[i]) && value <= QUERY_NEAR_MAX;
		value = value * 10 + (unsigned)(t.text.ptr[i] - '0');
	}
	*out = t.text.len ? value : QUERY_NEAR_DEFAULT;
	if (!t.text.len || (fine && value >= 1 && value <= QUERY_NEAR_MAX))
		return true;
	struct slice text = token_text(p, t);
	query_parser_fail(
		p, t.start, t.end,
		"%.*s heeft geen aantal woorden van 1 tot en met %d; schrijf bijvoorbeeld "
		"BIJ/5.",
		SLICE_ARG(text), QUERY_NEAR_MAX);
	return false;
}

static struct query_node *bad_operand(struct query_parser *p, struct query_token op,
				      const struct query_node *operand)
{
	struct slice text = token_text(p, op);
	return query_parser_fail(
		p, operand->start, operand->end,
		"%.*s verbindt losse woorden van hetzelfde veld, of (a OF b) van zulke; "
		"geen woordgroepen, voorwaarden of ontkenningen.",
		SLICE_ARG(text));
}

static struct query_node *parse_near(struct query_parser *p)
{
	struct query_node *node = query_parser_leaf(p), *near = NULL;
	while (node && !p->st && p->token.kind == TOKEN_NEAR) {
		struct query_token op = p->token;
		unsigned distance;
		if (!near_distance(p, op, &distance))
			return NULL;
		if (near && near->distance != distance)
			return query_parser_fail(p, op.start, op.end,
						 "in een reeks met BIJ hoort overal hetzelfde "
						 "aantal; schrijf haakjes of overal BIJ/%u.",
						 near->distance);
		if (!near && !near_operand(node, first_scope(node)))
			return bad_operand(p, op, node);
		query_parser_advance(p);
		if (!operand_behind(p, op))
			return NULL;
		struct query_token negation = p->token;
		if (negation.kind == TOKEN_MINUS || negation.kind == TOKEN_NOT)
			return bad_operand(
				p, op,
				&(struct query_node){.start = negation.start, .end = negation.end});
		struct query_node *right = query_parser_leaf(p);
		if (!right)
			return NULL;
		if (!near_operand(right, first_scope(node)))
			return bad_operand(p, op, right);
		if (!near)
			near = begin_group(p, QUERY_NEAR, node);
		near->distance = distance;
		query_add_child(p->query, near, right);
		near->end = p->last;
	}
	return near ? near : node;
}

/* ---- the rest ---- */

static struct query_node *parse_not(struct query_parser *p)
{
	struct query_token op = p->token;
	if (op.kind != TOKEN_MINUS && op.kind != TOKEN_NOT)
		return parse_near(p);
	if (!query_parser_deeper(p))
		return NULL;
	query_parser_advance(p);
	if (op.kind == TOKEN_MINUS && p->token.kind == TOKEN_MINUS)
		return query_parser_fail(p, op.start, p->token.end,
					 "twee streepjes voor een woord; sluit een "
					 "woord uit met een enkel streepje, zoals -Brussel.");
	if (!operand_behind(p, op))
		return NULL;
	bool again = p->token.kind == TOKEN_MINUS || p->token.kind == TOKEN_NOT;
	struct query_node *child = again ? parse_not(p) : query_parser_leaf(p);
	if (!child)
		return NULL;
	if (p->token.kind == TOKEN_NEAR)
		return query_parser_fail(p, op.start, p->token.end,
					 "een ontkenning kan niet naast BIJ staan; "
					 "zet haakjes om wat u uitsluit, zoals -(a BIJ/5 b).");
	p->depth--;
	struct query_node *node = begin_group(p, QUERY_NOT, child);
	node->start = op.start;
	node->end = p->last;
	return node;
}

static struct query_node *parse_sequence(struct query_parser *p)
{
	struct query_node *first = NULL, *sequence = NULL;
	if (p->token.kind == TOKEN_AND || p->token.kind == TOKEN_OR || p->token.kind == TOKEN_NEAR)
		return no_operand_before(p);
	while (query_parser_begins(p)) {
		struct query_node *next = parse_not(p);
		if (!next)
			return NULL;
		if (!first) {
			first = next;
			continue;
		}
		if (!sequence) {
			sequence = begin_group(p, QUERY_AND, first);
			sequence->implicit = true;
		}
		query_add_child(p->query, sequence, next);
		sequence->end = p->last;
	}
	return sequence ? sequence : first;
}

/* Sequences joined by one operator. */
static struct query_node *parse_joined(struct query_parser *p, enum query_token_kind op,
				       enum query_kind kind,
				       struct query_node *(*parse)(struct query_parser *))
{
	struct query_node *first = parse(p), *group = NULL;
	while (first && !p->st && p->token.kind == op) {
		struct query_token token = p->token;
		query_parser_advance(p);
		if (!operand_behind(p, token))
			return NULL;
		struct query_node *next = parse(p);
		if (!next)
			return NULL;
		if (!group)
			group = begin_group(p, kind, first);
		query_add_child(p->query, group, next);
		group->end = p->last;
	}
	return group ? group : first;
}

static struct query_node *parse_and(struct query_parser *p)
{
	return parse_joined(p, TOKEN_AND, QUERY_AND, parse_sequence);
}

static struct query_node *parse_or(struct query_parser *p)
{
	return parse_joined(p, TOKEN_OR, QUERY_OR, parse_and);
}

struct query_node *query_parser_group(struct query_parser *p)
{
	struct query_token open = p->token;
	if (!query_parser_deeper(p))
		return NULL;
	query_parser_advance(p);
	if (p->token.kind == TOKEN_CLOSE)
		return query_parser_fail(
			p, open.start, p->token.end,
			"tussen de haakjes staat niets om te zoeken; haal ze weg.");
	struct query_node *node = p->token.kind == TOKEN_END ? NULL : parse_or(p);
	if (!p->st && p->token.kind != TOKEN_CLOSE)
		return query_parser_fail(
			p, open.start, open.end,
			"haakje \"(\" wordt niet gesloten; zet er een \")\" achter.");
	if (p->st)
		return NULL;
	query_parser_advance(p);
	p->depth--;
	node->start = open.start;
	node->end = p->last;
	return node;
}

static struct query_node *parse_whole(struct query_parser *p)
{
	query_parser_go(p, 0);
	if (p->token.kind == TOKEN_END && !query_skip_blanks(p->s, 0) && !p->s.len)
		return query_parser_fail(p, 0, 0, "de zoekvraag is leeg; geef minstens een woord.");
	if (p->token.kind == TOKEN_END)
		return query_parser_fail(p, 0, p->s.len,
					 "de zoekvraag heeft geen letter of cijfer; geef minstens "
					 "een woord.");
	struct query_node *node = parse_or(p);
	if (!p->st && p->token.kind == TOKEN_CLOSE)
		return query_parser_fail(p, p->token.start, p->token.end,
					 "haakje \")\" zonder haakje \"(\" ervoor; "
					 "haal het weg of zet er een \"(\" voor.");
	return p->st ? NULL : node;
}

/* ---- a question's number as the whole query ---- */

static struct query_node *parse_query(struct query_parser *p)
{
	struct reference r;
	struct slice text = slice_trim(p->s);
	if (!reference_parse(text, &r))
		return parse_whole(p);
	struct query_node *number = query_number(p->query, QUERY_NUMBER, &r);
	number->start = (size_t)(text.ptr - p->s.ptr);
	number->end = number->start + text.len;
	if (r.sure)
		return number;
	struct query_node *words = parse_whole(p);
	if (!words)
		return NULL;
	struct query_node *either = begin_group(p, QUERY_OR, number);
	either->end = number->end;
	query_add_child(p->query, either, words);
	return either;
}

static struct query_node *check_bytes(struct query_parser *p)
{
	size_t bad = utf8_check(slice_sub(p->s, 0, QUERY_LEN_MAX));
	if (p->s.len > QUERY_LEN_MAX)
		return query_parser_fail(p, QUERY_LEN_MAX, p->s.len,
					 "de zoekvraag is %zu bytes lang; hoogstens %d kan.",
					 p->s.len, QUERY_LEN_MAX);
	if (bad < p->s.len)
		return query_parser_fail(p, bad, bad + 1,
					 "hier staan bytes die geen tekst in UTF-8 zijn; typ de "
					 "zoekvraag opnieuw.");
	return NULL;
}

enum status query_parse(struct slice text, int today, struct query *out, struct query_place *place,
			struct error *err)
{
	struct query query = QUERY_INIT;
	struct query_parser p = {
		.query = &query, .s = text, .today = today, .place = place, .err = err};
	check_bytes(&p);
	if (!p.st) {
		query.source = p.s = arena_copy(&query.arena, text);
		query.root = parse_query(&p);
	}
	if (!p.st)
		query_read_plain(&query, today);
	if (p.st)
		query_release(&query);
	*out = query;
	return p.st;
}
