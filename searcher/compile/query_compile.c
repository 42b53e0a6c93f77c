/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/query_compile.h"

#include <stdarg.h>
#include <stdio.h>

#include "corpus/offices/parties.h"
#include "corpus/text/person_name.h"
#include "searcher/compile/compile_internal.h"
#include "searcher/compile/near_values.h"
#include "searcher/query/query_lexer.h"
#include "store/index/schema.h"

enum { SHOWN_MAX = 40 }; /* characters of the query in a notice */

static struct xap_query *compile(struct query_compiler *c, struct query_node *node);

/* ---- notices ---- */

void query_compiler_notice(struct query_compiler *c, const struct query_node *node,
			   const char *format, ...)
{
	struct query_compiled *out = c->out;
	char text[ERROR_MSG_SIZE];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	out->notices = arena_grow(&out->arena, out->notices, out->notice_count, &out->notice_room,
				  sizeof *out->notices);
	out->notices[out->notice_count++] = (struct query_notice){
		node->start, node->end, arena_copy(&out->arena, slice_of(text))};
}

/* The format has one %.*s for the node's text; of a party or theme near ones follow. */
static void notice_of(struct query_compiler *c, const struct query_node *node, const char *format)
{
	struct slice text = query_show(&c->out->arena, node->text, SHOWN_MAX);
	char shown[ERROR_MSG_SIZE];
	struct buffer near = BUFFER_INIT;
	snprintf(shown, sizeof shown, format, SLICE_ARG(text));
	if (!c->st)
		c->st = near_values(c->db, node->kind, node->text, &c->out->arena, &near, c->err);
	query_compiler_notice(c, node, "%s%s", shown, buffer_cstr(&near));
	buffer_release(&near);
}

/* ---- conditions ---- */

/* Documents with the term; a notice when there are none. */
static struct xap_query *term_of(struct query_compiler *c, const struct query_node *node,
				 struct slice term, const char *missing)
{
	uint32_t documents = 0;
	if (!c->st)
		c->st = xap_term_frequency(c->db, term, &documents, c->err);
	if (!c->st && !documents && missing)
		notice_of(c, node, missing);
	return xap_query_term(term);
}

static struct xap_query *filter_term(struct query_compiler *c, const struct query_node *node,
				     const char *prefix, struct slice value, const char *missing)
{
	struct buffer term = BUFFER_INIT;
	schema_term(&term, prefix, value);
	struct xap_query *query = term_of(c, node, buffer_slice(&term), missing);
	buffer_release(&term);
	return query;
}

static struct xap_query *days(unsigned slot, int from, int to)
{
	char low[16] = "", high[16] = "";
	if (from)
		snprintf(low, sizeof low, "%08d", from);
	if (to)
		snprintf(high, sizeof high, "%08d", to);
	return xap_query_range(slot, slice_of(low), slice_of(high));
}

static struct xap_query *number(struct query_compiler *c, const struct query_node *node)
{
	struct xap_query *query = query_compile_number(c, node);
	if (node->from)
		query = xap_query_pair(XAP_FILTER, query, days(SLOT_ASKED, node->from, node->from));
	return query;
}

static struct xap_query *cited(struct query_compiler *c, const struct query_node *node)
{
	struct slice value = node->text;
	if (node->from)
		value = arena_printf(&c->out->arena, "%.*s/%d", SLICE_ARG(node->text), node->from);
	return filter_term(c, node, PREFIX_CITED, value, "geen vraag verwijst naar vraag %.*s");
}

/* ---- people ---- */

/* "Kris Peeters (12 vragen), Lydia Peeters (3)". */
static void put_choices(struct buffer *out, const struct minister_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		buffer_add_str(out, i ? ", " : "");
		buffer_add_slice(out, set->items[i].name);
		buffer_printf(out, " (%u%s)", set->items[i].documents,
			      i                              ? ""
			      : set->items[i].documents == 1 ? " vraag"
							     : " vragen");
	}
}

/* Questions of which nobody can say who answered them. */
static void notice_no_day(struct query_compiler *c, const struct query_node *node)
{
	uint32_t documents = 0;
	if (!c->st)
		c->st = xap_term_frequency(c->db, slice_of(TERM_NO_DAY), &documents, c->err);
	if (documents)
		query_compiler_notice(
			c, node,
			documents == 1
				? "%u vraag noemt alleen een ambt en heeft geen dag: van wie die "
				  "was, is niet bekend"
				: "%u vragen noemen alleen een ambt en hebben geen dag: van wie "
				  "die "
				  "waren, is niet bekend",
			documents);
}

static void notice_person(struct query_compiler *c, const struct query_node *node,
			  const struct minister_set *set)
{
	const char *what = node->kind == QUERY_ASKER ? "vraagsteller" : "minister";
	struct slice text = query_show(&c->out->arena, node->text, SHOWN_MAX);
	struct buffer rest = BUFFER_INIT;
	uint32_t documents = 0;
	for (size_t i = 0; i < set->count; i++)
		documents += set->items[i].documents;
	for (size_t i = 0; i < set->close_count; i++) {
		buffer_add_str(&rest, i ? ", " : "; bedoelde u ");
		buffer_add_slice(&rest, set->close[i]);
	}
	if (set->close_count)
		buffer_add_byte(&rest, '?');
	if (!documents) {
		query_compiler_notice(c, node, "geen vraag heeft een %s \"%.*s\"%s", what,
				      SLICE_ARG(text), buffer_cstr(&rest));
	} else if (set->items[0].kind == MINISTER_PERSON) {
		notice_no_day(c, node);
	}
	if (documents && set->ambiguous) {
		put_choices(&rest, set);
		query_compiler_notice(c, node,
				      "%s \"%.*s\" kan op meer namen slaan, alle zijn gezocht: %s",
				      what, SLICE_ARG(text), buffer_cstr(&rest));
	}
	buffer_release(&rest);
}

static struct xap_query *person(struct query_compiler *c, struct query_node *node)
{
	struct query_compiled *out = c->out;
	out->people = arena_grow(&out->arena, out->people, out->person_count, &out->person_room,
				 sizeof *out->people);
	struct query_person *p = &out->people[out->person_count++];
	*p = (struct query_person){.node = node};
	if (!c->st)
		c->st = node->kind == QUERY_ASKER
				? asker_resolve(c->db, &out->arena, node->text, &p->set, c->err)
				: minister_resolve(c->db, &out->arena, node->text, &p->set, c->err);
	if (c->st)
		return xap_query_nothing();
	if (p->set.count)
		node->resolved = p->set.display;
	notice_person(c, node, &p->set);
	return minister_query(&p->set);
}

/* The name by which the lists count it, where they know another one. */
static struct slice known_party(struct slice text)
{
	for (enum parliament p = PARLIAMENT_VLAAMS; p <= PARLIAMENT_TWEEDEKAMER; p++) {
		struct slice counted = party_counted(text, p);
		if (!slice_eq(counted, text))
			return counted;
	}
	return SLICE_EMPTY;
}

/* A party by any of its names. */
static struct xap_query *party(struct query_compiler *c, struct query_node *node)
{
	struct buffer term = BUFFER_INIT;
	struct xap_query *any = NULL;
	struct slice slug;
	uint32_t documents = 0;
	for (size_t pos = 0; party_names(node->text, &c->out->arena, &pos, &slug) && !c->st;) {
		schema_term(&term, PREFIX_PARTY, slug);
		c->st = xap_term_frequency(c->db, buffer_slice(&term), &documents, c->err);
		struct xap_query *one = documents ? xap_query_term(buffer_slice(&term)) : NULL;
		any = any && one ? xap_query_pair(XAP_OR, any, one) : one ? one : any;
	}
	node->resolved = known_party(node->text);
	if (!any && !c->st)
		notice_of(c, node, "geen vraagsteller is van een partij \"%.*s\"");
	buffer_release(&term);
	return any ? any : xap_query_nothing();
}

/* Says, once, how many questions a condition cannot find because nobody knows what they have
 * there. */
static void notice_unset(struct query_compiler *c, unsigned slot, const char *what)
{
	uint32_t set = 0, all = xap_doccount(c->db);
	if (c->st || c->terms != &c->out->terms || c->unset_told & 1u << slot)
		return;
	c->unset_told |= 1u << slot;
	c->st = xap_value_count(c->db, slot, &set, c->err);
	if (!c->st && set < all)
		query_compiler_notice(c, &(struct query_node){.start = 0},
				      "vragen zonder %s zijn niet doorzocht: %u van de %u "
				      "in de index",
				      what, all - set, all);
}

static struct xap_query *condition(struct query_compiler *c, struct query_node *node)
{
	struct slice text = node->text, slug = name_slug(&c->out->arena, text);
	struct xap_query *found;
	switch (node->kind) {
	case QUERY_MINISTER:
	case QUERY_ASKER: return person(c, node);
	case QUERY_PARTY: return party(c, node);
	case QUERY_THEME:
		return filter_term(c, node, PREFIX_THEME, slug,
				   "geen vraag heeft een thema \"%.*s\"");
	case QUERY_NUMBER: return number(c, node);
	case QUERY_CITES: return cited(c, node);
	case QUERY_ASKED:
		notice_unset(c, SLOT_ASKED, "datum");
		return days(SLOT_ASKED, node->from, node->to);
	case QUERY_ANSWERED: return days(SLOT_ANSWERED, node->from, node->to);
	case QUERY_SESSION:
		found = filter_term(c, node, PREFIX_SESSION, text,
				    "geen vraag is van zittingsjaar %.*s");
		notice_unset(c, SLOT_SESSION, "zittingsjaar");
		return found;
	case QUERY_PARLIAMENT: return filter_term(c, node, PREFIX_PARLIAMENT, text, NULL);
	case QUERY_STATUS: return filter_term(c, node, PREFIX_STATUS, text, NULL);
	default: return filter_term(c, node, PREFIX_KIND, text, NULL);
	}
}

/* ---- words ---- */

/* A word that is the id of a question names that question too. */
static struct xap_query *words(struct query_compiler *c, struct query_node *node)
{
	bool word = node->kind == QUERY_WORD && node->scope == QUERY_ANYWHERE;
	struct xap_query *id = word ? query_compile_id(c, node->text) : NULL;
	c->out->ranked = true;
	if (id)
		notice_of(c, node, "%.*s is ook de id van een vraag");
	struct xap_query *text = query_compile_text(c, node);
	return id ? xap_query_pair(XAP_OR, xap_query_fixed(id, QUERY_NUMBER_WEIGHT), text) : text;
}

/* ---- operators ---- */

/* What is left without it: as the right side of AND_NOT, so without weight and terms to mark. */
static struct xap_query *unwanted(struct query_compiler *c, struct query_node *node)
{
	struct term_set nobody = {.arena = &c->out->arena}, *wanted = c->terms;
	bool ranked = c->out->ranked;
	c->terms = &nobody;
	struct xap_query *query = compile(c, node);
	c->terms = wanted;
	c->out->ranked = ranked;
	return query;
}

static struct xap_query *all_of(struct query_compiler *c, struct query_node *node)
{
	struct xap_query **wanted = arena_calloc(&c->out->arena, node->count + 1, sizeof *wanted);
	struct xap_query **others = arena_calloc(&c->out->arena, node->count + 1, sizeof *others);
	size_t wanted_count = 0, other_count = 1;
	for (size_t i = 0; i < node->count; i++) {
		struct query_node *child = node->children[i];
		if (query_drops(node, child))
			continue;
		if (child->kind == QUERY_NOT)
			others[other_count++] = unwanted(c, child->children[0]);
		else
			wanted[wanted_count++] = compile(c, child);
	}
	others[0] = wanted_count ? xap_query_join(XAP_AND, wanted, wanted_count) : xap_query_all();
	return other_count > 1 ? xap_query_join(XAP_AND_NOT, others, other_count) : others[0];
}

static struct xap_query *any_of(struct query_compiler *c, struct query_node *node)
{
	struct xap_query **parts = arena_calloc(&c->out->arena, node->count, sizeof *parts);
	for (size_t i = 0; i < node->count; i++) {
		struct query_node *child = node->children[i];
		parts[i] = child->kind == QUERY_NUMBER
				   ? xap_query_fixed(number(c, child), QUERY_NUMBER_WEIGHT)
				   : compile(c, child);
	}
	return xap_query_join(XAP_OR, parts, node->count);
}

static struct xap_query *compile(struct query_compiler *c, struct query_node *node)
{
	switch (node->kind) {
	case QUERY_AND: return all_of(c, node);
	case QUERY_OR: return any_of(c, node);
	case QUERY_NOT:
		return xap_query_pair(XAP_AND_NOT, xap_query_all(), unwanted(c, node->children[0]));
	case QUERY_WORD:
	case QUERY_PREFIX:
	case QUERY_PHRASE:
	case QUERY_NEAR: return words(c, node);
	default: return xap_query_scale(condition(c, node), 0);
	}
}

enum status query_compile(struct xap_db *db, struct analyzer *analyzer, const struct query *query,
			  const struct query_compile_options *options, struct query_compiled *out,
			  struct error *err)
{
	static const struct query_compile_options plain = {.prefix_terms = 0};
	*out = (struct query_compiled){.arena = ARENA_INIT};
	out->terms.arena = &out->arena;
	struct query_compiler c = {.db = db,
				   .analyzer = analyzer,
				   .options = options ? options : &plain,
				   .out = out,
				   .terms = &out->terms,
				   .err = err};
	out->query = query->root ? compile(&c, query->root) : xap_query_all();
	return c.st;
}

void query_compiled_release(struct query_compiled *self)
{
	xap_query_free(self->query);
	arena_release(&self->arena);
	*self = (struct query_compiled){.arena = ARENA_INIT};
}
