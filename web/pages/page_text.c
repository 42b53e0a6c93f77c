/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of the operator, and the search box for other sites. */
#include "web/html/identity.h"
#include "web/html/layout.h"
#include "web/html/markup.h"
#include "web/pages/pages.h"

static enum status put_text(struct response *rs, const char *title, struct slice text,
			    struct error *err)
{
	const struct layout layout = {.title = slice_of(title)};
	if (!text.len)
		return error_set(err, STATUS_NOT_FOUND, "the operator gave no such text");
	layout_begin(&rs->body, &layout);
	markup_put(&rs->body, "<article class=\"smal\"><h1>%s</h1>\n", title);
	markup_paragraphs(&rs->body, text);
	buffer_add_str(&rs->body, "</article>\n");
	layout_end(&rs->body);
	return STATUS_OK;
}

#define UNUSED() (void)worker, (void)rq, (void)rest

enum status page_about(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	UNUSED();
	const struct slice given = identity()->about;
	return put_text(
		rs, "Over deze site",
		given.len ? given
			  : slice_of("Deze site maakt parlementaire vragen en de antwoorden van "
				     "ministers doorzoekbaar.\nVragen en antwoorden zijn van de "
				     "parlementen. Een programma las de teksten en de gegevens "
				     "erbij; waar dat niet zeker was, staat het bij de vraag. "
				     "De officiële stukken gaan voor.\nWat gevonden wordt, is "
				     "volledig voor zover het in de index staat: onder elke "
				     "zoekopdracht staat "
				     "waarnaar gezocht is. Verwante vragen, die niet alle woorden "
				     "hebben, zijn als zodanig gemerkt."),
		err);
}

enum status page_privacy(struct worker *worker, struct request *rq, struct slice rest,
			 struct response *rs, struct error *err)
{
	UNUSED();
	return put_text(rs, "Privacy", identity()->privacy, err);
}

enum status page_contact(struct worker *worker, struct request *rq, struct slice rest,
			 struct response *rs, struct error *err)
{
	UNUSED();
	return put_text(rs, "Contact", identity()->contact, err);
}

enum status page_box(struct worker *worker, struct request *rq, struct slice rest,
		     struct response *rs, struct error *err)
{
	UNUSED();
	(void)err;
	rs->embeddable = true;
	buffer_add_str(&rs->body,
		       "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n"
		       "<meta name=\"viewport\" content=\"width=device-width, "
		       "initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n");
	markup_put(&rs->body,
		   "<title>%T</title>\n<link rel=\"stylesheet\" href=\"%s\">\n</head>\n<body "
		   "class=\"vak\">\n",
		   identity()->name, layout_style_path());
	buffer_add_str(
		&rs->body,
		"<main><h1 class=\"stil\">Zoek in parlementaire vragen</h1>\n<form class=\"zoek\" "
		"action=\"/\" method=\"get\" target=\"_blank\" role=\"search\">\n"
		"<label for=\"q\">Zoek in parlementaire vragen en antwoorden</label>\n<div "
		"class=\"balk\"><input id=\"q\" name=\"q\" type=\"search\" "
		"maxlength=\"4000\" placeholder=\"parlementaire vragen\"><button "
		"type=\"submit\">Zoek</button></div></form></main>\n</body>\n</html>\n");
	return STATUS_OK;
}
