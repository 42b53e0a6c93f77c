/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Atom (RFC 4287) of any search, the newest questions first. */
#include "searcher/render/fold_line.h"
#include "web/html/hits_html.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"

enum { FEED_ENTRIES = 30 };

/* Answered counts as changed, also of what is folded under it. */
static int changed(const struct search_hit *hit)
{
	int day = 19700101;
	for (size_t i = 0; i <= hit->folded_count; i++) {
		const struct question *q = i ? hit->folded[i - 1].question : hit->question;
		day = q->date_asked > day ? q->date_asked : day;
		day = q->date_answered > day ? q->date_answered : day;
	}
	return day;
}

static void put_entry(struct buffer *out, const struct search_hit *hit, struct slice origin)
{
	const struct question *q = hit->question;
	struct buffer folded = BUFFER_INIT;
	markup_put(out, "<entry><id>%T/vraag/%U</id><title>%T</title><link href=\"%T/vraag/%U\"/>"
		      "<updated>%IT00:00:00Z</updated>", origin, hit->id, hit->heading, origin,
		 hit->id, changed(hit));
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

enum status feed_atom(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
		      struct error *err)
{
	struct view view;
	struct search_results *results;
	struct buffer *out = &rs->body;
	int newest = 19700101;
	(void)rest;
	enum status st = view_parse(rq, &view, err);
	if (st)
		return st;
	view.sort = SORT_DATE;
	view.page = 1;
	struct search_request request = view_request(&view, FEED_ENTRIES);
	request.fold = true;
	st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	struct slice origin = pages_origin(worker, rq, &rq->arena);
	for (size_t i = 0; i < search_results_count(results); i++) {
		int day = changed(search_results_at(results, i));
		newest = day > newest ? day : newest;
	}
	markup_put(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"nl\">"
		      "<id>%T", origin);
	view_link(out, "/feed", &view);
	markup_put(out, "</id><title>Vraagbaak: %T</title><updated>%IT00:00:00Z</updated><author><name>Vraagbaak</name></author>"
		      "<link rel=\"self\" href=\"%T", view.query.len ? view.query : slice_of("nieuwe vragen"), newest, origin);
	view_link(out, "/feed", &view);
	markup_put(out, "\"/><link rel=\"alternate\" type=\"text/html\" href=\"%T", origin);
	view_link(out, "/", &view);
	buffer_add_str(out, "\"/>\n");
	for (size_t i = 0; i < search_results_count(results); i++)
		put_entry(out, search_results_at(results, i), origin);
	buffer_add_str(out, "</feed>\n");
	rs->type = "application/atom+xml; charset=utf-8";
	search_results_free(results);
	return STATUS_OK;
}
