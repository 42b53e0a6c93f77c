/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/pages/question_html.h"

#include "corpus/model/question_address.h"
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
	markup_put(out,
		   "<meta name=\"DC.title\" content=\"%T\">\n<meta name=\"DC.language\" "
		   "content=\"nl\">\n"
		   "<meta name=\"DC.identifier\" content=\"%T\">\n",
		   title, q->id);
	for (size_t i = 0; i < q->asker_count; i++)
		markup_put(out, "<meta name=\"DC.creator\" content=\"%T\">\n", q->askers[i].name);
	for (size_t i = 0; i < q->minister_count; i++)
		if (q->ministers[i].name.len)
			markup_put(out, "<meta name=\"DC.contributor\" content=\"%T\">\n",
				   q->ministers[i].name);
	for (size_t i = 0; i < q->theme_count; i++)
		markup_put(out, "<meta name=\"DC.subject\" content=\"%T\">\n", q->themes[i]);
	if (q->date_asked)
		markup_put(out, "<meta name=\"DC.date\" content=\"%I\">\n", q->date_asked);
	if (*question_parliament_title(q))
		markup_put(out, "<meta name=\"DC.publisher\" content=\"%s\">\n",
			   question_parliament_title(q));
}

/* Those who asked, or those who were to answer. */
static void put_persons(struct buffer *out, const char *role, const struct question *q,
			bool ministers)
{
	const size_t count = ministers ? q->minister_count : q->asker_count;
	size_t put = 0;
	for (size_t i = 0; i < count; i++) {
		const struct slice name = ministers ? q->ministers[i].name : q->askers[i].name;
		if (!name.len)
			continue;
		if (!put++)
			markup_put(out, ",\"%s\":[", role);
		markup_put(out, "%s{\"@type\":\"Person\",\"name\":\"%J\"", put > 1 ? "," : "",
			   name);
		if (!ministers && q->askers[i].party.len)
			markup_put(out,
				   ",\"affiliation\":{\"@type\":\"Organization\",\"name\":\"%J\"}",
				   q->askers[i].party);
		buffer_add_byte(out, '}');
	}
	buffer_add_str(out, put ? "]" : "");
}

void question_put_metadata(struct buffer *out, const struct question_page *p, struct slice title,
			   struct slice origin)
{
	const struct question *q = p->question;
	markup_put(out, "<link rel=\"canonical\" href=\"%T/vraag/%U\">\n", origin, q->id);
	put_dublin_core(out, q, title);
	markup_put(out,
		   "<script "
		   "type=\"application/ld+json\">{\"@context\":\"https://"
		   "schema.org\",\"@type\":\"Legislation\","
		   "\"name\":\"%J\",\"identifier\":\"%J\",\"inLanguage\":\"nl\",\"url\":\"%J/vraag/"
		   "%U\"",
		   title, q->id, origin, q->id);
	if (q->date_asked)
		markup_put(out, ",\"dateCreated\":\"%I\"", q->date_asked);
	if (q->date_answered)
		markup_put(out, ",\"datePublished\":\"%I\"", q->date_answered);
	put_persons(out, "author", q, false);
	put_persons(out, "contributor", q, true);
	if (*question_parliament_title(q))
		markup_put(out,
			   ",\"publisher\":{\"@type\":\"GovernmentOrganization\",\"name\":\"%s\"}",
			   question_parliament_title(q));
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
	static const char *const places[] = {[ORIGIN_NONE] = "",
					     [ORIGIN_TEXT] = "gelezen in de tekst",
					     [ORIGIN_SIDECAR] = "uit gegevens bij het stuk",
					     [ORIGIN_DEFAULT] = "aangenomen"};
	if (from->from != ORIGIN_NONE && from->percent < SURE_PERCENT)
		markup_put(p->out, " <span class=\"twijfel\">%s, %u %% zeker</span>",
			   places[from->from], from->percent);
}

/* The Tweede Kamer has two numbers: of the question, and in the Aanhangsel, where answers are
 * printed. */
static const char *number_label(const struct question *q, struct slice number)
{
	if (q->parliament != PARLIAMENT_TWEEDEKAMER)
		return "";
	return slice_find(number, 0, "Z") < number.len ? "vraagnummer " : "Aanhangsel nr. ";
}

static void put_numbers(const struct question_page *p)
{
	const struct question *q = p->question;
	if (!q->number_count)
		return;
	buffer_add_str(p->out, "<div><dt>Nummer</dt><dd>");
	for (size_t i = 0; i < q->number_count; i++)
		markup_put(p->out, "%s%s%T", i ? ", " : "", number_label(q, q->numbers[i]),
			   q->numbers[i]);
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
			markup_put(p->out, " <span class=\"lezing\">na %u %s</span>",
				   (unsigned)days, days == 1 ? "dag" : "dagen");
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
		markup_put(p->out, "<div class=\"breed\"><dt>%s</dt><dd>",
			   q->state == STATE_BEANTWOORD ? "Antwoord van" : "Gesteld aan");
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
		markup_put(p->out, "%s<a href=\"/thema/%U\">%T</a>", i ? ", " : "",
			   name_slug(p->arena, q->themes[i]), q->themes[i]);
	put_doubt(p, FIELD_THEMES);
	buffer_add_str(p->out, "</dd></div>\n");
}

void question_put_paper(const struct question_page *p)
{
	const struct question *q = p->question;
	const struct slice paper = paper_address(q);
	markup_put(p->out, "<p class=\"boven\">%s%s%s ", question_kind_title(q),
		   *question_parliament_title(q) ? ", " : "", question_parliament_title(q));
	hits_put_status(p->out, q);
	if (paper.len)
		markup_put(p->out,
			   " <a class=\"officieel\" rel=\"external noopener\" "
			   "href=\"%T\">officieel stuk op %T</a>",
			   paper, paper_host(paper));
	else
		buffer_add_str(p->out, " <span class=\"lezing\">de bron geeft geen adres van het "
				       "officiële stuk</span>");
	buffer_add_str(p->out, "</p>\n");
}

/* Of a communiqué. */
static void put_meetings(const struct question_page *p)
{
	const struct question *q = p->question;
	if (!q->meeting_count)
		return;
	markup_put(p->out, "<div><dt>%s</dt><dd>",
		   q->meeting_count == 1 ? "Vergadering op" : "Vergaderingen op");
	for (size_t i = 0; i < q->meeting_count; i++)
		markup_put(p->out, "%s<time datetime=\"%I\">%D</time>", i ? ", " : "",
			   q->meetings[i], q->meetings[i]);
	buffer_add_str(p->out, "</dd></div>\n");
}

void question_put_facts(const struct question_page *p)
{
	const struct question *q = p->question;
	buffer_add_str(p->out, "<dl class=\"velden\">\n");
	put_numbers(p);
	put_date(p, "Gesteld op", q->date_asked, FIELD_DATE_ASKED);
	put_meetings(p);
	put_date(p, "Beantwoord op", q->date_answered, FIELD_DATE_ANSWERED);
	if (q->state == STATE_ONBEANTWOORD)
		put_date(p,
			 answer_term_end(q) <
					 search_request_today(&(struct search_request){.limit = 0})
				 ? "Te laat: antwoord verwacht tegen"
				 : "Antwoord verwacht tegen",
			 answer_term_end(q), FIELD_COUNT);
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
		markup_put(p->out,
			   "<p class=\"opmerking\">Sinds %D staat deze vraag niet meer in haar "
			   "bron.</p>\n",
			   standing.withdrawn);
	for (size_t i = 0; i < standing.change_count; i++)
		markup_put(p->out, "<p class=\"lezing\">Gewijzigd op %D.</p>\n",
			   standing.changes[i].date);
}

/* "aan Bart Somers, beantwoord op 3 maart 2022" */
static void put_cited_answer(const struct question_page *p)
{
	const struct question *q = p->question;
	for (size_t i = 0; i < q->minister_count; i++) {
		const struct minister *m = &q->ministers[i];
		markup_put(p->out, "%s%T", i ? " en " : " aan ", m->name.len ? m->name : m->role);
	}
	if (q->date_answered)
		markup_put(p->out, ", beantwoord op %D", q->date_answered);
}

static void put_citation(const struct question_page *p, struct slice title, struct slice origin)
{
	const struct question *q = p->question;
	const int today = search_request_today(&(struct search_request){.limit = 0});
	struct slice number = question_number(q);
	buffer_add_str(p->out, "<details class=\"citeer\"><summary>Deze vraag "
			       "citeren</summary>\n<p id=\"citaat\">");
	for (size_t i = 0; i < q->asker_count; i++)
		markup_put(p->out, "%s%T", i ? ", " : "", q->askers[i].name);
	markup_put(p->out, "%s\xe2\x80\x9c%T\xe2\x80\x9d, %s", q->asker_count ? ", " : "", title,
		   question_kind_title(q));
	if (number.len)
		markup_put(p->out, " nr. %T", number);
	if (q->date_asked)
		markup_put(p->out, " van %D", q->date_asked);
	put_cited_answer(p);
	if (*question_parliament_title(q))
		markup_put(p->out, ", %s", question_parliament_title(q));
	markup_put(p->out, ", %T/vraag/%U (geraadpleegd op %D)", origin, q->id, today);
	markup_put(p->out,
		   ".</p>\n<p><button type=\"button\" class=\"kopieer\" data-van=\"citaat\" "
		   "hidden>Kopieer</button> "
		   "<a href=\"/citaat/%U?format=bibtex\">BibTeX</a> <a "
		   "href=\"/citaat/%U?format=ris\">RIS</a></p></details>\n",
		   q->id, q->id);
}

static void begin_list(const struct question_page *p, const char *heading, size_t count)
{
	if (count)
		markup_put(p->out, "<section class=\"rij bijstuk\"><h2>%s</h2>\n<ul>\n", heading);
}

static void end_list(const struct question_page *p, size_t count)
{
	buffer_add_str(p->out, count ? "</ul></section>\n" : "");
}

static void put_annex(const struct question_page *p, const struct annex *a)
{
	const struct slice title = a->title.len ? a->title : a->url;
	if (slice_starts(a->url, "https://") || slice_starts(a->url, "http://"))
		markup_put(p->out, "<li><a rel=\"external noopener\" href=\"%T\">%T</a></li>\n",
			   a->url, title);
	else
		markup_put(p->out, "<li>%T</li>\n", title);
}

void question_put_papers(const struct question_page *p)
{
	const struct question *q = p->question;
	begin_list(p, "Noten", q->note_count);
	for (size_t i = 0; i < q->note_count; i++) {
		markup_put(p->out, q->notes[i].mark.len ? "<li><sup>%T</sup> " : "<li>%T",
			   q->notes[i].mark);
		hits_put_linked(p->out, searcher_text(p->worker->searcher, q, q->notes[i].text),
				NULL, 0);
		buffer_add_str(p->out, "</li>\n");
	}
	end_list(p, q->note_count);
	begin_list(p, "Bijlagen", q->annex_count);
	for (size_t i = 0; i < q->annex_count; i++)
		put_annex(p, &q->annexes[i]);
	end_list(p, q->annex_count);
	begin_list(p, "Genoemde stukken", q->reference_count);
	for (size_t i = 0; i < q->reference_count; i++)
		markup_put(p->out, "<li>%T %T</li>\n", q->references[i].kind,
			   q->references[i].number);
	end_list(p, q->reference_count);
}

void question_put_source(const struct question_page *p, struct slice title, struct slice origin)
{
	const struct question *q = p->question;
	buffer_add_str(p->out, "<footer class=\"bron\">\n");
	put_standing(p);
	put_citation(p, title, origin);
	markup_put(p->out,
		   "<p><button type=\"button\" class=\"kopieer deel\" data-adres=\"%T/vraag/%U\" "
		   "hidden>Deel deze vraag</button></p>\n",
		   origin, q->id);
	markup_put(p->out,
		   "<p class=\"lezing\">Id: <code>%T</code> \xc2\xb7 <a "
		   "href=\"/api/v1/question/%U\">als JSON</a></p>\n</footer>\n",
		   q->id, q->id);
}
