/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/hits_html.h"

#include "corpus/offices/mandates.h"
#include "corpus/offices/offices.h"
#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"
#include "searcher/render/fold_line.h"
#include "web/html/markup.h"
#include "web/html/paper.h"

#define DOT " <span class=\"punt\" aria-hidden=\"true\">\xc2\xb7</span> "

void hits_put_marked(struct buffer *out, struct slice text, const struct mark *marks, size_t count)
{
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		if (marks[i].start < at || marks[i].end > text.len)
			continue;
		markup_put(out, "%T<mark>%T</mark>", slice_sub(text, at, marks[i].start),
			   slice_sub(text, marks[i].start, marks[i].end));
		at = marks[i].end;
	}
	markup_text(out, slice_from(text, at));
}

/* The address that begins at `at`, without the punctuation that ends a sentence; empty when none
 * does. */
static struct slice address_at(struct slice text, size_t at)
{
	const struct slice rest = slice_from(text, at);
	size_t end = 0;
	if (!slice_starts(rest, "https://") && !slice_starts(rest, "http://"))
		return SLICE_EMPTY;
	while (end < rest.len && !byte_is_space(rest.ptr[end]) &&
	       !strchr("<>\"'()[]{}|", rest.ptr[end]))
		end++;
	while (end && strchr(".,;:!?", rest.ptr[end - 1]))
		end--;
	return end > strlen("https://") ? slice_sub(rest, 0, end) : SLICE_EMPTY;
}

/* Marks that lie within [from, to), moved by `from`. */
static void put_part(struct buffer *out, struct slice text, size_t from, size_t to,
		     const struct mark *marks, size_t count)
{
	size_t at = from;
	for (size_t i = 0; i < count; i++) {
		if (marks[i].start < at || marks[i].end > to)
			continue;
		markup_put(out, "%T<mark>%T</mark>", slice_sub(text, at, marks[i].start),
			   slice_sub(text, marks[i].start, marks[i].end));
		at = marks[i].end;
	}
	markup_text(out, slice_sub(text, at, to));
}

void hits_put_linked(struct buffer *out, struct slice text, const struct mark *marks, size_t count)
{
	size_t from = 0;
	for (size_t at = slice_find(text, 0, "http"); at < text.len;
	     at = slice_find(text, at + 1, "http")) {
		const struct slice address = address_at(text, at);
		if (!address.len || at < from)
			continue;
		put_part(out, text, from, at, marks, count);
		markup_put(out, "<a rel=\"external noopener nofollow\" href=\"%T\">", address);
		put_part(out, text, at, at + address.len, marks, count);
		buffer_add_str(out, "</a>");
		from = at + address.len;
	}
	put_part(out, text, from, text.len, marks, count);
}

void hits_put_link(struct buffer *out, const struct search_hit *hit, const struct view *view)
{
	struct buffer path = BUFFER_INIT;
	markup_put(&path, "/vraag/%U", hit->id);
	if (view) {
		struct view state = *view;
		state.page = 1;
		view_link(out, buffer_cstr(&path), &state);
		buffer_printf(out, "%splaats=%u", view_has_state(&state) ? "&amp;" : "?",
			      hit->rank);
	} else {
		buffer_add_slice(out, buffer_slice(&path));
	}
	buffer_release(&path);
}

static void put_person(struct buffer *out, const char *path, struct slice name)
{
	struct arena arena = ARENA_INIT;
	struct slice slug = name_slug(&arena, name);
	if (slug.len)
		markup_put(out, "<a href=\"%s%U\">%T</a>", path, slug, name);
	else
		markup_text(out, name);
	arena_release(&arena);
}

void hits_put_askers(struct buffer *out, const struct question *q)
{
	for (size_t i = 0; i < q->asker_count; i++) {
		buffer_add_str(out, i ? ", " : "");
		put_person(out, "/vraagsteller/", q->askers[i].name);
		if (q->askers[i].party.len)
			markup_put(out, " (%T)", q->askers[i].party);
	}
}

/* A title all in capitals is told by its offices, which can be shown in small letters. */
static void put_role(struct buffer *out, const struct question *q, struct slice role)
{
	struct arena arena = ARENA_INIT;
	struct slice office;
	bool capitals = true, first = true;
	for (size_t i = 0; i < role.len; i++)
		capitals = capitals && !(role.ptr[i] >= 'a' && role.ptr[i] <= 'z');
	struct office_cursor cursor = offices_of(role, q->parliament == PARLIAMENT_TWEEDEKAMER);
	while (capitals && offices_next(&cursor, &office)) {
		markup_put(out, "%s%T", first ? "" : ", ", offices_display(&arena, office));
		first = false;
	}
	if (first)
		markup_text(out, role);
	arena_release(&arena);
}

/* What the minister was on the day, by the list of mandates; else as the paper has it. */
static void put_office(struct buffer *out, const struct question *q, const struct minister *m)
{
	struct mandate mandate;
	size_t pos = 0, count = 0;
	while (mandates_of_minister(q, m, &pos, &mandate))
		markup_put(out, "%s%T", count++ ? "; " : ", ", mandate.title);
	if (!count && m->role.len && m->name.len) {
		buffer_add_str(out, ", ");
		put_role(out, q, m->role);
	}
}

void hits_put_ministers(struct buffer *out, const struct question *q, bool offices)
{
	for (size_t i = 0; i < q->minister_count; i++) {
		const struct minister *m = &q->ministers[i];
		buffer_add_str(out, !i ? "" : offices ? "; " : ", ");
		if (m->name.len)
			put_person(out, "/minister/", m->name);
		else
			put_role(out, q, m->role);
		if (offices)
			put_office(out, q, m);
	}
}

/* ---- a hit ---- */

/* The first letter in capitals, as a heading has it: "het bericht" is "Het bericht". */
void hits_put_heading(struct buffer *out, struct slice heading)
{
	struct buffer first = BUFFER_INIT;
	size_t at = 0, after = 0;
	while (at < heading.len) { /* a quotation mark may stand in front */
		const uint32_t c = utf8_next(heading, &after);
		if (latin_is_letter(c) || byte_is_digit(heading.ptr[at])) {
			utf8_add(&first, latin_upper(c));
			break;
		}
		at = after;
	}
	if (first.len) {
		markup_text(out, slice_sub(heading, 0, at));
		markup_text(out, buffer_slice(&first));
		markup_text(out, slice_from(heading, after));
	} else {
		markup_text(out, heading);
	}
	buffer_release(&first);
}

void hits_put_status(struct buffer *out, const struct question *q)
{
	const long days = q->date_asked && q->date_answered
				  ? date_days(q->date_answered) - date_days(q->date_asked)
				  : -1;
	if (q->kind == KIND_MEDEDELING)
		buffer_add_str(out, "<span class=\"merk\">mededeling</span>");
	else if (q->state == STATE_BEANTWOORD && days > 1)
		markup_put(out, "<span class=\"merk klaar\">beantwoord na %n dagen</span>",
			   (unsigned)days);
	else if (q->state == STATE_BEANTWOORD && days >= 0)
		markup_put(out, "<span class=\"merk klaar\">beantwoord %s</span>",
			   days ? "na 1 dag" : "op dezelfde dag");
	else if (q->state == STATE_ONBEKEND)
		buffer_add_str(out, "<span class=\"merk\" title=\"de bron zegt niet of er een "
				    "antwoord is\">antwoord onbekend</span>");
	else
		markup_put(out, "<span class=\"merk %s\">%s</span>",
			   q->state == STATE_BEANTWOORD || q->state == STATE_AANVULLEND ? "klaar"
											: "open",
			   state_name(q->state));
}

/* Parliament, number, day and status. */
static void put_kicker(struct buffer *out, const struct search_hit *hit)
{
	const struct question *q = hit->question;
	struct slice number = question_number(q);
	const char *gap = "";
	buffer_add_str(out, "<p class=\"boven\">");
	if (q->parliament != PARLIAMENT_UNKNOWN) {
		markup_text(out, view_value_title(FACET_PARLIAMENT,
						  slice_of(parliament_name(q->parliament))));
		gap = DOT;
	}
	if (number.len) {
		buffer_add_str(out, gap);
		markup_put(out, "<span class=\"nr\">nr. %T</span>", number);
		gap = DOT;
	}
	buffer_add_str(out, gap);
	if (question_filed(q))
		markup_put(out, "<time datetime=\"%I\">%D</time>", question_filed(q),
			   question_filed(q));
	else
		buffer_add_str(out, "datum onbekend");
	buffer_add_byte(out, ' ');
	hits_put_status(out, q);
	if (hit->related)
		buffer_add_str(out, " <span class=\"merk verwant\" title=\"heeft niet alle "
				    "woorden, gaat wel over het onderwerp\">verwant</span>");
	if (hit->withdrawn)
		buffer_add_str(out, " <span class=\"merk open\">niet meer in de bron</span>");
	const struct slice paper = paper_address(q);
	if (paper.len)
		markup_put(out,
			   " <a class=\"officieel\" rel=\"external noopener\" "
			   "href=\"%T\">officieel stuk<span class=\"stil\"> van "
			   "deze vraag op %T</span></a>",
			   paper, paper_host(paper));
	buffer_add_str(out, "</p>\n");
}

/* Who asked whom, in one line. */
static void put_people(struct buffer *out, const struct question *q)
{
	if (!q->asker_count && !q->minister_count)
		return;
	buffer_add_str(out, "<p class=\"feiten\">");
	hits_put_askers(out, q);
	if (q->minister_count)
		buffer_add_str(out, " <span class=\"stil\">aan</span><span "
				    "aria-hidden=\"true\">\xe2\x86\x92</span> ");
	for (size_t i = 0; i < q->minister_count; i++) {
		const struct minister *m = &q->ministers[i];
		buffer_add_str(out, i ? ", " : "");
		if (m->name.len)
			put_person(out, "/minister/", m->name);
		else if (m->department.len)
			markup_text(out, m->department);
		else
			put_role(out, q, m->role);
	}
	buffer_add_str(out, "</p>\n");
}

/* One text that shows what was asked: the question's, or the answer's where only that has it. */
static void put_snippet(struct buffer *out, const struct search_hit *hit, const struct view *view)
{
	const bool answer = hit->answer.text.len &&
			    (!hit->snippet.text.len ||
			     (!hit->snippet.mark_count && hit->answer.mark_count));
	const struct snippet *shown = answer ? &hit->answer : &hit->snippet;
	if (!shown->text.len)
		return;
	buffer_add_str(out, answer ? "<p class=\"stuk antwoord\">" : "<p class=\"stuk\">");
	if (hit->label.len) {
		buffer_add_str(out, "<a class=\"bij\" href=\"");
		hits_put_link(out, hit, view);
		markup_put(out, "#vraag-%U\">%s %T</a> ", hit->label,
			   answer ? "antwoord" : "deelvraag", hit->label);
	} else if (answer) {
		buffer_add_str(out, "<span class=\"bij\">antwoord</span> ");
	}
	hits_put_marked(out, shown->text, shown->marks, shown->mark_count);
	buffer_add_str(out, "</p>\n");
}

/* The same question to others: each can be reached. */
static void put_folded(struct buffer *out, const struct search_hit *hit)
{
	struct buffer summary = BUFFER_INIT;
	if (!hit->folded_count)
		return;
	fold_summary(hit, &summary);
	markup_put(out, "<details class=\"ook\"><summary>%T</summary>\n<ul>\n",
		   buffer_slice(&summary));
	buffer_release(&summary);
	for (size_t i = 0; i < hit->folded_count; i++) {
		const struct question *q = hit->folded[i].question;
		markup_put(out, "<li><a href=\"/vraag/%U\">", q->id);
		for (size_t k = 0; k < q->minister_count; k++) {
			const struct minister *m = &q->ministers[k];
			markup_put(out, "%s%T", k ? ", " : "",
				   m->name.len         ? m->name
				   : m->department.len ? m->department
						       : m->role);
		}
		if (!q->minister_count)
			markup_text(out, q->id);
		buffer_add_str(out, "</a> ");
		if (q->date_asked)
			markup_put(out, "%D ", q->date_asked);
		hits_put_status(out, q);
		buffer_add_str(out, hit->folded[i].same_answer ? " hetzelfde antwoord</li>\n"
							       : "</li>\n");
	}
	buffer_add_str(out, "</ul></details>\n");
}

/* The same search, with this question marked as a good one. */
static void put_more_like(struct buffer *out, const struct search_hit *hit, const struct view *view)
{
	if (!view || view->marked_count == SEARCH_MARKED_MAX || view_is_marked(view, hit->id) ||
	    !search_marked_names(hit->id))
		return;
	buffer_add_str(out, "<p class=\"zoals\"><a rel=\"nofollow\" href=\"");
	view_link_marked(out, view, hit->id);
	markup_put(out, "\">Meer zoals deze<span class=\"stil\">: %T</span></a></p>\n",
		   hit->heading);
}

static void put_hit(struct buffer *out, const struct search_hit *hit, const struct view *view,
		    bool steerable)
{
	buffer_add_str(out, "<li class=\"vondst\"><article>\n");
	put_kicker(out, hit);
	buffer_add_str(out, "<h3><a href=\"");
	hits_put_link(out, hit, view);
	markup_put(out, "\"%s>", hit->title.len ? "" : " class=\"zonder\"");
	hits_put_heading(out, hit->heading);
	buffer_add_str(out, "</a></h3>\n");
	put_people(out, hit->question);
	put_snippet(out, hit, view);
	put_folded(out, hit);
	if (steerable)
		put_more_like(out, hit, view);
	buffer_add_str(out, "</article></li>\n");
}

void hits_put_list(struct buffer *out, const struct search_results *results,
		   const struct view *view)
{
	const size_t count = search_results_count(results);
	const bool steerable = search_results_steerable(results);
	if (count)
		markup_put(out, "<ol class=\"vondsten\" start=\"%u\">\n",
			   search_results_at(results, 0)->rank);
	for (size_t i = 0; i < count; i++)
		put_hit(out, search_results_at(results, i), view, steerable);
	if (count)
		buffer_add_str(out, "</ol>\n");
}
