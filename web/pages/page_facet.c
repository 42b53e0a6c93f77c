/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All values of one facet of a search, where the page beside the hits has room for some. */
#include "web/html/facet_list.h"
#include "web/html/layout.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"

enum { VALUES_MAX = 3000 };

static const char *const plurals[FACET_COUNT] = {[FACET_MINISTER] = "ministers",
						 [FACET_OFFICE] = "bevoegdheden",
						 [FACET_ASKER] = "vraagstellers",
						 [FACET_PARTY] = "partijen",
						 [FACET_YEAR] = "jaren",
						 [FACET_SESSION] = "zittingsjaren",
						 [FACET_PARLIAMENT] = "parlementen",
						 [FACET_STATUS] = "statussen",
						 [FACET_THEME] = "thema\xe2\x80\x99s",
						 [FACET_KIND] = "soorten"};

static void put_subject(struct buffer *out, const struct view *view)
{
	buffer_add_str(out, "<p class=\"lezing\">In ");
	if (view->query.len)
		markup_put(out, "de vragen bij \xe2\x80\x9c%T\xe2\x80\x9d", view->query);
	else
		buffer_add_str(out, view->choice_count ? "de gekozen vragen" : "alle vragen");
	buffer_add_str(out, ". Wie of wat u kiest, blijft gekozen. <a href=\"");
	view_link(out, "/", view);
	buffer_add_str(out, "\">Terug naar de vragen</a></p>\n");
}

static void put_values(struct buffer *out, const struct view *view, enum facet facet,
		       const struct facet_counts *counts)
{
	size_t listed = counts->count < VALUES_MAX ? counts->count : VALUES_MAX;
	markup_put(out, "<nav class=\"facet waarden\" aria-label=\"%s\">\n<ul>\n", plurals[facet]);
	for (size_t i = 0; i < listed; i++)
		facet_list_put_value(out, view, facet, &counts->values[i]);
	buffer_add_str(out, "</ul></nav>\n");
	if (listed < counts->count)
		markup_put(out,
			   "<p class=\"lezing\">De eerste %n van %n; zoek met meer woorden om de "
			   "andere te zien.</p>\n",
			   (unsigned)listed, (unsigned)counts->count);
}

enum status page_values(struct worker *worker, struct request *rq, struct slice rest,
			struct response *rs, struct error *err)
{
	struct view view;
	struct search_results *results;
	enum facet facet;
	if (!facet_parse(rest, &facet) || !slice_is(rest, facet_name(facet)))
		return error_set(err, STATUS_NOT_FOUND, "no such facet");
	enum status st = view_parse(rq, &view, err);
	if (!st)
		st = view_resolve(&view, worker->searcher, &rq->arena, err);
	if (st)
		return st;
	struct search_request request = view_request(&view, 0);
	request.ids_only = true;
	request.facets = 1u << facet;
	st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	const struct facet_counts *counts = &search_results_facets(results)[facet];
	struct buffer head = BUFFER_INIT;
	buffer_add_str(&head, "<meta name=\"robots\" content=\"noindex, follow\">\n");
	const struct layout layout = {.title = arena_printf(&rq->arena, "Alle %s", plurals[facet]),
				      .view = &view,
				      .head = &head,
				      .missing = search_results_missing(results)};
	layout_begin(&rs->body, &layout);
	markup_put(&rs->body, "<article><h1 class=\"aantal\">%n %s</h1>\n", (unsigned)counts->count,
		   plurals[facet]);
	facet_list_chips(&rs->body, &view);
	put_subject(&rs->body, &view);
	put_values(&rs->body, &view, facet, counts);
	buffer_add_str(&rs->body, "</article>\n");
	layout_end(&rs->body);
	buffer_release(&head);
	search_results_free(results);
	return STATUS_OK;
}
