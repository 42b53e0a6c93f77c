/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Was it asked before?  A draft is compared with what was asked, and forgotten. */
#include "web/html/hits_html.h"
#include "web/html/layout.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"
#include "web/site/draft.h"

enum { SHOWN = 10 };

static void put_form(struct buffer *out, struct slice text)
{
	markup_put(out,
		   "<form class=\"ontwerp\" action=\"/gevraagd\" method=\"post\">\n<label "
		   "for=\"tekst\">Plak hier uw ontwerp van een vraag. "
		   "De tekst wordt vergeleken en niet bewaard.</label>\n<textarea id=\"tekst\" "
		   "name=\"tekst\" rows=\"%d\" maxlength=\"%d\" "
		   "required>%T</textarea>\n<p><button type=\"submit\">Vergelijk met eerdere "
		   "vragen</button></p></form>\n",
		   text.len ? 6 : 14, REQUEST_TEXT_MAX, text);
}

static void put_shared(struct buffer *out, const struct search_hit *hit)
{
	if (hit->term_count)
		buffer_add_str(out, "<p class=\"lezing\">Gemeenschappelijk: ");
	for (size_t i = 0; i < hit->term_count; i++)
		markup_put(out, "%s%T", i ? ", " : "", hit->terms[i]);
	if (hit->term_count)
		buffer_add_str(out, "</p>\n");
}

static void put_side(struct buffer *out, const char *heading, struct slice text,
		     const struct search_hit *hit, struct arena *arena)
{
	size_t count;
	const struct mark *marks = draft_marks(text, hit, arena, &count);
	markup_put(out, "<div class=\"kant\"><h4>%s</h4><p>", heading);
	if (text.len)
		hits_put_marked(out, text, marks, count);
	else
		buffer_add_str(out, "\xe2\x80\x93");
	buffer_add_str(out, "</p></div>\n");
}

static void put_hit(struct buffer *out, const struct draft *draft, const struct search_hit *hit,
		    struct arena *arena)
{
	const struct question *q = hit->question;
	markup_put(out, "<li class=\"vondst\"><article>\n<h3><a href=\"/vraag/%U\">", hit->id);
	hits_put_heading(out, hit->heading);
	buffer_add_str(out, "</a></h3>\n<p class=\"boven\">");
	if (q->date_asked)
		markup_put(out, "<time datetime=\"%I\">%D</time> ", q->date_asked, q->date_asked);
	hits_put_status(out, q);
	buffer_add_byte(out, ' ');
	hits_put_askers(out, q);
	buffer_add_str(out, "</p>\n");
	put_shared(out, hit);
	buffer_add_str(out, "<div class=\"kanten\">\n");
	put_side(out, "Uw ontwerp", draft_part_like(draft, hit), hit, arena);
	put_side(out, "Toen gevraagd", hit->snippet.text, hit, arena);
	if (hit->answer.text.len)
		put_side(out, "Toen geantwoord", hit->answer.text, hit, arena);
	buffer_add_str(out, "</div></article></li>\n");
}

static enum status put_found(struct worker *worker, struct request *rq, struct slice text,
			     struct buffer *out, struct error *err)
{
	const struct search_request like = {.like_text = text, .limit = SHOWN};
	struct search_results *results;
	struct draft draft;
	bool exact;
	enum status st = searcher_run(worker->searcher, &like, &results, err);
	if (st)
		return st;
	draft_init(&draft, text, &rq->arena);
	const uint32_t total = search_results_total(results, &exact);
	markup_put(out, "<h2>%s</h2>\n",
		   total ? "De meest vergelijkbare vragen"
			 : "Geen enkele eerdere vraag lijkt hierop");
	buffer_add_str(out, "<ol class=\"vondsten\">\n");
	for (size_t i = 0; i < search_results_count(results); i++)
		put_hit(out, &draft, search_results_at(results, i), &rq->arena);
	buffer_add_str(out, "</ol>\n");
	search_results_free(results);
	return STATUS_OK;
}

enum status page_asked(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	const struct layout layout = {
		.title = slice_of("Is het al gevraagd?"),
		.missing = searcher_missing(worker->searcher),
		.description = slice_of("Plak een ontwerp van een parlementaire vraag en zie welke "
					"eerdere vragen erop lijken.")};
	struct slice text;
	(void)rest;
	enum status st = request_text(rq, "tekst", &text, err);
	if (st)
		return st;
	layout_begin(&rs->body, &layout);
	buffer_add_str(&rs->body, "<article><h1>Is het al gevraagd?</h1>\n");
	put_form(&rs->body, text);
	if (text.len)
		st = put_found(worker, rq, text, &rs->body, err);
	buffer_add_str(&rs->body, "</article>\n");
	layout_end(&rs->body);
	return st;
}
