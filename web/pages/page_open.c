/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for an answer, and for which of it the term is over. */
#include "corpus/model/question_titles.h"
#include "web/html/answer_term.h"
#include "web/html/hits_html.h"
#include "web/html/layout.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"

enum { OFFICES_SHOWN = 10, OLDEST_SHOWN = 5 };

static enum status run(struct worker *worker, const struct view *view, unsigned hits,
		       struct search_results **out, struct error *err)
{
	struct search_request rq = view_request(view, hits);
	rq.facets = hits ? 1u << FACET_OFFICE : 0;
	rq.titles_only = true;
	rq.fold = true;
	return searcher_run(worker->searcher, &rq, out, err);
}

static struct view unanswered_in(enum parliament parliament)
{
	struct view view = {.page = 1, .sort = SORT_DATE_ASC, .choice_count = 2};
	view.choices[0] = (struct facet_choice){FACET_PARLIAMENT,
						slice_of(parliament_name(parliament))};
	view.choices[1] = (struct facet_choice){FACET_STATUS,
						slice_of(state_name(STATE_ONBEANTWOORD))};
	return view;
}

static void put_offices(struct buffer *out, const struct view *late,
			const struct facet_counts *offices)
{
	if (!offices->count)
		return;
	buffer_add_str(out, "<h3>Waar de meeste vragen over hun termijn zijn</h3>\n<div "
			    "class=\"facet\"><ul>\n");
	for (size_t i = 0; i < offices->count && i < OFFICES_SHOWN; i++) {
		buffer_add_str(out, "<li><a rel=\"nofollow\" href=\"");
		view_link_toggled(out, late, FACET_OFFICE, offices->values[i].value);
		markup_put(out, "\"><span>%T</span> <i>%n</i></a></li>\n", offices->values[i].value,
			   offices->values[i].count);
	}
	buffer_add_str(out, "</ul></div>\n");
}

static void put_link(struct buffer *out, const struct view *view, uint32_t count, const char *one,
		     const char *many)
{
	buffer_add_str(out, "<a href=\"");
	view_link(out, "/", view);
	markup_put(out, "\">%n %s</a>", count, count == 1 ? one : many);
}

/* One parliament; nothing when no question of it waits. */
static enum status put_parliament(struct worker *worker, enum parliament parliament, int today,
				  struct buffer *out, bool *any, struct error *err)
{
	const struct question named = {.parliament = parliament};
	struct view open = unanswered_in(parliament), late = open;
	struct search_results *waiting, *overdue;
	bool exact;
	late.to = answer_term_cutoff(parliament, today);
	enum status st = run(worker, &open, 0, &waiting, err);
	if (st)
		return st;
	const uint32_t count = search_results_total(waiting, &exact);
	search_results_free(waiting);
	if (!count)
		return STATUS_OK;
	st = run(worker, &late, OLDEST_SHOWN, &overdue, err);
	if (st)
		return st;
	*any = true;
	markup_put(out, "<section class=\"deel\"><h2>%s</h2>\n<p>",
		   question_parliament_title(&named));
	put_link(out, &open, count, "vraag wacht op een antwoord",
		 "vragen wachten op een antwoord");
	buffer_add_str(out, "; ");
	put_link(out, &late, search_results_total(overdue, &exact), "vraag is over de termijn",
		 "vragen zijn over de termijn");
	markup_put(out,
		   ".</p>\n<p class=\"lezing\">%s Vandaag is dus te laat wat tot en met %D gesteld "
		   "werd.</p>\n",
		   answer_term_rule(parliament), late.to);
	put_offices(out, &late, &search_results_facets(overdue)[FACET_OFFICE]);
	buffer_add_str(out, "<h3>De oudste</h3>\n");
	hits_put_list(out, overdue, NULL);
	buffer_add_str(out, "</section>\n");
	search_results_free(overdue);
	return STATUS_OK;
}

enum status page_open(struct worker *worker, struct request *rq, struct slice rest,
		      struct response *rs, struct error *err)
{
	static const enum parliament parliaments[] = {PARLIAMENT_VLAAMS, PARLIAMENT_KAMER,
						      PARLIAMENT_TWEEDEKAMER};
	const int today = search_request_today(&(struct search_request){.limit = 0});
	const struct layout layout = {
		.title = slice_of("Onbeantwoorde vragen"),
		.description = slice_of(
			"Vragen die op een antwoord wachten, en waarvan de termijn voorbij is.")};
	bool any = false;
	enum status st = STATUS_OK;
	(void)rq, (void)rest;
	layout_begin(&rs->body, &layout);
	buffer_add_str(&rs->body,
		       "<article class=\"smal\"><h1>Onbeantwoorde vragen</h1>\n"
		       "<p class=\"lezing\">Zaterdagen, zondagen en feestdagen zijn geen "
		       "werkdagen. Een reces schort de termijn op, maar staat niet in "
		       "de gegevens: in en na een reces kan een vraag hier te vroeg als te laat "
		       "gelden. Wie een mededeling van uitstel kreeg, staat hier niet. "
		       "Van een bron die nooit antwoorden geeft, is niet bekend of er een antwoord "
		       "is; ook zulke vragen staan hier niet.</p>\n");
	for (size_t i = 0; !st && i < sizeof parliaments / sizeof *parliaments; i++)
		st = put_parliament(worker, parliaments[i], today, &rs->body, &any, err);
	if (!any)
		buffer_add_str(&rs->body, "<p>Van geen enkele vraag in deze index is bekend dat ze "
					  "op een antwoord wacht.</p>\n");
	buffer_add_str(&rs->body, "</article>\n");
	layout_end(&rs->body);
	return st;
}
