/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures about a search, and about one person or theme with the questions. */
#include "corpus/names.h"
#include "web/facet_list.h"
#include "web/hits.h"
#include "web/markup.h"
#include "web/layout.h"
#include "web/pages.h"

enum status page_statistics(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
			    struct error *err)
{
	struct view view;
	struct search_results *results;
	(void)rest;
	enum status st = view_parse(rq, &view, err);
	if (st)
		return st;
	struct search_request request = view_request(&view, 0);
	request.statistics = true;
	st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	struct layout layout = {.title = slice_of("Cijfers"), .view = &view,
				.missing = search_results_missing(results)};
	layout_begin(&rs->body, &layout);
	markup_put(&rs->body, "<article class=\"smal\"><h1>Cijfers</h1>\n<p class=\"lezing\">");
	if (view.query.len)
		markup_put(&rs->body, "Over de vragen bij <a href=\"/?q=%U\">%T</a>", view.query, view.query);
	else
		buffer_add_str(&rs->body, view.choice_count ? "Over de gekozen vragen" : "Over alle vragen");
	buffer_add_str(&rs->body, "</p>\n");
	facet_list_chips(&rs->body, &view);
	pages_put_figures(&rs->body, search_results_statistics(results));
	buffer_add_str(&rs->body, "</article>\n");
	layout_end(&rs->body);
	search_results_free(results);
	return STATUS_OK;
}

/* ---- one value of a facet ---- */

/* How the first question that has it writes the name of the slug. */
static struct slice shown_name(enum facet facet, const struct question *q, struct slice slug, struct arena *arena)
{
	size_t count = facet == FACET_MINISTER ? q->minister_count : facet == FACET_ASKER ? q->asker_count : q->theme_count;
	for (size_t i = 0; i < count; i++) {
		struct slice name = facet == FACET_MINISTER ? q->ministers[i].name
				  : facet == FACET_ASKER ? q->askers[i].name : q->themes[i];
		if (slice_eq(name_slug(arena, name), slug) || slice_eq(name_person_slug(arena, name), slug))
			return facet == FACET_THEME ? name : name_person(arena, name);
	}
	return slug;
}

static void put_value_page(struct response *rs, const struct search_results *results, struct view *view,
			   struct arena *arena)
{
	struct facet_choice *choice = &view->choices[0];
	struct slice name = shown_name(choice->facet, search_results_at(results, 0)->question, choice->value, arena);
	bool exact;
	choice->value = name;
	struct layout layout = {.title = name, .missing = search_results_missing(results)};
	struct buffer head = BUFFER_INIT;
	buffer_add_str(&head, "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Nieuwe vragen\" href=\"");
	view_link(&head, "/feed", view);
	buffer_add_str(&head, "\">\n");
	layout.head = &head;
	layout_begin(&rs->body, &layout);
	markup_put(&rs->body, "<article class=\"smal\"><p class=\"soort\">%s</p><h1>%T</h1>\n", facet_title(choice->facet), name);
	pages_put_figures(&rs->body, search_results_statistics(results));
	buffer_add_str(&rs->body, "<h2>De nieuwste vragen</h2>\n");
	hits_put_list(&rs->body, results, SLICE_EMPTY);
	buffer_add_str(&rs->body, "<p class=\"meer\"><a href=\"");
	view_link(&rs->body, "/", view);
	markup_put(&rs->body, "\">Alle %n vragen, met filters</a> \xc2\xb7 <a href=\"", search_results_total(results, &exact));
	view_link(&rs->body, "/feed", view);
	buffer_add_str(&rs->body, "\">volgen (feed)</a></p></article>\n");
	layout_end(&rs->body);
	buffer_release(&head);
}

static enum status value_page(struct worker *worker, struct request *rq, enum facet facet, struct slice slug,
			      struct response *rs, struct error *err)
{
	struct search_results *results;
	struct view view = {.page = 1, .sort = SORT_DATE, .choice_count = 1};
	if (!slice_eq(name_slug(&rq->arena, slug), slug))
		return error_set(err, STATUS_NOT_FOUND, "no such slug");
	view.choices[0] = (struct facet_choice){facet, slug};
	struct search_request request = view_request(&view, PAGE_HITS);
	request.statistics = true;
	enum status st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	if (search_results_count(results))
		put_value_page(rs, results, &view, &rq->arena);
	else
		st = error_set(err, STATUS_NOT_FOUND, "nobody has the slug");
	search_results_free(results);
	return st;
}

enum status page_minister(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
			  struct error *err)
{
	return value_page(worker, rq, FACET_MINISTER, rest, rs, err);
}

enum status page_asker(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
		       struct error *err)
{
	return value_page(worker, rq, FACET_ASKER, rest, rs, err);
}

enum status page_theme(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
		       struct error *err)
{
	return value_page(worker, rq, FACET_THEME, rest, rs, err);
}
