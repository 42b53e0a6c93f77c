/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/hits_html.h"

#include "corpus/offices/mandates.h"
#include "corpus/offices/offices.h"
#include "corpus/text/person_name.h"
#include "web/html/markup.h"

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

void hits_put_link(struct buffer *out, struct slice id, struct slice query)
{
	markup_put(out, "/vraag/%U", id);
	if (query.len)
		markup_put(out, "?q=%U", query);
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

void hits_put_facts(struct buffer *out, const struct question *q)
{
	struct slice number = question_number(q);
	const char *gap = "";
	if (number.len) {
		markup_put(out, "<span class=\"nr\">nr. %T</span>", number);
		gap = DOT;
	}
	if (q->date_asked) {
		buffer_add_str(out, gap);
		markup_put(out, "<time datetime=\"%I\">%D</time>", q->date_asked, q->date_asked);
		gap = DOT;
	}
	if (q->asker_count) {
		buffer_add_str(out, gap);
		hits_put_askers(out, q);
		gap = DOT;
	}
	if (q->minister_count) {
		buffer_add_str(out, q->asker_count ? " <span class=\"stil\">aan</span><span aria-hidden=\"true\">\xe2\x86\x92</span> " : gap);
		hits_put_ministers(out, q, true);
		gap = DOT;
	}
	if (!*gap)
		buffer_add_str(out, "nummer en datum onbekend");
}

/* The title, or what stands in for it. */
static void put_title(struct buffer *out, const struct search_hit *hit)
{
	markup_put(out, "\"%s>%T</a>", hit->title.len ? "" : " class=\"zonder\"", hit->heading);
}

static void put_badges(struct buffer *out, const struct search_hit *hit)
{
	const struct question *q = hit->question;
	if (hit->related)
		buffer_add_str(out, " <span class=\"merk verwant\" title=\"heeft de woorden niet, gaat wel over het onderwerp\">verwant</span>");
	if (q->kind == KIND_MEDEDELING)
		buffer_add_str(out, " <span class=\"merk\">mededeling</span>");
	if (q->state == STATE_ONBEANTWOORD)
		buffer_add_str(out, " <span class=\"merk open\">onbeantwoord</span>");
	if (q->state == STATE_UITGESTELD)
		buffer_add_str(out, " <span class=\"merk open\">uitgesteld</span>");
	if (hit->withdrawn)
		buffer_add_str(out, " <span class=\"merk open\">ingetrokken</span>");
}

static void put_snippets(struct buffer *out, const struct search_hit *hit, struct slice query)
{
	if (hit->snippet.text.len) {
		buffer_add_str(out, "<p class=\"stuk\">");
		if (hit->label.len) {
			buffer_add_str(out, "<a class=\"bij\" href=\"");
			hits_put_link(out, hit->id, query);
			markup_put(out, "#vraag-%U\">deelvraag %T</a> ", hit->label, hit->label);
		}
		hits_put_marked(out, hit->snippet.text, hit->snippet.marks, hit->snippet.mark_count);
		buffer_add_str(out, "</p>\n");
	}
	if (hit->answer.text.len) {
		buffer_add_str(out, "<p class=\"stuk antwoord\"><span class=\"bij\">antwoord</span> ");
		hits_put_marked(out, hit->answer.text, hit->answer.marks, hit->answer.mark_count);
		buffer_add_str(out, "</p>\n");
	}
}

static void put_hit(struct buffer *out, const struct search_hit *hit, struct slice query)
{
	buffer_add_str(out, "<li class=\"vondst\"><article>\n<h3><a href=\"");
	hits_put_link(out, hit->id, query);
	put_title(out, hit);
	put_badges(out, hit);
	buffer_add_str(out, "</h3>\n<p class=\"feiten\">");
	hits_put_facts(out, hit->question);
	buffer_add_str(out, "</p>\n");
	put_snippets(out, hit, query);
	buffer_add_str(out, "</article></li>\n");
}

void hits_put_list(struct buffer *out, const struct search_results *results, struct slice query)
{
	size_t count = search_results_count(results);
	if (count)
		markup_put(out, "<ol class=\"vondsten\" start=\"%u\">\n", search_results_at(results, 0)->rank);
	for (size_t i = 0; i < count; i++)
		put_hit(out, search_results_at(results, i), query);
	if (count)
		buffer_add_str(out, "</ol>\n");
}
