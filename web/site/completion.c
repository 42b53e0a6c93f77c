/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/site/completion.h"

#include <stdlib.h>

#include "base/memory.h"
#include "corpus/text/person_name.h"
#include "searcher/expand/explain.h"
#include "searcher/search/word_endings.h"

enum { TITLES_READ = 40, TITLE_TYPED_MIN = 3, TYPED_MAX = 100, EACH_MAX = 4, NEAR_TYPED_MIN = 4 };

struct known_name {
	const char *kind, *field;
	struct slice name, slug;
	uint32_t questions;
};

struct completion {
	struct arena arena;
	struct known_name *names; /* the most frequent of a kind first */
	size_t count, room;
};

static const struct {
	enum facet facet;
	const char *kind, *field;
} sources[] = {{FACET_MINISTER, "minister", "minister"},
	       {FACET_OFFICE, "office", "minister"},
	       {FACET_ASKER, "asker", "vraagsteller"},
	       {FACET_PARTY, "party", "partij"},
	       {FACET_THEME, "theme", "thema"}};

void completion_free(struct completion *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

static void add_names(struct completion *self, const char *kind, const char *field,
		      const struct facet_counts *counts)
{
	for (size_t i = 0; i < counts->count; i++) {
		struct slice name = arena_copy(&self->arena, counts->values[i].value);
		self->names = arena_grow(&self->arena, self->names, self->count, &self->room,
					 sizeof *self->names);
		self->names[self->count++] = (struct known_name){
			kind, field, name, name_slug(&self->arena, name), counts->values[i].count};
	}
}

enum status completion_prepare(struct worker *worker, struct error *err)
{
	struct search_request rq = {.everything = true, .ids_only = true};
	struct search_results *results;
	if (worker->completion && worker->completion_of.revision == worker->state.revision &&
	    strcmp(worker->completion_of.uuid, worker->state.uuid) == 0)
		return STATUS_OK;
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		rq.facets |= 1u << sources[i].facet;
	enum status st = searcher_run(worker->searcher, &rq, &results, err);
	if (st)
		return st;
	completion_free(worker->completion);
	worker->completion = memory_zeroed(1, sizeof *worker->completion);
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		add_names(worker->completion, sources[i].kind, sources[i].field,
			  &search_results_facets(results)[sources[i].facet]);
	worker->completion_of = worker->state;
	search_results_free(results);
	return STATUS_OK;
}

/* ---- adding ---- */

struct adder {
	struct arena *arena;
	struct suggestions *out;
	size_t limit;
};

static void add(struct adder *a, const char *kind, struct slice text, struct slice query,
		struct slice id, uint32_t questions)
{
	for (size_t i = 0; i < a->out->count; i++)
		if (slice_eq(a->out->items[i].query, query) && a->out->items[i].kind == kind)
			return;
	if (a->out->count < a->limit)
		a->out->items[a->out->count++] = (struct suggestion){
			kind, arena_copy(a->arena, text), arena_copy(a->arena, query), questions,
			arena_copy(a->arena, id)};
}

/* "min bart som" fits "bart-somers": each word of what is typed begins a word of the slug. */
static bool fits(struct slice slug, struct slice typed)
{
	struct slice word, part;
	size_t pos = 0;
	bool any = false;
	while (name_slug_next(typed, &pos, &word)) {
		char prefix[TYPED_MAX + 1];
		bool found = false;
		if (word.len > TYPED_MAX)
			return false;
		memcpy(prefix, word.ptr, word.len);
		prefix[word.len] = '\0';
		for (size_t at = 0; !found && name_slug_next(slug, &at, &part);)
			found = slice_starts(part, prefix);
		if (!found)
			return false;
		any = true;
	}
	return any;
}

static void add_people(struct adder *a, const struct completion *names, struct slice typed)
{
	const char *kind = NULL;
	size_t of_kind = 0;
	for (size_t i = 0; i < names->count; i++) {
		const struct known_name *n = &names->names[i];
		of_kind = n->kind == kind ? of_kind : 0;
		kind = n->kind;
		if (of_kind == EACH_MAX || !fits(n->slug, typed))
			continue;
		of_kind++;
		add(a, n->kind, n->name,
		    arena_printf(a->arena, "%s:\"%.*s\"", n->field, SLICE_ARG(n->name)),
		    SLICE_EMPTY, n->questions);
	}
}

/* The words of the index that begin as the last one typed. */
static enum status add_words(struct adder *a, struct worker *worker, struct slice before,
			     struct slice last, struct error *err)
{
	struct word_ending *list;
	size_t count;
	enum status st = word_endings(worker->searcher, last, EACH_MAX, a->arena, &list, &count,
				      err);
	for (size_t i = 0; !st && i < count; i++) {
		struct slice made = arena_printf(a->arena, "%.*s%.*s", SLICE_ARG(before),
						 SLICE_ARG(list[i].word));
		add(a, "word", made, made, SLICE_EMPTY, before.len ? 0 : list[i].questions);
	}
	return st;
}

static void add_title(struct adder *a, struct slice title, struct slice id)
{
	struct buffer query = BUFFER_INIT;
	buffer_add_str(&query, "titel:\"");
	for (size_t k = 0; k < title.len; k++)
		buffer_add_byte(&query, title.ptr[k] == '"' ? ' ' : title.ptr[k]);
	buffer_add_byte(&query, '"');
	add(a, "title", title, buffer_slice(&query), id, 0);
	buffer_release(&query);
}

/* Those of the best questions with the words, the last one as a beginning, that have them in the
 * title. */
static enum status add_titles(struct adder *a, struct worker *worker, struct slice typed,
			      struct slice last, struct error *err)
{
	struct search_results *results;
	struct question question;
	const struct search_request rq = {
		.query = arena_printf(a->arena, "%.*s*", SLICE_ARG(typed)),
		.ids_only = true,
		.limit = TITLES_READ};
	size_t found = 0;
	if (last.len < TITLE_TYPED_MIN)
		return STATUS_OK;
	enum status st = searcher_run(worker->searcher, &rq, &results, err);
	if (st)
		return st == STATUS_QUERY ? STATUS_OK
					  : st; /* what is typed need not be a query yet */
	const struct slice slug = name_slug(a->arena, typed);
	question_init(&question);
	for (size_t i = 0; !st && i < search_results_count(results) && found < EACH_MAX; i++) {
		st = searcher_get(worker->searcher, search_results_at(results, i)->id, &question,
				  err);
		struct slice title = st ? SLICE_EMPTY
					: searcher_text(worker->searcher, &question,
							question.title);
		if (title.len && fits(name_slug(a->arena, title), slug)) {
			add_title(a, title, search_results_at(results, i)->id);
			found++;
		}
	}
	question_release(&question);
	search_results_free(results);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st; /* gone in the meantime */
}

static bool finds(struct worker *worker, const struct search_request *rq)
{
	struct search_results *results;
	bool exact;
	if (searcher_run(worker->searcher, rq, &results, NULL))
		return false;
	const bool any = search_results_total(results, &exact) > 0;
	search_results_free(results);
	return any;
}

/* For what nothing begins like: names and words that are nearly so. */
static void add_near(struct adder *a, struct worker *worker, struct slice typed)
{
	const struct search_request named = {.minister = typed, .ids_only = true},
				    words = {.query = typed, .limit = 1};
	struct search_results *results;
	if (searcher_run(worker->searcher, &named, &results, NULL) == STATUS_OK) {
		const struct explanation *e = search_results_explanation(results);
		for (size_t i = 0; i < e->person_count; i++)
			for (size_t k = 0; k < e->people[i].set.close_count; k++) {
				const struct slice name = e->people[i].set.close[k];
				const struct search_request one = {.minister = name,
								   .ids_only = true};
				if (finds(worker, &one))
					add(a, "minister", name,
					    arena_printf(a->arena, "minister:\"%.*s\"",
							 SLICE_ARG(name)),
					    SLICE_EMPTY, 0);
			}
		search_results_free(results);
	}
	if (searcher_run(worker->searcher, &words, &results, NULL) == STATUS_OK) {
		const struct slice meant = arena_copy(a->arena, search_results_suggestion(results));
		const struct search_request one = {
			.query = meant, .ids_only = true, .all_words = true};
		search_results_free(results);
		if (meant.len && finds(worker, &one))
			add(a, "word", meant, meant, SLICE_EMPTY, 0);
	}
}

enum status completion_suggest(struct worker *worker, struct slice typed, size_t limit,
			       struct arena *arena, struct suggestions *out, struct error *err)
{
	struct adder a = {arena, out, limit};
	out->count = 0;
	out->items = arena_calloc(arena, limit, sizeof *out->items);
	typed = slice_trim(typed);
	size_t start = typed.len;
	while (start && !byte_is_space(typed.ptr[start - 1]))
		start--;
	struct slice last = slice_from(typed, start);
	bool plain = last.len >= 2;
	for (size_t i = 0; i < last.len; i++)
		plain = plain && ((last.ptr[i] & 0x80) || byte_is_alpha(last.ptr[i]) ||
				  byte_is_digit(last.ptr[i]));
	if (typed.len < 2 || typed.len > TYPED_MAX)
		return STATUS_OK;
	enum status st = completion_prepare(worker, err);
	if (!st)
		add_people(&a, worker->completion, name_slug(arena, typed));
	if (!st && plain)
		st = add_words(&a, worker, slice_sub(typed, 0, start), last, err);
	if (!st && plain)
		st = add_titles(&a, worker, typed, last, err);
	if (!st && !out->count && plain && typed.len >= NEAR_TYPED_MIN)
		add_near(&a, worker, typed);
	return st;
}
