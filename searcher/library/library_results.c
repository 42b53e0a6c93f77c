/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search of the library, and copies of what it found. */
#include <stdlib.h>

#include "base/memory.h"
#include "searcher/library/library_internal.h"

struct vraagbaak_hit {
	const char *id, *title, *snippet, *day;
	double score;
	bool is_related;
};

struct value {
	const char *text;
	size_t count;
};

struct vraagbaak_results {
	struct arena arena;
	size_t total, count;
	struct vraagbaak_hit *hits;
	struct value *values[FACET_COUNT];
	size_t value_counts[FACET_COUNT];
};

/* ---- the request ---- */

static enum status fill_request(const struct vraagbaak_request *given, struct search_request *rq,
				struct error *err)
{
	struct slice unknown;
	rq->query = slice_trim(slice_of(given->query));
	rq->everything = !rq->query.len;
	if (given->order && !search_sort_parse(given->order, &rq->sort))
		return error_set(err, STATUS_USAGE,
				 "order must be as for vraagbaak search --sort, not \"%.100s\"",
				 given->order);
	if (given->limit > SEARCH_LIMIT_MAX || given->offset > UINT32_MAX)
		return error_set(err, STATUS_USAGE,
				 "limit must be at most %d, and offset at most %u",
				 SEARCH_LIMIT_MAX, UINT32_MAX);
	rq->limit = (uint32_t)given->limit;
	rq->offset = (uint32_t)given->offset;
	if (!facets_parse(slice_of(given->facets), &rq->facets, &unknown))
		return error_set(err, STATUS_USAGE,
				 "facets must be as for vraagbaak search --facets, not \"%.*s\"",
				 (int)(unknown.len < 100 ? unknown.len : 100), unknown.ptr);
	return STATUS_OK;
}

/* ---- copies ---- */

static const char *copy_day(struct arena *arena, int date)
{
	if (!date)
		return "";
	return arena_printf(arena, "%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100)
		.ptr;
}

static struct vraagbaak_hit copy_hit(struct arena *arena, const struct search_hit *hit)
{
	const struct slice passage = hit->snippet.text.len ? hit->snippet.text : hit->answer.text;
	return (struct vraagbaak_hit){
		.id = arena_cstr(arena, hit->id),
		.title = arena_cstr(arena, hit->heading),
		.snippet = arena_cstr(arena, passage),
		.day = copy_day(arena, hit->question->date_asked),
		.score = hit->score,
		.is_related = hit->related,
	};
}

static struct value *copy_values(struct arena *arena, const struct facet_counts *counts)
{
	struct value *values = arena_calloc(arena, counts->count, sizeof *values);
	for (size_t i = 0; i < counts->count; i++) {
		const struct facet_value *value = &counts->values[i];
		values[i] = (struct value){arena_cstr(arena, value->value), value->count};
	}
	return values;
}

static struct vraagbaak_results *copy_results(const struct search_results *found)
{
	struct vraagbaak_results *self = memory_zeroed(1, sizeof *self);
	const struct facet_counts *facets = search_results_facets(found);
	bool exact;
	self->total = search_results_total(found, &exact);
	self->count = search_results_count(found);
	self->hits = arena_calloc(&self->arena, self->count, sizeof *self->hits);
	for (size_t i = 0; i < self->count; i++)
		self->hits[i] = copy_hit(&self->arena, search_results_at(found, i));
	for (size_t f = 0; f < FACET_COUNT; f++)
		if (facets[f].counted) {
			self->values[f] = copy_values(&self->arena, &facets[f]);
			self->value_counts[f] = facets[f].count;
		}
	return self;
}

enum vraagbaak_status vraagbaak_search(struct vraagbaak_index *index,
				       const struct vraagbaak_request *request,
				       struct vraagbaak_results **results,
				       struct vraagbaak_error *error)
{
	struct search_request rq = {0};
	struct search_results *found;
	struct error err;
	if (!results)
		return library_missing("results", error);
	*results = NULL;
	if (!index || !request)
		return library_missing(index ? "request" : "index", error);
	enum status st = fill_request(request, &rq, &err);
	if (!st)
		st = searcher_run(index->searcher, &rq, &found, &err);
	if (!st) {
		*results = copy_results(found);
		search_results_free(found);
	}
	return library_error(st, &err, error);
}

void vraagbaak_results_free(struct vraagbaak_results *results)
{
	if (!results)
		return;
	arena_release(&results->arena);
	free(results);
}

/* ---- reading them ---- */

size_t vraagbaak_results_total(const struct vraagbaak_results *results)
{
	return results->total;
}

size_t vraagbaak_results_count(const struct vraagbaak_results *results)
{
	return results->count;
}

const struct vraagbaak_hit *vraagbaak_results_hit(const struct vraagbaak_results *results, size_t i)
{
	return i < results->count ? &results->hits[i] : NULL;
}

const char *vraagbaak_hit_id(const struct vraagbaak_hit *hit)
{
	return hit->id;
}

const char *vraagbaak_hit_title(const struct vraagbaak_hit *hit)
{
	return hit->title;
}

const char *vraagbaak_hit_day(const struct vraagbaak_hit *hit)
{
	return hit->day;
}

double vraagbaak_hit_score(const struct vraagbaak_hit *hit)
{
	return hit->score;
}

const char *vraagbaak_hit_snippet(const struct vraagbaak_hit *hit)
{
	return hit->snippet;
}

int vraagbaak_hit_is_related(const struct vraagbaak_hit *hit)
{
	return hit->is_related;
}

size_t vraagbaak_facet_size(const struct vraagbaak_results *results, const char *facet)
{
	enum facet f;
	return facet_parse(slice_of(facet), &f) ? results->value_counts[f] : 0;
}

static struct value value_at(const struct vraagbaak_results *results, const char *facet, size_t i)
{
	enum facet f;
	if (!facet_parse(slice_of(facet), &f) || i >= results->value_counts[f])
		return (struct value){"", 0};
	return results->values[f][i];
}

const char *vraagbaak_facet_value(const struct vraagbaak_results *results, const char *facet,
				  size_t i)
{
	return value_at(results, facet, i).text;
}

size_t vraagbaak_facet_count(const struct vraagbaak_results *results, const char *facet, size_t i)
{
	return value_at(results, facet, i).count;
}
