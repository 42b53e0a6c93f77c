/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one minister, one member who asks, one party or one theme: figures, what goes with
 * it, the newest questions. */
#include "corpus/offices/mandates.h"
#include "corpus/text/person_name.h"
#include "web/html/facet_list.h"
#include "web/html/hits_html.h"
#include "web/html/layout.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"

enum { OFFICES_SHOWN = 8, VALUES_SHOWN = 8 };

struct value_page {
	struct worker *worker;
	struct view *view; /* chooses the one value */
	struct slice slug;
	const struct search_results *results;
	struct arena *arena;
	struct buffer *out;
};

/* The party as the facet names it, under whatever of its names it was asked for. */
static struct slice party_name(const struct search_results *results, struct slice slug,
			       struct arena *arena)
{
	const struct facet_counts *parties = &search_results_facets(results)[FACET_PARTY];
	for (size_t i = 0; i < parties->count; i++)
		if (parties->values[i].chosen && parties->values[i].count)
			return arena_copy(arena, parties->values[i].value);
	return slug;
}

/* How the first question that has it writes the name of the slug. */
static struct slice shown_name(enum facet facet, const struct question *q, struct slice slug,
			       struct arena *arena)
{
	size_t count = facet == FACET_MINISTER ? q->minister_count
		       : facet == FACET_ASKER  ? q->asker_count
					       : q->theme_count;
	for (size_t i = 0; i < count; i++) {
		struct slice name = facet == FACET_MINISTER ? q->ministers[i].name
				    : facet == FACET_ASKER  ? q->askers[i].name
							    : q->themes[i];
		if (slice_eq(name_slug(arena, name), slug) ||
		    slice_eq(name_person_slug(arena, name), slug))
			return facet == FACET_THEME ? name : name_person(arena, name);
	}
	return slug;
}

/* ---- offices over time ---- */

/* By the list of mandates; false when it does not have the person. */
static bool put_mandates(const struct value_page *p)
{
	struct mandate m;
	size_t pos = 0, count = 0;
	while (mandates_of(p->slug, 0, &pos, &m)) {
		if (!count++)
			buffer_add_str(
				p->out,
				"<section class=\"deel\"><h2>Ambten</h2>\n<table><thead><tr><th "
				"scope=\"col\">ambt</th>"
				"<th scope=\"col\">van</th><th scope=\"col\">tot en "
				"met</th></tr></thead>\n<tbody>\n");
		markup_put(p->out, "<tr><th scope=\"row\">%T</th><td class=\"dag\">%D</td>",
			   m.title, m.start);
		if (m.end)
			markup_put(p->out, "<td class=\"dag\">%D</td></tr>\n", m.end);
		else
			buffer_add_str(p->out, "<td>nu</td></tr>\n");
	}
	if (count)
		buffer_add_str(p->out, "</tbody></table></section>\n");
	return count > 0;
}

/* The years in which questions were put to the value under another choice. */
static enum status put_office(const struct value_page *p, const struct facet_value *office,
			      struct error *err)
{
	struct view both = *p->view;
	struct search_results *results;
	both.choices[both.choice_count++] = (struct facet_choice){FACET_OFFICE, office->value};
	struct search_request rq = view_request(&both, 0);
	rq.ids_only = true;
	rq.facets = 1u << FACET_YEAR;
	enum status st = searcher_run(p->worker->searcher, &rq, &results, err);
	if (st)
		return st;
	const struct facet_counts *years = &search_results_facets(results)[FACET_YEAR];
	buffer_add_str(p->out, "<tr><th scope=\"row\"><a rel=\"nofollow\" href=\"");
	view_link(p->out, "/", &both);
	markup_put(p->out, "\">%T</a></th><td>", office->value);
	if (years->count)
		markup_put(p->out, "%T", years->values[0].value);
	if (years->count > 1)
		markup_put(p->out, "\xe2\x80\x93%T", years->values[years->count - 1].value);
	markup_put(p->out, "</td><td class=\"g\">%n</td></tr>\n", office->count);
	search_results_free(results);
	return STATUS_OK;
}

/* By the questions: which fields of policy, in which years. */
static enum status put_offices(const struct value_page *p, struct error *err)
{
	const struct facet_counts *offices = &search_results_facets(p->results)[FACET_OFFICE];
	enum status st = STATUS_OK;
	if (!offices->count)
		return st;
	buffer_add_str(p->out,
		       "<section class=\"deel\"><h2>Bevoegdheden</h2>\n<table><thead><tr><th "
		       "scope=\"col\">bevoegdheid</th>"
		       "<th scope=\"col\">jaren</th><th scope=\"col\" "
		       "class=\"g\">vragen</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; !st && i < offices->count && i < OFFICES_SHOWN; i++)
		st = put_office(p, &offices->values[i], err);
	buffer_add_str(p->out, "</tbody></table></section>\n");
	return st;
}

/* ---- what goes with it ---- */

static void put_values(const struct value_page *p, const char *heading, enum facet facet)
{
	const struct facet_counts *counts = &search_results_facets(p->results)[facet];
	if (facet == p->view->choices[0].facet || !counts->counted || !counts->count)
		return;
	markup_put(p->out, "<section class=\"facet\"><h2>%s</h2>\n<ul>\n", heading);
	for (size_t i = 0; i < counts->count && i < VALUES_SHOWN; i++)
		facet_list_put_value(p->out, p->view, facet, &counts->values[i]);
	buffer_add_str(p->out, "</ul>\n");
	if (counts->count > VALUES_SHOWN)
		facet_list_put_all(p->out, p->view, facet, counts->count);
	buffer_add_str(p->out, "</section>\n");
}

static void put_company(const struct value_page *p)
{
	buffer_add_str(p->out, "<div class=\"rijen samen\">\n");
	put_values(p, "Thema\xe2\x80\x99s", FACET_THEME);
	put_values(p, "Ministers", FACET_MINISTER);
	if (p->view->choices[0].facet != FACET_MINISTER)
		put_values(p, "Bevoegdheden", FACET_OFFICE);
	put_values(p, "Vraagstellers", FACET_ASKER);
	put_values(p, "Partijen", FACET_PARTY);
	buffer_add_str(p->out, "</div>\n");
}

/* ---- the page ---- */

static void put_head(const struct value_page *p, struct slice name)
{
	struct buffer head = BUFFER_INIT;
	buffer_add_str(&head, "<link rel=\"alternate\" type=\"application/atom+xml\" "
			      "title=\"Nieuwe vragen\" href=\"");
	view_link(&head, "/feed", p->view);
	buffer_add_str(&head, "\">\n");
	const struct layout layout = {
		.title = name, .head = &head, .missing = search_results_missing(p->results)};
	layout_begin(p->out, &layout);
	markup_put(p->out, "<article class=\"smal\"><p class=\"soort\">%s</p><h1>%T</h1>\n",
		   facet_title(p->view->choices[0].facet), name);
	buffer_release(&head);
}

static void put_newest(const struct value_page *p)
{
	bool exact;
	uint32_t total = search_results_total(p->results, &exact);
	buffer_add_str(p->out, "<h2>De nieuwste vragen</h2>\n");
	hits_put_list(p->out, p->results, NULL);
	buffer_add_str(p->out, "<p class=\"meer\"><a href=\"");
	view_link(p->out, "/", p->view);
	if (total > search_results_count(p->results))
		markup_put(p->out, "\">Alle %n vragen, met filters</a> \xc2\xb7 <a href=\"", total);
	else
		buffer_add_str(p->out, "\">Zoek hierin, met filters</a> \xc2\xb7 <a href=\"");
	view_link(p->out, "/feed", p->view);
	buffer_add_str(p->out, "\">volgen (feed)</a></p></article>\n");
}

static enum status put_page(const struct value_page *p, struct error *err)
{
	struct facet_choice *choice = &p->view->choices[0];
	enum status st = STATUS_OK;
	choice->value = choice->facet == FACET_PARTY
				? party_name(p->results, choice->value, p->arena)
				: shown_name(choice->facet,
					     search_results_at(p->results, 0)->question,
					     choice->value, p->arena);
	put_head(p, choice->value);
	if (choice->facet == FACET_MINISTER && !put_mandates(p))
		st = put_offices(p, err);
	pages_put_figures(p->out, search_results_statistics(p->results), p->view);
	put_company(p);
	put_newest(p);
	layout_end(p->out);
	return st;
}

static enum status value_page(struct worker *worker, struct request *rq, enum facet facet,
			      struct slice slug, struct response *rs, struct error *err)
{
	struct search_results *results;
	struct view view = {.page = 1, .sort = SORT_DATE, .choice_count = 1};
	if (!slice_eq(name_slug(&rq->arena, slug), slug))
		return error_set(err, STATUS_NOT_FOUND, "no such slug");
	view.choices[0] = (struct facet_choice){facet, slug};
	struct search_request request = view_request(&view, PAGE_HITS);
	request.statistics = true;
	request.facets = 1u << FACET_OFFICE | 1u << FACET_MINISTER | 1u << FACET_ASKER |
			 1u << FACET_PARTY | 1u << FACET_THEME;
	enum status st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	const struct value_page page = {worker, &view, slug, results, &rq->arena, &rs->body};
	st = search_results_count(results)
		     ? put_page(&page, err)
		     : error_set(err, STATUS_NOT_FOUND, "nobody has the slug");
	search_results_free(results);
	return st;
}

enum status page_minister(struct worker *worker, struct request *rq, struct slice rest,
			  struct response *rs, struct error *err)
{
	return value_page(worker, rq, FACET_MINISTER, rest, rs, err);
}

enum status page_asker(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	return value_page(worker, rq, FACET_ASKER, rest, rs, err);
}

enum status page_theme(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	return value_page(worker, rq, FACET_THEME, rest, rs, err);
}

enum status page_party(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	return value_page(worker, rq, FACET_PARTY, rest, rs, err);
}
