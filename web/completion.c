/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/completion.h"

#include <stdlib.h>

#include "corpus/names.h"

enum { TITLES_READ = 40, TYPED_MAX = 100, EACH_MAX = 4 };

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

static const struct { enum facet facet; const char *kind, *field; } sources[] = {
	{FACET_MINISTER, "minister", "minister"}, {FACET_OFFICE, "office", "minister"},
	{FACET_ASKER, "asker", "vraagsteller"}, {FACET_THEME, "theme", "thema"}};

void completion_free(struct completion *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

static void add_names(struct completion *self, const char *kind, const char *field, const struct facet_counts *counts)
{
	for (size_t i = 0; i < counts->count; i++) {
		struct slice name = arena_copy(&self->arena, counts->values[i].value);
		self->names = arena_grow(&self->arena, self->names, self->count, &self->room, sizeof *self->names);
		self->names[self->count++] = (struct known_name){
			kind, field, name, name_slug(&self->arena, name), counts->values[i].count};
	}
}

static enum status gather(struct worker *worker, struct error *err)
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
	worker->completion = calloc(1, sizeof *worker->completion);
	if (!worker->completion)
		die_nomem(sizeof *worker->completion);
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

static void add(struct adder *a, const char *kind, struct slice text, struct slice query, uint32_t questions)
{
	for (size_t i = 0; i < a->out->count; i++)
		if (slice_eq(a->out->items[i].query, query) && a->out->items[i].kind == kind)
			return;
	if (a->out->count < a->limit)
		a->out->items[a->out->count++] = (struct suggestion){kind, arena_copy(a->arena, text),
								      arena_copy(a->arena, query), questions};
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
		add(a, n->kind, n->name, arena_printf(a->arena, "%s:\"%.*s\"", n->field, SLICE_ARG(n->name)), n->questions);
	}
}

/* The words of titles that begin as the last one typed. */
static void add_words(struct adder *a, const struct search_results *results, struct slice before,
		      struct slice last)
{
	char prefix[TYPED_MAX + 1];
	size_t most = a->out->count + EACH_MAX;
	memcpy(prefix, last.ptr, last.len);
	prefix[last.len] = '\0';
	for (size_t i = 0; i < search_results_count(results); i++) {
		struct slice title = search_results_at(results, i)->title;
		for (size_t at = 0; at < title.len && a->out->count < most;) {
			size_t end = at;
			while (end < title.len && ((title.ptr[end] & 0x80) || byte_is_alpha(title.ptr[end]) ||
						   byte_is_digit(title.ptr[end]) || title.ptr[end] == '-'))
				end++;
			struct slice word = slice_sub(title, at, end);
			if (word.len > last.len && slice_starts_nocase(word, prefix) && (title.ptr[end - 1] & 0x80) == 0) {
				char *query = arena_alloc(a->arena, before.len + word.len + 1);
				memcpy(query, before.ptr, before.len);
				for (size_t k = 0; k < word.len; k++)
					query[before.len + k] = byte_lower(word.ptr[k]);
				struct slice made = slice_make(query, before.len + word.len);
				add(a, "word", made, made, 0);
			}
			at = end + 1;
		}
	}
}

static void add_titles(struct adder *a, const struct search_results *results)
{
	for (size_t i = 0; i < search_results_count(results) && i < EACH_MAX; i++) {
		struct slice title = search_results_at(results, i)->title;
		struct buffer query = BUFFER_INIT;
		buffer_add_str(&query, "titel:\"");
		for (size_t k = 0; k < title.len; k++)
			buffer_add_byte(&query, title.ptr[k] == '"' ? ' ' : title.ptr[k]);
		buffer_add_byte(&query, '"');
		add(a, "title", title, buffer_slice(&query), 0);
		buffer_release(&query);
	}
}

/* Questions whose titles have the words, the last one as a beginning. */
static enum status from_titles(struct adder *a, struct worker *worker, struct slice typed, struct slice before,
			       struct slice last, struct error *err)
{
	struct search_results *results;
	struct buffer query = BUFFER_INIT;
	struct arena arena = ARENA_INIT;
	struct slice slug = name_slug(&arena, before), word;
	for (size_t pos = 0; name_slug_next(slug, &pos, &word);)
		buffer_printf(&query, "titel:%.*s ", SLICE_ARG(word));
	buffer_printf(&query, "titel:%.*s*", SLICE_ARG(last));
	struct search_request rq = {.query = buffer_slice(&query), .limit = TITLES_READ, .sort = SORT_DATE};
	enum status st = searcher_run(worker->searcher, &rq, &results, err);
	if (!st) {
		add_words(a, results, slice_sub(typed, 0, (size_t)(last.ptr - typed.ptr)), last);
		add_titles(a, results);
		search_results_free(results);
	}
	arena_release(&arena);
	buffer_release(&query);
	return st == STATUS_QUERY ? STATUS_OK : st; /* what is typed need not be a query yet */
}

enum status completion_suggest(struct worker *worker, struct slice typed, size_t limit, struct arena *arena,
			       struct suggestions *out, struct error *err)
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
		plain = plain && ((last.ptr[i] & 0x80) || byte_is_alpha(last.ptr[i]) || byte_is_digit(last.ptr[i]));
	if (typed.len < 2 || typed.len > TYPED_MAX)
		return STATUS_OK;
	enum status st = gather(worker, err);
	if (!st)
		add_people(&a, worker->completion, name_slug(arena, typed));
	if (!st && plain)
		st = from_titles(&a, worker, typed, slice_sub(typed, 0, start), last, err);
	return st;
}
