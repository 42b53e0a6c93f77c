/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Atom (RFC 4287) of any search, the newest questions first, or in the order asked for. */
#include <time.h>

#include "searcher/render/fold_line.h"
#include "web/html/hits_html.h"
#include "web/html/identity.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"

enum { FEED_ENTRIES = 30 };

static int day_of(const struct question *q, bool answers)
{
	return answers || q->date_answered > q->date_asked ? q->date_answered : q->date_asked;
}

/* The day on which an entry last changed, also by what is folded under it: it was answered, or
 * asked.  0: nobody knows. */
static int changed(const struct search_hit *hit, bool answers)
{
	int day = 0;
	for (size_t i = 0; i <= hit->folded_count; i++) {
		const int one = day_of(i ? hit->folded[i - 1].question : hit->question, answers);
		day = one > day ? one : day;
	}
	return day;
}

static void put_entry(struct buffer *out, const struct search_hit *hit, int day,
		      struct slice origin)
{
	const struct question *q = hit->question;
	struct buffer folded = BUFFER_INIT;
	markup_put(out,
		   "<entry><id>%T/vraag/%U</id><title>%T</title><link rel=\"alternate\" "
		   "type=\"text/html\" href=\"%T/vraag/%U\"/>"
		   "<updated>%IT00:00:00Z</updated>",
		   origin, hit->id, hit->heading, origin, hit->id, day);
	if (q->date_asked)
		markup_put(out, "<published>%IT00:00:00Z</published>", q->date_asked);
	for (size_t i = 0; i < q->asker_count; i++)
		markup_put(out, "<author><name>%T</name></author>", q->askers[i].name);
	for (size_t i = 0; i < q->theme_count; i++)
		markup_put(out, "<category term=\"%T\"/>", q->themes[i]);
	markup_put(out, "<summary>%T", hit->snippet.text);
	if (hit->answer.text.len)
		markup_put(out, " \xe2\x80\x94 Antwoord: %T", hit->answer.text);
	fold_line(hit, &folded);
	if (folded.len)
		markup_put(out, " (%T)", buffer_slice(&folded));
	buffer_add_str(out, "</summary></entry>\n");
	buffer_release(&folded);
}

/* "fiets; minister: Bart Somers; jaar: 2021" */
static void put_title(struct buffer *out, const struct view *view)
{
	const char *gap = "";
	if (view->query.len) {
		markup_text(out, view->query);
		gap = "; ";
	}
	for (size_t i = 0; i < view->choice_count; i++) {
		const struct facet_choice *c = &view->choices[i];
		markup_put(out, "%s%s: %T", gap, facet_title(c->facet),
			   view_value_title(c->facet, c->value));
		gap = "; ";
	}
	if (view->from || view->to) {
		markup_put(out, "%sgesteld", gap);
		if (view->from)
			markup_put(out, " vanaf %D", view->from);
		if (view->to)
			markup_put(out, " tot en met %D", view->to);
		gap = "; ";
	}
	if (!*gap)
		buffer_add_str(out, view_by_answer(view) ? "nieuwe antwoorden" : "nieuwe vragen");
	else if (view_by_answer(view))
		buffer_add_str(out, " (antwoorden)");
}

/* Entries with a day; what has none cannot be new. */
static int put_entries(struct buffer *out, const struct search_results *results, bool answers,
		       struct slice origin)
{
	int newest = 0;
	for (size_t i = 0; i < search_results_count(results); i++) {
		const int day = changed(search_results_at(results, i), answers);
		newest = day > newest ? day : newest;
		if (day)
			put_entry(out, search_results_at(results, i), day, origin);
	}
	return newest;
}

/* Without entries it is as old as the index. */
static void put_head(struct buffer *out, const struct view *view, int newest, int64_t indexed,
		     struct slice origin)
{
	struct tm day = {.tm_mday = 1, .tm_mon = 0, .tm_year = 100};
	const time_t at = (time_t)indexed;
	markup_put(out,
		   "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed "
		   "xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"nl\">"
		   "<id>%T",
		   origin);
	view_link(out, "/feed", view);
	markup_put(out, "</id><title>%T: ", identity()->name);
	put_title(out, view);
	if (!newest && indexed > 0)
		gmtime_r(&at, &day);
	if (!newest)
		newest = (day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday;
	markup_put(out,
		   "</title><updated>%IT00:00:00Z</updated><author><name>%T</name></author>"
		   "<link rel=\"self\" href=\"%T",
		   newest, identity()->name, origin);
	view_link(out, "/feed", view);
	markup_put(out, "\"/><link rel=\"alternate\" type=\"text/html\" href=\"%T", origin);
	view_link(out, "/", view);
	buffer_add_str(out, "\"/>\n");
}

enum status feed_atom(struct worker *worker, struct request *rq, struct slice rest,
		      struct response *rs, struct error *err)
{
	struct view view;
	struct search_results *results;
	struct buffer entries = BUFFER_INIT;
	(void)rest;
	enum status st = view_parse(rq, &view, err);
	view.marked_count = 0; /* they have no say in this */
	if (!st)
		st = view_resolve(&view, worker->searcher, &rq->arena, err);
	if (st)
		return st;
	view.page = 1;
	view.sort = view.sort == SORT_RELEVANCE ? SORT_DATE : view.sort;
	struct search_request request = view_request(&view, FEED_ENTRIES);
	request.fold = true;
	request.complete = true;
	st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	struct slice origin = pages_origin(worker, rq, &rq->arena);
	const int newest = put_entries(&entries, results, view_by_answer(&view), origin);
	put_head(&rs->body, &view, newest, search_results_completeness(results)->indexed, origin);
	buffer_add_slice(&rs->body, buffer_slice(&entries));
	buffer_add_str(&rs->body, "</feed>\n");
	buffer_release(&entries);
	rs->type = "application/atom+xml; charset=utf-8";
	search_results_free(results);
	return STATUS_OK;
}
