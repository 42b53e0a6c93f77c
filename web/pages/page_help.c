/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/markup.h"
#include "web/html/layout.h"
#include "web/pages/pages.h"

static const struct {
	const char *query, *meaning;
} examples[] = {
	{"wachtlijsten sociale huur",
	 "een thema in gewone woorden: de beste vragen eerst, ook verwante"},
	{"\"openbaar vervoer\"", "een vaste uitdrukking"},
	{"fietspad*", "woorden die zo beginnen"},
	{"water EN (pfas OF lood) NIET drinkwater",
	 "EN, OF, NIET, met haakjes; een minteken mag ook: -drinkwater"},
	{"school BIJ/5 fiets", "hoogstens vijf woorden van elkaar"},
	{"minister:somers", "wie antwoordde, of een ambt: minister:onderwijs"},
	{"vraagsteller:\"El Kaddouri\"", "wie vroeg; partij:groen voor een partij"},
	{"titel:inburgering", "alleen in de titel; vraag: en antwoord: alleen daar"},
	{"jaar:2022 thema:mobiliteit", "een jaar, een periode (datum:2020..2021), een thema"},
	{"nr:181", "het nummer van een vraag; citeert:181 voor wat ernaar verwijst"},
	{"status:onbeantwoord", "zonder antwoord tot nu toe"},
};

enum status page_help(struct worker *worker, struct request *rq, struct slice rest,
		      struct response *rs, struct error *err)
{
	struct layout layout = {.title = slice_of("Hulp bij het zoeken")};
	(void)worker, (void)rq, (void)rest, (void)err;
	layout_begin(&rs->body, &layout);
	buffer_add_str(&rs->body, "<article class=\"smal\"><h1>Hulp bij het zoeken</h1>\n<p>Gewone "
				  "woorden volstaan. Wie preciezer wil "
				  "zijn, kan meer:</p>\n<table class=\"hulp\"><tbody>\n");
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
		markup_put(&rs->body,
			   "<tr><th scope=\"row\"><a "
			   "href=\"/?q=%U\"><code>%s</code></a></th><td>%s</td></tr>\n",
			   slice_of(examples[i].query), examples[i].query, examples[i].meaning);
	buffer_add_str(&rs->body,
		       "</tbody></table>\n<p>Woorden tellen in al hun vormen, ook in langere "
		       "woorden, en een samenstelling ook waar ze los geschreven staat: "
		       "<i>inburgering</i> vindt <i>inburgeringstrajecten</i>.</p>\n"
		       "<p>Staat er een goede vraag bij een thema, kies dan <b>Meer zoals "
		       "deze</b>: vragen die daarop lijken, komen "
		       "vooraan. Dat kan met ten hoogste vijf vragen; boven de resultaten staat "
		       "welke dat zijn.</p>\n"
		       "<h2>Toetsen</h2>\n<p><kbd>/</kbd> naar het zoekveld, <kbd>j</kbd> en "
		       "<kbd>k</kbd> naar het volgende "
		       "en vorige resultaat, <kbd>Enter</kbd> opent het.</p>\n"
		       "<h2>API en open data</h2>\n<p>Alles is er ook als gegevens: <a "
		       "href=\"/api/v1/openapi.json\">"
		       "de beschrijving van de API</a>. Van elke zoekopdracht is er een <a "
		       "href=\"/feed\">feed</a>.</p></article>\n");
	layout_end(&rs->body);
	return STATUS_OK;
}
