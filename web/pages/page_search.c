/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <time.h>

#include "searcher/expand/explain.h"
#include "web/html/facet_list.h"
#include "web/html/hits_html.h"
#include "web/html/markup.h"
#include "web/html/layout.h"
#include "web/pages/page_common.h"

enum { BROAD = 2000, EXAMPLES = 4 };

/* ---- above the hits ---- */

static void put_related(struct buffer *out, uint32_t related, bool exact, uint32_t total)
{
	buffer_add_str(out, total ? " <span>en " : ", wel ");
	markup_put(out, "%s%n verwante%s", exact ? "" : "ten minste ", related,
		   total          ? ""
		   : related == 1 ? " vraag"
				  : " vragen");
	buffer_add_str(out, total ? "</span>" : "");
}

static void put_total(struct buffer *out, const struct search_results *results,
		      const struct view *view)
{
	bool exact;
	uint32_t total = search_results_total(results, &exact);
	buffer_add_str(out, "<h1 class=\"aantal\">");
	if (total)
		markup_put(out, "%s%n %s", exact ? "" : "ten minste ", total,
			   total == 1 ? "vraag" : "vragen");
	else
		buffer_add_str(out, "Geen vragen gevonden");
	uint32_t related = search_results_related(results, &exact);
	if (related)
		put_related(out, related, exact, total);
	if (view->page > 1)
		markup_put(out, " <span>bladzijde %u</span>", view->page);
	buffer_add_str(out, "</h1>\n");
}

static void put_suggestion(struct buffer *out, const struct search_results *results,
			   const struct view *view)
{
	struct view other = *view;
	other.query = search_results_suggestion(results);
	other.page = 1;
	if (!other.query.len)
		return;
	buffer_add_str(out, "<p class=\"bedoelde\">Bedoelde u <a href=\"");
	view_link(out, "/", &other);
	markup_put(out, "\">%T</a>?</p>\n", other.query);
}

/* Lists other names of the words; where the words are the whole query, as a link to a search that
 * such names match too. */
static void put_names(struct buffer *out, const struct explanation *e, const struct view *view)
{
	enum { SHOWN = 5 };
	struct buffer query = BUFFER_INIT;
	struct view wider = *view;
	if (!e->name_count)
		return;
	const bool whole = slice_eq(view->query, e->named) &&
			   slice_find(e->named, 0, "\"") == e->named.len;
	const bool several = slice_find(e->named, 0, " ") < e->named.len;
	buffer_printf(&query, several ? "~\"%.*s\"" : "~%.*s", SLICE_ARG(e->named));
	wider.query = buffer_slice(&query);
	wider.page = 1;
	buffer_add_str(out, "<p class=\"lezing\">Ook: ");
	if (whole) {
		buffer_add_str(out, "<a title=\"tel vragen met een van deze namen mee\" href=\"");
		view_link(out, "/", &wider);
		buffer_add_str(out, "\">");
	}
	for (size_t i = 0; i < e->name_count && i < SHOWN; i++)
		markup_put(out, "%s%T", i ? ", " : "", e->names[i]);
	buffer_add_str(out, e->name_count > SHOWN ? ", \xe2\x80\xa6" : "");
	buffer_add_str(out, whole ? "</a></p>\n" : "</p>\n");
	buffer_release(&query);
}

static void put_reading(struct buffer *out, const struct explanation *e, const struct view *view)
{
	for (size_t i = 0; i < view->notice_count; i++)
		markup_put(out, "<p class=\"opmerking\" role=\"note\">%T</p>\n", view->notices[i]);
	if (e->reading.len)
		markup_put(out, "<p class=\"lezing\">Gezocht: %T</p>\n", e->reading);
	put_names(out, e, view);
	for (size_t i = 0; i < e->abbreviations.count; i++) {
		const struct abbreviation_used *a = &e->abbreviations.items[i];
		markup_put(out, "<p class=\"lezing\">Ook gezocht: %T (%T)</p>\n",
			   a->from_brief ? a->expansion : a->brief,
			   a->from_brief ? a->brief : a->expansion);
	}
	for (size_t i = 0; i < e->notice_count; i++)
		markup_put(out, "<p class=\"opmerking\" role=\"note\">%T</p>\n", e->notices[i]);
}

static const struct {
	enum search_sort sort;
	const char *title;
} sorts[] = {{SORT_RELEVANCE, "meest relevant"}, {SORT_DATE, "nieuwste eerst"},
	     {SORT_DATE_ASC, "oudste eerst"},    {SORT_ANSWERED, "laatst beantwoord"},
	     {SORT_DAYS, "snelst beantwoord"},   {SORT_DAYS_DESC, "traagst beantwoord"},
	     {SORT_NUMBER, "op nummer"},         {SORT_MINISTER, "op minister"},
	     {SORT_ASKER, "op vraagsteller"}};
enum { SORTS = sizeof sorts / sizeof *sorts, SORTS_AT_HAND = 3 };

static void put_sort_links(struct buffer *out, const struct view *view, size_t first, size_t end)
{
	buffer_add_str(out, "<ul>\n");
	for (size_t i = first; i < end; i++) {
		buffer_add_str(out,
			       sorts[i].sort == view->sort
				       ? "<li><a rel=\"nofollow\" aria-current=\"true\" href=\""
				       : "<li><a rel=\"nofollow\" href=\"");
		view_link_sort(out, view, sorts[i].sort);
		markup_put(out, "\">%s</a></li>\n", sorts[i].title);
	}
	buffer_add_str(out, "</ul>\n");
}

/* The first few stand there, all unfold; on narrow screens the facets are further down. */
static void put_sorts(struct buffer *out, const struct view *view)
{
	const char *other = NULL;
	for (size_t i = SORTS_AT_HAND; i < SORTS; i++)
		other = sorts[i].sort == view->sort ? sorts[i].title : other;
	buffer_add_str(out, "<nav class=\"orde\" aria-label=\"Volgorde\">\n");
	put_sort_links(out, view, 0, SORTS_AT_HAND);
	markup_put(out,
		   other ? "<details><summary class=\"gekozen\">%s</summary>\n"
			 : "<details><summary>%s</summary>\n",
		   other ? other : "andere volgorde");
	put_sort_links(out, view, 0, SORTS);
	const unsigned chosen = (unsigned)view->choice_count + (view->from || view->to);
	buffer_add_str(out, "</details>\n<a class=\"naar-facetten\" href=\"#verfijnen\">Filters");
	markup_put(out, chosen ? " (%u)</a></nav>\n" : "</a></nav>\n", chosen);
}

/* ---- without hits, or with too many ---- */

static void put_empty(struct buffer *out, const struct view *view)
{
	struct view all = *view;
	buffer_add_str(out, "<section class=\"bericht\"><p>Geen enkele vraag voldoet aan uw "
			    "zoekopdracht. Dit kan helpen:</p>\n<ul>\n");
	if (view->choice_count) {
		all.choice_count = 0;
		all.page = 1;
		buffer_add_str(out, "<li><a href=\"");
		view_link(out, "/", &all);
		buffer_add_str(out, "\">zoek zonder de gekozen filters</a></li>\n");
	}
	buffer_add_str(
		out,
		"<li>gebruik minder of andere woorden, of een deel van een woord met een ster: <a "
		"href=\"/?q=fietspad%2A\">fietspad*</a></li>\n"
		"<li>kijk of een naam juist gespeld is: <a "
		"href=\"/?q=minister%3Asomers\">minister:somers</a></li>\n"
		"<li>lees de <a href=\"/hulp\">hulp bij het zoeken</a></li>\n</ul></section>\n");
}

/* What is folded under others leaves fewer places than there are questions. */
static void put_beyond(struct buffer *out, const struct view *view)
{
	buffer_add_str(out, "<p class=\"opmerking\" role=\"note\">Op deze bladzijde staat niets "
			    "meer. <a href=\"");
	view_link_page(out, view, 1);
	buffer_add_str(out, "\">Naar de eerste bladzijde</a></p>\n");
}

static void put_broad(struct buffer *out, uint32_t total, const struct view *view)
{
	if (total >= BROAD && view->page == 1 && !view_is_empty(view))
		buffer_add_str(
			out,
			"<p class=\"opmerking\" role=\"note\">Dit zijn erg veel vragen. Voeg een "
			"woord toe, zet een vaste "
			"uitdrukking tussen aanhalingstekens, of kies een jaar of minister.</p>\n");
}

/* ---- the page ---- */

/* Search engines may index the first page of plain words; filters, orders and pages would have no
 * end. */
static void put_head_links(struct buffer *out, const struct view *view, struct slice origin)
{
	struct view followed = *view;
	followed.marked_count = 0;
	buffer_add_str(out, "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Nieuwe "
			    "vragen bij deze zoekopdracht\" href=\"");
	view_link(out, "/feed", &followed);
	markup_put(out, "\">\n<link rel=\"canonical\" href=\"%T", origin);
	view_link(out, "/", view);
	buffer_add_str(out, "\">\n");
	if (view->choice_count || view->from || view->to || view->marked_count || view->page > 1 ||
	    view->sort != SORT_RELEVANCE)
		buffer_add_str(out, "<meta name=\"robots\" content=\"noindex, follow\">\n");
}

static void put_more(struct buffer *out, const struct view *view)
{
	struct view all = *view, matches = *view;
	all.page = matches.page = 1;
	matches.marked_count = 0; /* what matches stays the same */
	view = &matches;
	buffer_add_str(out, "<p class=\"meer\">Deze zoekopdracht: <a href=\"");
	view_link(out, "/feed", view);
	buffer_add_str(out, "\">volgen (feed)</a> \xc2\xb7 <a href=\"");
	view_link(out, "/statistiek", view);
	buffer_add_str(out, "\">cijfers</a> \xc2\xb7 <a href=\"");
	view_link(out, "/api/v1/export?format=csv", &all);
	buffer_add_str(out, "\">als CSV</a> \xc2\xb7 <a href=\"");
	view_link(out, "/api/v1/export?format=jsonl", &all);
	buffer_add_str(out, "\">als JSON</a></p>\n");
}

static void put_results(struct buffer *out, const struct search_results *results,
			const struct view *view)
{
	bool exact;
	uint32_t total = search_results_total(results, &exact);
	buffer_add_str(
		out,
		"<div class=\"blad\">\n<section class=\"resultaten\" aria-label=\"Resultaten\">\n");
	put_total(out, results, view);
	facet_list_chips(out, view);
	put_suggestion(out, results, view);
	put_reading(out, search_results_explanation(results), view);
	put_broad(out, total, view);
	facet_list_years(out, view, &search_results_facets(results)[FACET_YEAR]);
	if (search_results_count(results)) {
		put_sorts(out, view);
		buffer_add_str(out, "<h2 class=\"stil\">Gevonden vragen</h2>\n");
		hits_put_list(out, results, view);
	}
	if (!total)
		put_empty(out, view);
	else if (!search_results_count(results))
		put_beyond(out, view);
	pages_put_pager(out, view, results);
	if (total)
		put_more(out, view);
	buffer_add_str(out, "</section>\n");
	facet_list_put(out, view, search_results_facets(results));
	buffer_add_str(out, "</div>\n");
}

static void put_parliaments(struct buffer *out, const struct view *view,
			    const struct facet_counts *parliaments)
{
	buffer_add_str(out, "<ul class=\"huizen\">\n");
	for (size_t i = 0; i < parliaments->count; i++) {
		buffer_add_str(out, "<li><a href=\"");
		view_link_toggled(out, view, FACET_PARLIAMENT, parliaments->values[i].value);
		markup_put(out, "\">%T</a> %n</li>\n",
			   view_value_title(FACET_PARLIAMENT, parliaments->values[i].value),
			   parliaments->values[i].count);
	}
	buffer_add_str(out, "</ul>\n");
}

/* " van 2017 tot 2024, bijgewerkt op 3 maart 2024" */
static void put_years_and_day(struct buffer *out, const struct facet_counts *years,
			      const struct completeness *index)
{
	struct tm day;
	const time_t indexed = index ? (time_t)index->indexed : 0;
	if (years->count == 1)
		markup_put(out, " uit %T", years->values[0].value);
	else if (years->count)
		markup_put(out, " van %T tot %T", years->values[0].value,
			   years->values[years->count - 1].value);
	if (indexed && localtime_r(&indexed, &day))
		markup_put(out, ", bijgewerkt op %D",
			   (day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday);
}

/* Searches of each kind that find something in this index. */
static void put_examples(struct buffer *out, struct worker *worker)
{
	static const char *const candidates[] = {"wachtlijsten sociale huur",
						 "asiel",
						 "inburgering",
						 "\"openbaar vervoer\"",
						 "fietspad*",
						 "spoorwegen",
						 "waterkwaliteit",
						 "politie",
						 "antwoord:proefproject",
						 "onderwijs",
						 "energie"};
	size_t shown = 0;
	buffer_add_str(out, "<p class=\"proef\">Bijvoorbeeld: ");
	for (size_t i = 0; i < sizeof candidates / sizeof *candidates && shown < EXAMPLES; i++) {
		const struct search_request rq = {
			.query = slice_of(candidates[i]), .ids_only = true, .all_words = true};
		struct search_results *results;
		bool exact;
		if (searcher_run(worker->searcher, &rq, &results, NULL))
			continue;
		if (search_results_total(results, &exact)) {
			markup_put(out, "<a href=\"/?q=%U\">%s</a>", rq.query, candidates[i]);
			buffer_add_byte(out, ' ');
			shown++;
		}
		search_results_free(results);
	}
	buffer_add_str(out, "<a href=\"/hulp\">meer hulp</a></p>");
}

static void put_welcome(struct buffer *out, struct worker *worker,
			const struct search_results *results, const struct view *view)
{
	const struct facet_counts *facets = search_results_facets(results);
	markup_put(out,
		   "<section class=\"welkom\"><h1>Wat vroeg het parlement, en wat was het "
		   "antwoord?</h1>\n"
		   "<p>%n parlementaire vragen",
		   worker->state.questions);
	put_years_and_day(out, &facets[FACET_YEAR], search_results_completeness(results));
	buffer_add_str(out, ", elke deelvraag naast haar antwoord.</p>\n");
	put_parliaments(out, view, &facets[FACET_PARLIAMENT]);
	put_examples(out, worker);
	buffer_add_str(out, "</section>\n");
	facet_list_years(out, view, &facets[FACET_YEAR]);
	buffer_add_str(out, "<section class=\"resultaten\"><h2>De nieuwste</h2>\n");
	hits_put_list(out, results, NULL);
	buffer_add_str(out,
		       "<p class=\"meer\"><a href=\"/?sort=date\">Alle vragen</a></p></section>\n");
}

/* The page shows the place: "teken 1: onbekend veld" says what is wrong with it. */
static void put_cause(struct buffer *out, struct slice cause, bool place_shown, struct arena *arena)
{
	size_t colon = slice_find(cause, 0, ": ");
	if (place_shown && slice_starts(cause, "teken ") && colon + 2 < cause.len)
		cause = slice_from(cause, colon + 2);
	struct slice begin = arena_copy(arena, slice_sub(cause, 0, 1));
	if (begin.len && *begin.ptr >= 'a' && *begin.ptr <= 'z')
		begin = arena_printf(arena, "%c", *begin.ptr - 'a' + 'A');
	markup_put(out, "<p>%T%T</p>\n", begin, slice_from(cause, 1));
}

/* The same without what only the query language understands. */
static struct slice words_of(struct slice query, struct arena *arena)
{
	struct buffer words = BUFFER_INIT;
	for (size_t i = 0; i < query.len; i++) {
		bool sign = strchr("\"()*:/.-", query.ptr[i]) != NULL;
		if (!sign)
			buffer_add_byte(&words, query.ptr[i]);
		else if (words.len && words.ptr[words.len - 1] != ' ')
			buffer_add_byte(&words, ' ');
	}
	struct slice out = arena_copy(arena, slice_trim(buffer_slice(&words)));
	buffer_release(&words);
	return out;
}

/* The query with the place where it is wrong marked. */
static void put_bad_query(struct response *rs, const struct view *view,
			  const struct query_place *place, const struct error *err,
			  struct arena *arena)
{
	struct layout layout = {.title = slice_of("Deze zoekopdracht klopt niet"), .view = view};
	struct mark mark = {place->start, place->end};
	struct view words = *view;
	rs->status = 400;
	layout_begin(&rs->body, &layout);
	buffer_add_str(&rs->body, "<section class=\"bericht\" role=\"alert\"><h1>Deze zoekopdracht "
				  "klopt niet</h1>\n");
	if (place->end > place->start) {
		buffer_add_str(&rs->body, "<p class=\"fout\"><code>");
		hits_put_marked(&rs->body, view->query, &mark, 1);
		buffer_add_str(&rs->body, "</code></p>\n");
	}
	put_cause(&rs->body, slice_of(err->msg), place->end > place->start, arena);
	words.query = words_of(view->query, arena);
	buffer_add_str(&rs->body, "<ul>\n");
	if (words.query.len && !slice_eq(words.query, view->query)) {
		buffer_add_str(&rs->body,
			       "<li>zoek de woorden alleen: <a rel=\"nofollow\" href=\"");
		view_link(&rs->body, "/", &words);
		markup_put(&rs->body, "\">%T</a></li>\n", words.query);
	}
	buffer_add_str(&rs->body, "<li>lees wat er kan in de <a href=\"/hulp\">hulp bij het "
				  "zoeken</a></li>\n</ul></section>\n");
	layout_end(&rs->body);
}

enum status page_search(struct worker *worker, struct request *rq, struct slice rest,
			struct response *rs, struct error *err)
{
	struct view view;
	struct search_results *results;
	struct query_place place = {0, 0};
	struct error cause = {0};
	(void)rest;
	enum status st = view_parse(rq, &view, err);
	if (!st)
		st = view_resolve(&view, worker->searcher, &rq->arena, err);
	if (st)
		return st;
	const bool front = view_is_empty(&view) && view.page == 1 && view.sort == SORT_RELEVANCE;
	struct search_request request = view_request(&view, front ? 5 : PAGE_HITS);
	request.fold = true;
	request.complete = front;
	request.facets = front ? 1u << FACET_YEAR | 1u << FACET_PARLIAMENT : FACETS_SHOWN;
	request.place = &place;
	st = searcher_run(worker->searcher, &request, &results, &cause);
	if (st == STATUS_QUERY) {
		put_bad_query(rs, &view, &place, &cause, &rq->arena);
		return STATUS_OK;
	}
	if (st) {
		*err = cause;
		return st;
	}
	struct buffer head = BUFFER_INIT;
	put_head_links(&head, &view, pages_origin(worker, rq, &rq->arena));
	struct layout layout = {.title = view.query,
				.view = &view,
				.head = &head,
				.front = front,
				.missing = front ? search_results_missing(results) : NULL};
	layout_begin(&rs->body, &layout);
	if (front)
		put_welcome(&rs->body, worker, results, &view);
	else
		put_results(&rs->body, results, &view);
	layout_end(&rs->body);
	buffer_release(&head);
	search_results_free(results);
	return STATUS_OK;
}
