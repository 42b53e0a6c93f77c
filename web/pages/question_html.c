/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/pages/question_html.h"

#include "corpus/model/question_titles.h"
#include "corpus/text/dates.h"
#include "corpus/text/person_name.h"
#include "web/html/answer_term.h"
#include "web/html/hits_html.h"
#include "web/html/markup.h"
#include "web/html/paper.h"

enum { SURE_PERCENT = 80 };

/* ---- for machines ---- */

static void put_dublin_core(struct buffer *out, const struct question *q, struct slice title)
{
	markup_put(out, "<meta name=\"DC.title\" content=\"%T\">\n<meta name=\"DC.language\" content=\"nl\">\n"
		      "<meta name=\"DC.identifier\" content=\"%T\">\n", title, q->id);
	for (size_t i = 0; i < q->asker_count; i++)
		markup_put(out, "<meta name=\"DC.creator\" content=\"%T\">\n", q->askers[i].name);
	for (size_t i = 0; i < q->minister_count; i++)
		if (q->ministers[i].name.len)
			markup_put(out, "<meta name=\"DC.contributor\" content=\"%T\">\n", q->ministers[i].name);
	for (size_t i = 0; i < q->theme_count; i++)
		markup_put(out, "<meta name=\"DC.subject\" content=\"%T\">\n", q->themes[i]);
	if (q->date_asked)
		markup_put(out, "<meta name=\"DC.date\" content=\"%I\">\n", q->date_asked);
	if (*question_parliament_title(q))
		markup_put(out, "<meta name=\"DC.publisher\" content=\"%s\">\n", question_parliament_title(q));
}

void question_put_metadata(struct buffer *out, const struct question_page *p, struct slice title,
			   struct slice origin)
{
	const struct question *q = p->question;
	markup_put(out, "<link rel=\"canonical\" href=\"%T/vraag/%U\">\n", origin, q->id);
	put_dublin_core(out, q, title);
	markup_put(out, "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Legislation\","
		      "\"name\":\"%J\",\"identifier\":\"%J\",\"inLanguage\":\"nl\",\"url\":\"%J/vraag/%U\"", title, q->id, origin, q->id);
	if (q->date_asked)
		markup_put(out, ",\"dateCreated\":\"%I\"", q->date_asked);
	if (q->date_answered)
		markup_put(out, ",\"datePublished\":\"%I\"", q->date_answered);
	if (q->asker_count)
		markup_put(out, ",\"author\":{\"@type\":\"Person\",\"name\":\"%J\"}", q->askers[0].name);
	if (*question_parliament_title(q))
		markup_put(out, ",\"publisher\":{\"@type\":\"GovernmentOrganization\",\"name\":\"%s\"}", question_parliament_title(q));
	if (q->theme_count) {
		buffer_add_str(out, ",\"keywords\":[");
		for (size_t i = 0; i < q->theme_count; i++)
			markup_put(out, "%s\"%J\"", i ? "," : "", q->themes[i]);
		buffer_add_byte(out, ']');
	}
	buffer_add_str(out, "}</script>\n");
}

/* ---- facts ---- */

static void put_doubt(const struct question_page *p, enum field field)
{
	const struct provenance *from = &p->question->provenance[field];
	static const char *const places[] = {
		[ORIGIN_NONE] = "", [ORIGIN_TEXT] = "gelezen in de tekst", [ORIGIN_SIDECAR] = "uit gegevens bij het stuk",
		[ORIGIN_DEFAULT] = "aangenomen"};
	if (from->from != ORIGIN_NONE && from->percent < SURE_PERCENT)
		markup_put(p->out, " <span class=\"twijfel\">%s, %u %% zeker</span>", places[from->from], from->percent);
}

static void put_numbers(const struct question_page *p)
{
	const struct question *q = p->question;
	if (!q->number_count)
		return;
	buffer_add_str(p->out, "<div><dt>Nummer</dt><dd>");
	for (size_t i = 0; i < q->number_count; i++)
		markup_put(p->out, "%s%T", i ? ", " : "", q->numbers[i]);
	if (q->session.len)
		markup_put(p->out, " <span class=\"lezing\">(%T)</span>", q->session);
	put_doubt(p, FIELD_NUMBER);
	buffer_add_str(p->out, "</dd></div>\n");
}

static void put_date(const struct question_page *p, const char *name, int date, enum field field)
{
	if (!date)
		return;
	markup_put(p->out, "<div><dt>%s</dt><dd><time datetime=\"%I\">%D</time>", name, date, date);
	if (field == FIELD_DATE_ANSWERED && p->question->date_asked) {
		long days = date_days(date) - date_days(p->question->date_asked);
		if (days >= 0)
			markup_put(p->out, " <span class=\"lezing\">na %u %s</span>", (unsigned)days, days == 1 ? "dag" : "dagen");
	}
	if (field < FIELD_COUNT)
		put_doubt(p, field);
	buffer_add_str(p->out, "</dd></div>\n");
}

static void put_people(const struct question_page *p)
{
	const struct question *q = p->question;
	if (q->asker_count) {
		buffer_add_str(p->out, "<div><dt>Gesteld door</dt><dd>");
		hits_put_askers(p->out, q);
		put_doubt(p, FIELD_ASKERS);
		buffer_add_str(p->out, "</dd></div>\n");
	}
	if (q->minister_count) {
		markup_put(p->out, "<div class=\"breed\"><dt>%s</dt><dd>", q->state == STATE_BEANTWOORD ? "Antwoord van" : "Gesteld aan");
		hits_put_ministers(p->out, q, true);
		put_doubt(p, FIELD_MINISTERS);
		buffer_add_str(p->out, "</dd></div>\n");
	}
}

static void put_themes(const struct question_page *p)
{
	const struct question *q = p->question;
	if (!q->theme_count)
		return;
	buffer_add_str(p->out, "<div><dt>Thema\xe2\x80\x99s</dt><dd>");
	for (size_t i = 0; i < q->theme_count; i++)
		markup_put(p->out, "%s<a href=\"/thema/%U\">%T</a>", i ? ", " : "", name_slug(p->arena, q->themes[i]), q->themes[i]);
	put_doubt(p, FIELD_THEMES);
	buffer_add_str(p->out, "</dd></div>\n");
}

void question_put_paper(const struct question_page *p)
{
	const struct question *q = p->question;
	struct buffer paper = BUFFER_INIT;
	paper_address(q, &paper);
	markup_put(p->out, "<p class=\"boven\">%s%s%s ", question_kind_title(q), *question_parliament_title(q) ? ", " : "",
		   question_parliament_title(q));
	hits_put_status(p->out, q);
	if (paper.len)
		markup_put(p->out, " <a class=\"officieel\" rel=\"external noopener\" href=\"%T\">officieel stuk op %T</a>",
			   buffer_slice(&paper), paper_host(buffer_slice(&paper)));
	else
		buffer_add_str(p->out, " <span class=\"lezing\">de bron geeft geen adres van het officiële stuk</span>");
	buffer_add_str(p->out, "</p>\n");
	buffer_release(&paper);
}

void question_put_facts(const struct question_page *p)
{
	const struct question *q = p->question;
	buffer_add_str(p->out, "<dl class=\"velden\">\n");
	put_numbers(p);
	put_date(p, "Gesteld op", q->date_asked, FIELD_DATE_ASKED);
	put_date(p, "Beantwoord op", q->date_answered, FIELD_DATE_ANSWERED);
	if (q->state == STATE_ONBEANTWOORD)
		put_date(p, answer_term_end(q) < search_request_today(&(struct search_request){.limit = 0})
			 ? "Te laat: antwoord verwacht tegen" : "Antwoord verwacht tegen", answer_term_end(q), FIELD_COUNT);
	else if (!q->date_answered)
		put_date(p, "Termijn", q->date_due, FIELD_COUNT);
	if (q->state != STATE_BEANTWOORD)
		markup_put(p->out, "<div><dt>Status</dt><dd>%s</dd></div>\n", state_name(q->state));
	put_people(p);
	put_themes(p);
	buffer_add_str(p->out, "</dl>\n");
}

/* ---- source and citation ---- */

static void put_standing(const struct question_page *p)
{
	struct standing standing;
	if (searcher_standing(p->worker->searcher, p->question->id, p->arena, &standing, NULL))
		return;
	if (standing.withdrawn)
		markup_put(p->out, "<p class=\"opmerking\">Sinds %D staat deze vraag niet meer in haar bron.</p>\n", standing.withdrawn);
	for (size_t i = 0; i < standing.change_count; i++)
		markup_put(p->out, "<p class=\"lezing\">Gewijzigd op %D.</p>\n", standing.changes[i].date);
}

static void put_citation(const struct question_page *p, struct slice title)
{
	const struct question *q = p->question;
	struct slice number = question_number(q);
	buffer_add_str(p->out, "<details class=\"citeer\"><summary>Deze vraag citeren</summary>\n<p id=\"citaat\">");
	for (size_t i = 0; i < q->asker_count; i++)
		markup_put(p->out, "%s%T", i ? ", " : "", q->askers[i].name);
	markup_put(p->out, "%s\xe2\x80\x9c%T\xe2\x80\x9d, %s", q->asker_count ? ", " : "", title, question_kind_title(q));
	if (number.len)
		markup_put(p->out, " nr. %T", number);
	if (q->date_asked)
		markup_put(p->out, " van %D", q->date_asked);
	if (*question_parliament_title(q))
		markup_put(p->out, ", %s", question_parliament_title(q));
	markup_put(p->out, ".</p>\n<p><button type=\"button\" class=\"kopieer\" data-van=\"citaat\" hidden>Kopieer</button> "
			 "<a href=\"/citaat/%U?format=bibtex\">BibTeX</a> <a href=\"/citaat/%U?format=ris\">RIS</a></p></details>\n",
		 q->id, q->id);
}

void question_put_source(const struct question_page *p, struct slice title)
{
	const struct question *q = p->question;
	buffer_add_str(p->out, "<footer class=\"bron\">\n");
	put_standing(p);
	put_citation(p, title);
	markup_put(p->out, "<p class=\"lezing\">Id: <code>%T</code> \xc2\xb7 <a href=\"/api/v1/question/%U\">als JSON</a></p>\n</footer>\n", q->id, q->id);
}
