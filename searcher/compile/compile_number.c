/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The number of a question in any of its spellings, as the terms that questions have: the number
 * itself, with and without leading zeros; the ids that end in a DOCNAME of the Chamber; an id as it
 * is.
 */
#include <stdio.h>
#include <stdlib.h>

#include "corpus/readers/read_qrva.h"
#include "corpus/text/reference.h"
#include "searcher/compile/compile_internal.h"
#include "searcher/query/query_lexer.h"
#include "store/index/schema.h"

enum {
	DIGITS_MAX = 6, /* of a number with leading zeros */
	LEGISLATURE_FIRST = 44,
	LEGISLATURE_LAST = 75, /* whose papers may have a DOCNAME */
	YEAR_FIRST = 2000,
	YEAR_LAST = 2050, /* of a vraagnummer without its year */
	SHOWN_MAX = 40,
};

struct candidates {
	struct arena *arena;
	struct slice *terms;
	size_t count, room;
};

static void add(struct candidates *self, struct slice term)
{
	self->terms = arena_grow(self->arena, self->terms, self->count, &self->room,
				 sizeof *self->terms);
	self->terms[self->count++] = term;
}

static void add_prefixed(struct candidates *self, const char *prefix, struct slice word)
{
	struct buffer term = BUFFER_INIT;
	schema_term(&term, prefix, word);
	add(self, arena_copy(self->arena, buffer_slice(&term)));
	buffer_release(&term);
}

static void add_number(struct candidates *self, struct slice number)
{
	struct buffer term = BUFFER_INIT;
	schema_number_term(&term, number);
	add(self, arena_copy(self->arena, buffer_slice(&term)));
	buffer_release(&term);
}

static void add_id(struct candidates *self, struct slice id)
{
	struct slice printed;
	add_prefixed(self, PREFIX_ID, id);
	add_prefixed(self, PREFIX_ALIAS, id);
	if (qrva_id_of_sdocname(id, self->arena, &printed))
		add_prefixed(self, PREFIX_ID, printed);
}

static bool all_digits(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!byte_is_digit(s.ptr[i]))
			return false;
	return s.len > 0;
}

/* "138" and "0138" are one number. */
static void add_with_zeros(struct candidates *self, struct slice digits)
{
	while (digits.len > 1 && digits.ptr[0] == '0')
		digits = slice_from(digits, 1);
	for (int width = (int)digits.len; width <= DIGITS_MAX; width++)
		add_number(self, arena_printf(self->arena, "%.*s%.*s", width - (int)digits.len,
					      "000000", SLICE_ARG(digits)));
	if (digits.len > DIGITS_MAX)
		add_number(self, digits);
}

static void add_docname(struct candidates *self, struct slice docname)
{
	add_number(self, docname);
	for (int l = LEGISLATURE_FIRST; l <= LEGISLATURE_LAST; l++)
		add_id(self, arena_printf(self->arena, "kamer-%d-%.*s", l, SLICE_ARG(docname)));
}

static void add_years(struct candidates *self, struct slice znumber)
{
	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++)
		add_number(self, arena_printf(self->arena, "%d%.*s", year, SLICE_ARG(znumber)));
}

/* Those of the candidates that questions have; NULL when none has. */
static struct xap_query *present(struct query_compiler *c, const struct candidates *all)
{
	uint32_t *documents = arena_calloc(all->arena, all->count, sizeof *documents);
	struct xap_query *any = NULL;
	if (!c->st)
		c->st = xap_term_frequencies(c->db, all->terms, all->count, documents, c->err);
	for (size_t i = 0; !c->st && i < all->count; i++) {
		struct xap_query *one = documents[i] ? xap_query_term(all->terms[i]) : NULL;
		any = any && one ? xap_query_pair(XAP_OR, any, one) : one ? one : any;
	}
	return any;
}

static struct xap_query *of_number(struct query_compiler *c, struct slice number)
{
	struct candidates all = {.arena = &c->out->arena};
	add_id(&all, number);
	if (reference_is_docname(number))
		add_docname(&all, number);
	else if (all_digits(number))
		add_with_zeros(&all, number);
	else if (number.len == 6 && number.ptr[0] == 'Z')
		add_years(&all, number);
	else
		add_number(&all, number);
	return present(c, &all);
}

/* "54-B034-866-0138-2015201609402": the DOCNAME behind the last hyphen, the number before it. */
static struct xap_query *of_sdocname(struct query_compiler *c, struct slice text, size_t hyphen)
{
	struct candidates exact = {.arena = &c->out->arena};
	add_id(&exact, text);
	struct xap_query *found = present(c, &exact);
	if (found)
		return found;
	size_t start = hyphen;
	while (start && text.ptr[start - 1] != '-')
		start--;
	struct xap_query *name = of_number(c, slice_from(text, hyphen + 1));
	struct xap_query *number = of_number(c, slice_sub(text, start, hyphen));
	if (name && number)
		return xap_query_pair(XAP_AND, name, number);
	xap_query_free(name);
	xap_query_free(number);
	return NULL;
}

static struct xap_query *term(const char *prefix, struct slice value)
{
	struct buffer name = BUFFER_INIT;
	schema_term(&name, prefix, value);
	struct xap_query *query = xap_query_term(buffer_slice(&name));
	buffer_release(&name);
	return query;
}

/* "AH 594/2024-2025": the number, with its parliamentary year and parliament as conditions. */
static struct xap_query *with_year(struct query_compiler *c, struct slice text)
{
	bool aanhangsel = slice_starts(text, "AH ");
	if (aanhangsel)
		text = slice_from(text, 3);
	size_t year = reference_year_place(text);
	struct xap_query *query = of_number(c, slice_sub(text, 0, year ? year - 1 : text.len));
	if (query && year)
		query = xap_query_pair(XAP_FILTER, query,
				       term(PREFIX_SESSION, slice_from(text, year)));
	if (query && aanhangsel)
		query = xap_query_pair(XAP_FILTER, query,
				       term(PREFIX_PARLIAMENT, slice_of("tweedekamer")));
	return query;
}

struct xap_query *query_compile_number(struct query_compiler *c, const struct query_node *node)
{
	struct slice text = node->text;
	size_t hyphen = text.len;
	while (hyphen && text.ptr[hyphen - 1] != '-')
		hyphen--;
	bool docname = hyphen && reference_is_docname(slice_from(text, hyphen)) &&
		       byte_is_digit(text.ptr[0]);
	struct xap_query *query = docname ? of_sdocname(c, text, hyphen - 1)
				  : reference_is_file(text)
					  ? of_number(c, reference_file_key(text, &c->out->arena))
					  : with_year(c, text);
	/* a bulletin's name may as well be a word */
	bool bulletin = text.len == 4 && text.ptr[0] == 'B';
	struct slice shown = query_show(&c->out->arena, text, SHOWN_MAX);
	if (!query && !c->st && !bulletin)
		query_compiler_notice(c, node, "geen vraag heeft nummer %.*s", SLICE_ARG(shown));
	return query ? query : xap_query_nothing();
}

struct xap_query *query_compile_id(struct query_compiler *c, struct slice word)
{
	struct candidates all = {.arena = &c->out->arena};
	bool digit = false, blank = false;
	for (size_t i = 0; i < word.len; i++) {
		digit = digit || byte_is_digit(word.ptr[i]);
		blank = blank || byte_is_space(word.ptr[i]);
	}
	if (!digit || blank || all_digits(word))
		return NULL;
	add_id(&all, word);
	return present(c, &all);
}
