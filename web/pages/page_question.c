/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/dates.h"
#include "corpus/text/person_name.h"
#include "searcher/results/opening.h"
#include "searcher/results/passages.h"
#include "searcher/search/citations.h"
#include "searcher/search/highlight.h"
#include "web/html/hits_html.h"
#include "web/html/markup.h"
#include "web/html/layout.h"
#include "web/pages/page_common.h"
#include "web/pages/question_html.h"

enum { SIMILAR = 5, CITED_BY = 20, PLACE_MAX = 10000, CONTENTS_FROM = 8, FIRST_WORDS = 90 };

/* ---- texts ---- */

static void put_text(const struct question_page *p, struct slice raw)
{
	struct slice text = searcher_text(p->worker->searcher, p->question, raw), line;
	while (slice_next_line(&text, &line)) {
		size_t count;
		line = slice_trim(line);
		if (!line.len)
			continue;
		const struct mark *marks = highlight_marks(p->highlight, line, p->arena, &count);
		buffer_add_str(p->out, "<p>");
		hits_put_linked(p->out, line, marks, count);
		buffer_add_str(p->out, "</p>\n");
	}
}

static size_t marks_in(const struct question_page *p, struct slice raw)
{
	struct slice text = searcher_text(p->worker->searcher, p->question, raw), line;
	size_t sum = 0, count;
	while (slice_next_line(&text, &line)) {
		highlight_marks(p->highlight, line, p->arena, &count);
		sum += count;
	}
	return sum;
}

static bool has_answers(const struct question *q)
{
	return q->answer_count || q->answer_intro.len;
}

static bool same_answers(const struct passage *a, const struct passage *b)
{
	if (!a->answer_count || a->answer_count != b->answer_count)
		return false;
	for (size_t k = 0; k < a->answer_count; k++)
		if (a->answers[k].ptr != b->answers[k].ptr)
			return false;
	return true;
}

/* The passage before `at` that has the same answer, so that no answer stands there twice. */
static const struct passage *shown_before(const struct passage *list, size_t at,
					  struct slice answer)
{
	for (size_t i = 0; i < at; i++)
		for (size_t k = 0; k < list[i].answer_count; k++)
			if (list[i].answers[k].ptr == answer.ptr)
				return &list[i];
	return NULL;
}

static void put_answers(const struct question_page *p, const struct passage *list, size_t at,
			size_t end)
{
	const struct passage *passage = &list[at];
	if (end - at > 1)
		markup_put(p->out, "<div class=\"a\"><h3>Antwoord op %T tot en met %T</h3>\n",
			   passage->label, list[end - 1].label);
	else
		buffer_add_str(p->out, "<div class=\"a\"><h3>Antwoord</h3>\n");
	for (size_t k = 0; k < passage->answer_count; k++) {
		const struct passage *before = shown_before(list, at, passage->answers[k]);
		if (before)
			markup_put(p->out,
				   "<p class=\"lezing\">Zie het antwoord bij <a "
				   "href=\"#vraag-%U\">deelvraag %T</a>.</p>\n",
				   before->label, before->label);
		else
			put_text(p, passage->answers[k]);
	}
	if (!passage->answer_count)
		buffer_add_str(p->out, "<p class=\"lezing\">Geen afzonderlijk antwoord.</p>\n");
	buffer_add_str(p->out, "</div>\n");
}

static void put_asked(const struct question_page *p, const struct passage *passage)
{
	if (passage->label.len)
		markup_put(p->out, "<h3 id=\"vraag-%U\"><a href=\"#vraag-%U\">Vraag %T</a></h3>\n",
			   passage->label, passage->label, passage->label);
	else
		buffer_add_str(p->out, "<h3>Vraag</h3>\n");
	put_text(p, passage->text);
}

/* Sub-questions that were answered together are one block; returns the place behind it. */
static size_t put_pair(const struct question_page *p, const struct passage *list, size_t at,
		       size_t count)
{
	size_t end = at + 1;
	while (end < count && list[at].label.len && list[end].label.len &&
	       same_answers(&list[at], &list[end]))
		end++;
	buffer_add_str(p->out, "<section class=\"paar\"><div class=\"v\">\n");
	for (size_t i = at; i < end; i++)
		put_asked(p, &list[i]);
	buffer_add_str(p->out, "</div>\n");
	if (has_answers(p->question))
		put_answers(p, list, at, end);
	buffer_add_str(p->out, "</section>\n");
	return end;
}

/* The first words of a sub-question, for the list of contents. */
static void put_first_words(const struct question_page *p, struct slice raw)
{
	struct slice text = slice_trim(searcher_text(p->worker->searcher, p->question, raw));
	size_t end = text.len;
	if (end > FIRST_WORDS)
		for (end = FIRST_WORDS; end && text.ptr[end] != ' ' && text.ptr[end] != '\n'; end--)
			;
	markup_put(p->out, "%T%s", slice_sub(text, 0, end), end < text.len ? " \xe2\x80\xa6" : "");
}

static void put_contents(const struct question_page *p, const struct passage *list, size_t first,
			 size_t count)
{
	if (count - first < CONTENTS_FROM)
		return;
	buffer_add_str(
		p->out,
		"<details class=\"inhoudsopgave\"><summary>Alle deelvragen</summary>\n<ol>\n");
	for (size_t i = first; i < count; i++) {
		if (!list[i].label.len)
			continue;
		markup_put(p->out, "<li><a href=\"#vraag-%U\">%T. ", list[i].label, list[i].label);
		put_first_words(p, list[i].text);
		buffer_add_str(p->out, "</a></li>\n");
	}
	buffer_add_str(p->out, "</ol></details>\n");
}

/* Leads a reader who searched to the part that has most of the words. */
static void put_jump(const struct question_page *p, const struct passage *list, size_t first,
		     size_t count)
{
	const struct passage *best = NULL;
	size_t most = 0;
	for (size_t i = first; p->searched && i < count; i++) {
		size_t marks = list[i].label.len ? marks_in(p, list[i].text) : 0;
		for (size_t k = 0; marks && k < list[i].answer_count; k++)
			marks += marks_in(p, list[i].answers[k]);
		if (marks > most) {
			most = marks;
			best = &list[i];
		}
	}
	if (best && best > list + first)
		markup_put(p->out,
			   "<p class=\"lezing\"><a href=\"#vraag-%U\">Naar deelvraag %T</a>, waar "
			   "uw zoekwoorden het vaakst staan</p>\n",
			   best->label, best->label);
}

/* What stands before the sub-questions goes above them, an answer to all below; where nothing is
 * numbered, the two stand side by side. */
static void put_passages(const struct question_page *p)
{
	struct passage *list;
	size_t count = passages_of(p->question, p->arena, &list);
	size_t first = count && (p->question->intro.len || count > p->question->question_count) ? 1
												: 0;
	bool apart = first && count == 2 && !list[1].answer_count && list[0].answer_count;
	if (apart) { /* one question, one answer without a number */
		list[1].answers = list[0].answers;
		list[1].answer_count = list[0].answer_count;
		list[0].answer_count = 0;
	}
	put_jump(p, list, first, count);
	put_contents(p, list, first, count);
	markup_put(p->out, "<section class=\"tekst%s\" aria-label=\"Vragen en antwoorden\">\n",
		   has_answers(p->question) ? "" : " alleen-vragen");
	buffer_add_str(p->out, "<h2 class=\"stil\">Vragen en antwoorden</h2>\n");
	if (!has_answers(p->question))
		markup_put(p->out, "<p class=\"opmerking\" role=\"note\">%s</p>\n",
			   p->question->state == STATE_UITGESTELD
				   ? "Het antwoord is uitgesteld."
				   : "In de bron staat geen antwoord.");
	if (count == 1 && first) {
		put_pair(p, list, 0, count);
	} else if (first && list[0].text.len) {
		buffer_add_str(p->out, "<div class=\"inleiding\">");
		put_text(p, list[0].text);
		buffer_add_str(p->out, "</div>\n");
	}
	for (size_t i = first; i < count;)
		i = put_pair(p, list, i, count);
	if (count > 1 && first && list[0].answer_count) {
		buffer_add_str(p->out,
			       "<section class=\"geheel\"><h3>Antwoord op het geheel</h3>\n");
		for (size_t k = 0; k < list[0].answer_count; k++)
			put_text(p, list[0].answers[k]);
		buffer_add_str(p->out, "</section>\n");
	}
	buffer_add_str(p->out, "</section>\n");
}

/* ---- other questions ---- */

static void put_titles(const struct question_page *p, const char *heading,
		       const struct search_results *results)
{
	if (!search_results_count(results))
		return;
	markup_put(p->out, "<section class=\"rij\"><h2>%s</h2>\n<ul>\n", heading);
	for (size_t i = 0; i < search_results_count(results); i++) {
		const struct search_hit *hit = search_results_at(results, i);
		markup_put(p->out, "<li><a href=\"/vraag/%U\">%T</a>", hit->id, hit->heading);
		if (hit->question->date_asked)
			markup_put(p->out, " <span class=\"lezing\">%D</span>",
				   hit->question->date_asked);
		buffer_add_str(p->out, "</li>\n");
	}
	buffer_add_str(p->out, "</ul></section>\n");
}

static void put_cited(const struct question_page *p, const struct citation_link *links,
		      size_t count)
{
	if (count)
		buffer_add_str(p->out, "<section class=\"rij\"><h2>Verwijst naar</h2>\n<ul>\n");
	for (size_t i = 0; i < count; i++) {
		const struct citation *c = &links[i].citation;
		markup_put(p->out, "<li>nr. %T", c->number);
		if (c->date)
			markup_put(p->out, " van %D", c->date);
		else if (c->session.len)
			markup_put(p->out, ", zittingsjaar %T", c->session);
		for (size_t k = 0; k < links[i].count; k++) {
			const struct cited_question *q = &links[i].questions[k];
			markup_put(p->out, "%s<a href=\"/vraag/%U\">%T</a>", k ? " of " : ": ",
				   q->id, q->title.len ? q->title : q->id);
		}
		buffer_add_str(p->out, links[i].count ? "</li>\n"
						      : " <span class=\"lezing\">(niet in deze "
							"verzameling)</span></li>\n");
	}
	if (count)
		buffer_add_str(p->out, "</ul></section>\n");
}

static enum status put_citing(const struct question_page *p, struct error *err)
{
	struct search_results *results;
	struct buffer query = BUFFER_INIT;
	enum status st = STATUS_OK;
	citations_query(p->question, &query);
	if (query.len) {
		struct search_request rq = {.query = buffer_slice(&query),
					    .limit = CITED_BY,
					    .sort = SORT_DATE,
					    .titles_only = true};
		st = searcher_run(p->worker->searcher, &rq, &results, err);
		if (!st) {
			put_titles(p, "Wordt genoemd in", results);
			search_results_free(results);
		}
	}
	buffer_release(&query);
	return st == STATUS_QUERY ? STATUS_OK
				  : st; /* a paper's number may be none that anybody could cite */
}

static enum status put_others(const struct question_page *p, struct error *err)
{
	struct citation_link *links;
	struct search_results *results;
	size_t count;
	enum status st = citations_of(p->worker->searcher, p->question, p->arena, &links, &count,
				      err);
	if (!st)
		put_cited(p, links, count);
	if (!st)
		st = put_citing(p, err);
	if (st)
		return st;
	struct search_request like = {
		.like_id = p->question->id, .limit = SIMILAR, .titles_only = true};
	st = searcher_run(p->worker->searcher, &like, &results, err);
	if (!st) {
		put_titles(p, "Vergelijkbare vragen", results);
		search_results_free(results);
	}
	return st;
}

/* ---- where the reader comes from ---- */

static void put_neighbour(struct buffer *out, const struct search_results *results, unsigned place,
			  const struct view *view, const char *rel, const char *title)
{
	for (size_t i = 0; i < search_results_count(results); i++) {
		const struct search_hit *hit = search_results_at(results, i);
		if (hit->rank != place)
			continue;
		markup_put(out, " <a rel=\"%s nofollow\" href=\"", rel);
		hits_put_link(out, hit, view);
		markup_put(out, "\">%s</a>", title);
	}
}

/* Back to the page of the search, and to the hits before and after this one. */
static enum status put_way_back(const struct question_page *p, struct view *view, unsigned place,
				struct buffer *out, struct error *err)
{
	struct search_results *results;
	struct search_request rq = view_request(view, 3);
	enum status st = STATUS_OK;
	if (!place && !view_has_state(view))
		return st;
	struct view list = *view;
	list.page = place ? (place - 1) / PAGE_HITS + 1 : 1;
	buffer_add_str(out, "<nav class=\"terug\" aria-label=\"Zoekresultaten\"><a href=\"");
	view_link(out, "/", &list);
	buffer_add_str(out, "\">\xe2\x86\x90 terug naar de resultaten</a>");
	if (place) {
		rq.fold = true;
		rq.titles_only = true;
		rq.offset = place > 1 ? place - 2 : 0;
		st = searcher_run(p->worker->searcher, &rq, &results, err);
		if (!st) {
			put_neighbour(out, results, place - 1, view, "prev", "\xe2\x80\xb9 vorige");
			put_neighbour(out, results, place + 1, view, "next",
				      "volgende \xe2\x80\xba");
			search_results_free(results);
		}
	}
	buffer_add_str(out, "</nav>\n");
	return st == STATUS_QUERY ? STATUS_OK : st;
}

/* ---- the page ---- */

static enum status put_page(struct question_page *p, struct request *rq, struct buffer *out,
			    struct error *err)
{
	struct view view;
	struct buffer head = BUFFER_INIT, way = BUFFER_INIT;
	unsigned place;
	enum status st = view_parse(rq, &view, err);
	if (!st)
		st = request_number(rq, "plaats", 1, PLACE_MAX, 0, &place, err);
	if (!st)
		st = view_resolve(&view, p->worker->searcher, p->arena, err);
	view.page = 1;
	if (!st)
		st = put_way_back(p, &view, place, &way, err);
	if (st) {
		buffer_release(&way);
		return st;
	}
	struct slice title = searcher_text(p->worker->searcher, p->question, p->question->title);
	title = title.len ? arena_copy(p->arena, title)
			  : question_opening(p->question, NULL, p->arena);
	question_put_metadata(&head, p, title, pages_origin(p->worker, rq, p->arena));
	struct layout layout = {.title = title,
				.article = true,
				.description = question_opening(p->question, NULL, p->arena),
				.head = &head,
				.view = &view,
				.missing = searcher_missing(p->worker->searcher)};
	layout_begin(out, &layout);
	buffer_release(&head);
	buffer_add_slice(out, buffer_slice(&way));
	buffer_release(&way);
	buffer_add_str(out, "<article class=\"vraag\">\n<header>");
	question_put_paper(p);
	buffer_add_str(out, "<h1>");
	hits_put_heading(out, title);
	buffer_add_str(out, "</h1>\n");
	question_put_facts(p);
	buffer_add_str(out, "</header>\n");
	p->searched = view.query.len > 0;
	put_passages(p);
	question_put_papers(p);
	question_put_source(p, title, pages_origin(p->worker, rq, p->arena));
	buffer_add_str(out, "</article>\n<div class=\"rijen\">\n");
	st = put_others(p, err);
	buffer_add_str(out, "</div>\n");
	layout_end(out);
	return st;
}

enum status page_question(struct worker *worker, struct request *rq, struct slice rest,
			  struct response *rs, struct error *err)
{
	struct question question;
	struct highlight *highlight = NULL;
	question_init(&question);
	enum status st = searcher_get(worker->searcher, rest, &question, err);
	if (!st)
		st = highlight_new(worker->searcher, request_get(rq, "q"), &highlight, err);
	if (!st) {
		struct question_page page = {.worker = worker,
					     .question = &question,
					     .highlight = highlight,
					     .arena = &rq->arena,
					     .out = &rs->body};
		st = put_page(&page, rq, &rs->body, err);
	}
	highlight_free(highlight);
	question_release(&question);
	return st;
}
