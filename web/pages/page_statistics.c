/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures about a search. */
#include "web/html/facet_list.h"
#include "web/html/layout.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"

enum status page_statistics(struct worker *worker, struct request *rq, struct slice rest,
			    struct response *rs, struct error *err)
{
	struct view view;
	struct search_results *results;
	(void)rest;
	enum status st = view_parse(rq, &view, err);
	view.marked_count = 0; /* they have no say in this */
	if (!st)
		st = view_resolve(&view, worker->searcher, &rq->arena, err);
	if (st)
		return st;
	struct search_request request = view_request(&view, 0);
	request.statistics = true;
	st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	struct layout layout = {.title = slice_of("Cijfers"),
				.view = &view,
				.missing = search_results_missing(results)};
	layout_begin(&rs->body, &layout);
	markup_put(&rs->body, "<article class=\"smal\"><h1>Cijfers</h1>\n<p class=\"lezing\">");
	if (view.query.len)
		markup_put(&rs->body, "Over de vragen bij <a href=\"/?q=%U\">%T</a>", view.query,
			   view.query);
	else
		buffer_add_str(&rs->body,
			       view.choice_count ? "Over de gekozen vragen" : "Over alle vragen");
	buffer_add_str(&rs->body, "</p>\n");
	facet_list_chips(&rs->body, &view);
	pages_put_figures(&rs->body, search_results_statistics(results), &view);
	buffer_add_str(&rs->body, "</article>\n");
	layout_end(&rs->body);
	search_results_free(results);
	return STATUS_OK;
}
