/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/search/citations.h"

#include "corpus/text/reference.h"

/* A reference without a date or year names one question only if its number does. */
static void put_conditions(struct query *query, const struct question *from,
			   const struct citation *c)
{
	query_and_filter(query, query_reference(query, QUERY_NUMBER, c->number, c->date));
	if (c->session.len && !c->date)
		query_and_filter(query, query_leaf(query, QUERY_SESSION, c->session));
	if (from->parliament != PARLIAMENT_UNKNOWN)
		query_and_filter(query, query_leaf(query, QUERY_PARLIAMENT,
						   slice_of(parliament_name(from->parliament))));
}

static enum status resolve(struct searcher *self, const struct question *from, struct arena *arena,
			   struct citation_link *link, struct error *err)
{
	struct search_request rq = SEARCH_REQUEST_INIT;
	struct search_results *results;
	struct query query = QUERY_INIT;
	struct buffer text = BUFFER_INIT;
	put_conditions(&query, from, &link->citation);
	query_format(&query, &text);
	query_release(&query);
	rq.query = buffer_slice(&text);
	rq.limit = CITATION_CHOICES_MAX;
	enum status st = searcher_run(self, &rq, &results, err);
	buffer_release(&text);
	if (st)
		return st;
	link->questions = arena_calloc(arena, search_results_count(results),
				       sizeof *link->questions);
	for (size_t i = 0; i < search_results_count(results); i++) {
		const struct search_hit *hit = search_results_at(results, i);
		if (slice_eq(hit->id, from->id))
			continue;
		link->questions[link->count++] = (struct cited_question){
			arena_copy(arena, hit->id), arena_copy(arena, hit->title)};
	}
	search_results_free(results);
	return STATUS_OK;
}

enum status citations_of(struct searcher *self, const struct question *question,
			 struct arena *arena, struct citation_link **links, size_t *count,
			 struct error *err)
{
	enum status st = STATUS_OK;
	*links = arena_calloc(arena, question->cite_count, sizeof **links);
	for (*count = 0; !st && *count < question->cite_count; (*count)++) {
		struct citation_link *link = &(*links)[*count];
		link->citation = question->cites[*count];
		st = resolve(self, question, arena, link, err);
	}
	return st;
}

void citations_query(const struct question *question, struct buffer *out)
{
	struct query query = QUERY_INIT;
	struct query_node *any = query_group(&query, QUERY_OR, QUERY_ANYWHERE);
	for (size_t i = 0; i < question->number_count; i++) {
		struct slice number = question->numbers[i];
		bool unique = reference_is_znumber(number);
		if (unique || question->date_asked)
			query_add_child(&query, any,
					query_reference(&query, QUERY_CITES, number,
							unique ? 0 : question->date_asked));
	}
	query.root = any->count == 1 ? any->children[0] : any;
	if (any->count)
		query_format(&query, out);
	query_release(&query);
}
