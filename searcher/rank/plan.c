/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/rank/plan.h"

#include "corpus/text/reference.h"
#include "searcher/compile/facet_filter.h"
#include "searcher/expand/other_names.h"
#include "searcher/query/query_lexer.h"
#include "stemming/words.h"
#include "store/index/schema.h"

/* ---- what is asked ---- */

static void add_number(struct query *query, struct slice number)
{
	struct reference r;
	size_t pos = 0;
	if (!reference_parse(number, &r) && !reference_find(number, &pos, &r))
		r = (struct reference){.number = slice_trim(number)};
	query_and_filter(query, query_number(query, QUERY_NUMBER, &r));
}

/* The request's own filters are conditions like those of the query. */
static void add_filters(struct query *query, const struct search_request *rq)
{
	if (rq->minister.len)
		query_and_filter(query, query_leaf(query, QUERY_MINISTER, rq->minister));
	if (rq->asker.len)
		query_and_filter(query, query_leaf(query, QUERY_ASKER, rq->asker));
	if (rq->number.len)
		add_number(query, rq->number);
	if (rq->from || rq->to)
		query_and_filter(query, query_period(query, QUERY_ASKED, rq->from, rq->to));
	if (rq->parliament != PARLIAMENT_UNKNOWN)
		query_and_filter(query, query_leaf(query, QUERY_PARLIAMENT,
						   slice_of(parliament_name(rq->parliament))));
}

static enum status read_query(const struct search_request *rq, struct query *out, struct error *err)
{
	enum status st = STATUS_OK;
	*out = QUERY_INIT;
	if (rq->words.len)
		out->root = query_leaf(out, QUERY_WORD, rq->words);
	else if (rq->query.len)
		st = query_parse(rq->query, search_request_today(rq), out, rq->place, err);
	if (!st)
		add_filters(out, rq);
	return st;
}

/* ---- abbreviations ---- */

static bool is_loose(const struct query_node *node)
{
	return node->kind == QUERY_WORD && node->scope == QUERY_ANYWHERE;
}

/* The one place where the loose words of a theme stand together, apart from its conditions. */
static struct query_node **gather_words(struct query *query)
{
	struct query_node *root = query->root, *words;
	size_t n = 0;
	bool alone = true;
	for (size_t i = 0; i < root->count; i++)
		alone = alone && is_loose(root->children[i]);
	if (root->kind != QUERY_AND || alone)
		return &query->root;
	words = query_group(query, QUERY_AND, QUERY_ANYWHERE);
	words->implicit = true;
	for (size_t i = 0; i < root->count; i++)
		if (is_loose(root->children[i]))
			query_add_child(query, words, root->children[i]);
		else
			root->children[n++] = root->children[i];
	root->count = n;
	query_add_child(query, root, words->count == 1 ? words->children[0] : words);
	return &root->children[root->count - 1];
}

/* What is at the place becomes: it, or the text; a long form is found however it is written. */
static void widen(struct query *query, struct query_node **at, struct slice text, bool is_long)
{
	struct query_node *either = *at;
	if (either->kind != QUERY_OR) {
		either = query_group(query, QUERY_OR, QUERY_ANYWHERE);
		query_add_child(query, either, *at);
		*at = either;
	}
	struct query_node *other = query_leaf(query, QUERY_WORD, text);
	other->any_case = is_long;
	query_add_child(query, either, other);
}

static bool names(const struct query_node *node, struct slice text)
{
	if (node->kind == QUERY_OR)
		node = node->children[0];
	return is_loose(node) && slice_eq(node->text, text);
}

/*
 * An abbreviation that is one of the words also matches by the words of its long form; either form
 * that is all there is, by the other.
 */
static void apply_abbreviations(struct query *query, const struct abbreviations_used *used)
{
	struct query_node **words = used->count ? gather_words(query) : NULL;
	for (size_t i = 0; i < used->count; i++) {
		const struct abbreviation_used *a = &used->items[i];
		if (a->whole) {
			widen(query, words, a->from_brief ? a->expansion : a->brief, a->from_brief);
			continue;
		}
		struct query_node *all = *words;
		for (size_t k = 0; a->from_brief && all->kind == QUERY_AND && k < all->count; k++)
			if (names(all->children[k], a->brief))
				widen(query, &all->children[k], a->expansion, true);
	}
}

/* ---- other names ---- */

struct naming {
	struct thesaurus *thesaurus;
	struct analyzer *analyzer;
	struct arena *arena;
	struct explanation *explanation;
	struct query *query;
};

static struct query_node *name_leaf(struct naming *n, const struct query_node *like,
				    struct slice name)
{
	struct span span;
	size_t pos = 0;
	bool word = words_next(name, &pos, &span) && !words_next(name, &pos, &span);
	struct query_node *leaf = query_leaf(n->query, word ? QUERY_WORD : QUERY_PHRASE, name);
	leaf->scope = like->scope;
	return leaf;
}

static void note_nameless(struct naming *n, struct slice text)
{
	n->explanation->nameless = arena_printf(n->arena, "geen andere naam bekend voor '%.*s'",
						SLICE_ARG(text));
}

/* "~fiets" becomes fiets OF "rijwiel" OF ... */
static void apply_names(struct naming *n, struct query_node **at)
{
	struct query_node *node = *at;
	for (size_t i = 0; i < node->count; i++)
		apply_names(n, &node->children[i]);
	if (!node->named)
		return;
	struct other_names *names = arena_alloc(n->arena, sizeof *names);
	other_names_find(n->thesaurus, n->analyzer, node->text, n->arena, names);
	node->named = false;
	if (!names->count) {
		note_nameless(n, node->text);
		return;
	}
	*at = query_group(n->query, QUERY_OR, QUERY_ANYWHERE);
	query_add_child(n->query, *at, node);
	for (size_t i = 0; i < names->count; i++)
		query_add_child(n->query, *at, name_leaf(n, node, names->items[i]));
}

/* ---- compiling ---- */

/* The conditions of a theme, without its words. */
static struct query conditions_of(const struct query *query)
{
	struct query only = QUERY_INIT;
	const struct query_node *root = query->root;
	for (size_t i = 0; root && i < root->count; i++)
		if (query_is_filter(root->children[i]))
			query_and_filter(&only, root->children[i]);
	return only;
}

static void count_word(void *ctx, const struct token *token)
{
	*(unsigned *)ctx += !token->word->stop && token->word->count;
}

static bool is_long(struct analyzer *analyzer, struct slice theme)
{
	enum { LONG_WORDS = 4 };
	unsigned words = 0;
	analyzer_run(analyzer, theme, 1, count_word, &words);
	return words >= LONG_WORDS;
}

static enum status compile_theme(struct xap_db *db, struct analyzer *analyzer,
				 const struct search_request *rq, struct arena *arena,
				 struct explanation *explanation, struct search_plan *plan,
				 struct error *err)
{
	enum status st = STATUS_OK;
	struct abbreviations_used *used = &explanation->abbreviations;
	if (!rq->no_abbreviations)
		st = abbreviations_find(db, plan->theme, arena, used, err);
	if (st)
		return st;
	apply_abbreviations(&plan->searched, used);
	if (rq->all_words || rq->sort != SORT_RELEVANCE)
		return STATUS_OK;
	plan->long_theme = is_long(analyzer, plan->theme);
	plan->topic = words_any(analyzer, plan->theme, !rq->no_parts && !plan->long_theme,
				&plan->terms);
	if (plan->topic)
		plan->topic = abbreviations_apply(used, analyzer, plan->topic, &plan->terms);
	struct query only = conditions_of(&plan->searched);
	if (only.root) {
		st = query_compile(db, analyzer, &only, NULL, &plan->limits, err);
		plan->filter = st ? NULL : xap_query_copy(plan->limits.query);
	}
	query_release(&only);
	return st;
}

static void explain_leaves(const struct query_node *node, struct arena *arena,
			   struct analyzer *analyzer, struct explanation *e)
{
	if (!node || node->kind == QUERY_NOT)
		return;
	if (node->kind == QUERY_WORD || node->kind == QUERY_PHRASE)
		explain_words(e, arena, analyzer, node->text);
	for (size_t i = 0; i < node->count; i++)
		explain_leaves(node->children[i], arena, analyzer, e);
}

/* What was resolved and what could not be found, for people. */
static void explain_query(struct search_plan *plan, struct arena *arena, struct explanation *e)
{
	struct buffer text = BUFFER_INIT;
	query_format(&plan->query, &text);
	e->query = arena_copy(arena, buffer_slice(&text));
	buffer_clear(&text);
	query_reading(&plan->searched, &text);
	e->reading = arena_copy(arena, buffer_slice(&text));
	buffer_release(&text);
	e->people = arena_calloc(arena, plan->whole.person_count, sizeof *e->people);
	for (; e->person_count < plan->whole.person_count; e->person_count++) {
		const struct query_person *p = &plan->whole.people[e->person_count];
		e->people[e->person_count] = (struct explained_person){p->node->kind == QUERY_ASKER,
								       p->set};
	}
	e->notice_count = plan->whole.notice_count;
	e->notices = arena_calloc(arena, e->notice_count + 2, sizeof *e->notices);
	for (size_t i = 0; i < e->notice_count; i++)
		e->notices[i] = arena_copy(arena, plan->whole.notices[i].text);
	if (e->nameless.len)
		e->notices[e->notice_count++] = e->nameless;
	if (plan->query.plain)
		e->notices[e->notice_count++] = arena_printf(
			arena,
			"gelezen als: %.*s (zet woorden tussen aanhalingstekens om "
			"ze zelf te zoeken)",
			SLICE_ARG(e->query));
}

static void narrow(struct search_plan *plan, const struct search_request *rq, struct arena *arena)
{
	plan->base = plan->matches = plan->whole.query;
	if (!rq->choice_count)
		return;
	plan->narrowed = facets_apply(xap_query_copy(plan->base), rq->choices, rq->choice_count,
				      FACET_COUNT, arena);
	plan->matches = plan->narrowed;
	plan->filter = facets_apply(plan->filter ? plan->filter : xap_query_all(), rq->choices,
				    rq->choice_count, FACET_COUNT, arena);
}

enum status plan_make(struct xap_db *db, struct analyzer *analyzer, struct thesaurus *thesaurus,
		      const struct search_request *rq, struct arena *arena,
		      struct explanation *explanation, struct search_plan *out, struct error *err)
{
	*out = (struct search_plan){.terms = {.arena = arena}, .today = search_request_today(rq)};
	enum status st = read_query(rq, &out->query, err);
	if (!st)
		st = read_query(rq, &out->searched, err);
	if (st)
		return st;
	if (!out->query.root && !rq->choice_count && !rq->everything && !rq->like_id.len &&
	    !rq->like_text.len)
		return error_set(err, STATUS_QUERY,
				 "niets om te zoeken: geen woord en geen voorwaarde");
	out->theme = query_theme_words(&out->query, arena);
	explain_leaves(out->query.root, arena, analyzer, explanation);
	if (out->theme.len)
		st = compile_theme(db, analyzer, rq, arena, explanation, out, err);
	if (!st && out->searched.root) {
		struct naming naming = {thesaurus, analyzer, arena, explanation, &out->searched};
		apply_names(&naming, &out->searched.root);
	}
	if (!st)
		st = query_compile(db, analyzer, &out->searched, NULL, &out->whole, err);
	if (st)
		return st;
	for (size_t i = 0; i < out->whole.terms.count; i++)
		term_set_add(&out->terms, out->whole.terms.items[i]);
	out->by_words = out->whole.ranked;
	explain_query(out, arena, explanation);
	narrow(out, rq, arena);
	return STATUS_OK;
}

/* ---- where nobody knows where words stand ---- */

/* The first part of a query that asks where words stand; NULL when only stop words do. */
static const struct query_node *find_placed(const struct query_node *node)
{
	const struct query_node *found = NULL;
	if (node->kind == QUERY_PHRASE || node->kind == QUERY_NEAR)
		return node;
	if ((node->kind == QUERY_WORD || node->kind == QUERY_PREFIX) &&
	    node->scope != QUERY_ANYWHERE)
		return node;
	for (size_t i = 0; !found && i < node->count; i++)
		found = find_placed(node->children[i]);
	return found;
}

enum status plan_refuse_placed(const struct search_plan *self, struct error *err)
{
	static const char advice[] = "niet te zoeken in een index op andere machines: zoek op "
				     "losse woorden, of gebruik een "
				     "index (of delen ervan) op deze machine";
	enum { SHOWN = 60 };
	if (!xap_query_has_spots(self->matches) &&
	    !(self->topic && xap_query_has_spots(self->topic)))
		return STATUS_OK;
	const struct query_node *node = find_placed(self->searched.root);
	if (!node)
		return error_set(err, STATUS_QUERY, "stopwoorden zonder andere woorden zijn %s",
				 advice);
	if (node->kind == QUERY_NEAR)
		return error_set(err, STATUS_QUERY, "woorden met NEAR zijn %s", advice);
	struct arena arena = ARENA_INIT;
	struct slice text = query_show(&arena, node->text, SHOWN);
	enum status st = error_set(err, STATUS_QUERY,
				   node->kind == QUERY_PHRASE ? "de woordgroep \"%.*s\" is %s"
							      : "\"%.*s\" in één veld is %s",
				   SLICE_ARG(text), advice);
	arena_release(&arena);
	return st;
}

void plan_tell_lacking(const struct search_plan *self, struct arena *arena, struct explanation *e)
{
	static const char text[] = "samenstellingen die de woordenlijst niet kent, zijn hier niet "
				   "gevonden waar ze los "
				   "geschreven staan: dat kan alleen in een index op deze machine";
	if (!xap_query_lacks(self->matches))
		return;
	struct slice *notices = arena_calloc(arena, e->notice_count + 1, sizeof *notices);
	for (size_t i = 0; i < e->notice_count; i++)
		notices[i] = e->notices[i];
	notices[e->notice_count++] = slice_of(text);
	e->notices = notices;
}

void plan_release(struct search_plan *self)
{
	xap_query_free(self->narrowed);
	xap_query_free(self->filter);
	xap_query_free(self->topic);
	query_compiled_release(&self->whole);
	query_compiled_release(&self->limits);
	query_release(&self->query);
	query_release(&self->searched);
	*self = (struct search_plan){.base = NULL};
}
