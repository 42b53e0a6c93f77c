/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/layout.h"

#include <stdio.h>

#include "web/html/identity.h"
#include "web/html/markup.h"

enum { TITLE_MAX = 64 }; /* bytes, with the name of the site */

/* The choices go along when the words change. */
static void put_hidden(struct buffer *out, const struct view *view)
{
	for (size_t i = 0; i < view->choice_count; i++)
		markup_put(out, "<input type=\"hidden\" name=\"%s\" value=\"%T\">\n",
			   facet_name(view->choices[i].facet), view->choices[i].value);
	if (view->from)
		markup_put(out, "<input type=\"hidden\" name=\"from\" value=\"%I\">\n", view->from);
	if (view->to)
		markup_put(out, "<input type=\"hidden\" name=\"to\" value=\"%I\">\n", view->to);
	if (view->sort != SORT_RELEVANCE)
		markup_put(out, "<input type=\"hidden\" name=\"sort\" value=\"%s\">\n",
			   search_sort_name(view->sort));
}

static void put_form(struct buffer *out, const struct view *view)
{
	markup_put(out,
		   "<form class=\"zoek\" action=\"/\" method=\"get\" role=\"search\">\n"
		   "<label for=\"q\">Zoek in parlementaire vragen en antwoorden</label>\n"
		   "<div class=\"balk\"><input id=\"q\" name=\"q\" type=\"search\" value=\"%T\" "
		   "maxlength=\"4000\" "
		   "autocomplete=\"off\" spellcheck=\"false\" "
		   "placeholder=\"onderwerp, minister, kamerlid of nummer\">"
		   "<button type=\"submit\">Zoek</button></div>\n",
		   view ? view->query : SLICE_EMPTY);
	if (view)
		put_hidden(out, view);
	buffer_add_str(out, "</form>\n");
}

static char style_path[64] = "/stijl.css", script_path[64] = "/pagina.js";

void layout_set_paths(unsigned long long style, unsigned long long script)
{
	snprintf(style_path, sizeof style_path, "/stijl.css?v=%08llx", style & 0xffffffff);
	snprintf(script_path, sizeof script_path, "/pagina.js?v=%08llx", script & 0xffffffff);
}

const char *layout_style_path(void)
{
	return style_path;
}

const char *layout_script_path(void)
{
	return script_path;
}

static void put_menu(struct buffer *out)
{
	static const struct {
		const char *path, *title;
	} items[] = {{"/", "Zoeken"},
		     {"/ministers", "Ministers"},
		     {"/kamerleden", "Kamerleden"},
		     {"/partijen", "Partijen"},
		     {"/themas", "Thema\xe2\x80\x99s"},
		     {"/onbeantwoord", "Onbeantwoord"},
		     {"/gevraagd", "Al gevraagd?"},
		     {"/statistiek", "Cijfers"},
		     {"/hulp", "Hulp"}};
	buffer_add_str(out, "<nav class=\"menu\" aria-label=\"Hoofdmenu\"><ul>\n");
	for (size_t i = 0; i < sizeof items / sizeof *items; i++)
		buffer_printf(out, "<li><a href=\"%s\">%s</a></li>\n", items[i].path,
			      items[i].title);
	buffer_add_str(out, "</ul></nav>\n");
}

/* For search engines and for those who paste a link. */
static void put_description(struct buffer *out, const struct layout *layout)
{
	const struct slice title = layout->title.len ? layout->title : identity()->name;
	const struct slice text = layout->description.len ? layout->description
							  : identity()->description;
	markup_put(out,
		   "<meta name=\"description\" content=\"%T\">\n<meta property=\"og:title\" "
		   "content=\"%T\">\n"
		   "<meta property=\"og:description\" content=\"%T\">\n<meta property=\"og:type\" "
		   "content=\"%s\">\n"
		   "<meta property=\"og:site_name\" content=\"%T\">\n<meta property=\"og:locale\" "
		   "content=\"nl_BE\">\n"
		   "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\">\n",
		   text, title, text, layout->article ? "article" : "website", identity()->name);
}

/* As much of it as a window shows. */
static void put_window_title(struct buffer *out, struct slice title)
{
	const size_t room = identity()->name.len + 20 < TITLE_MAX ? TITLE_MAX - identity()->name.len
								  : 20;
	size_t end = title.len;
	if (end > room)
		for (end = room; end && title.ptr[end] != ' '; end--)
			;
	end = end ? end : title.len;
	markup_put(out, "<title>%T%s \xe2\x80\x93 %T</title>\n", slice_sub(title, 0, end),
		   end < title.len ? " \xe2\x80\xa6" : "", identity()->name);
}

void layout_begin(struct buffer *out, const struct layout *layout)
{
	buffer_add_str(out,
		       "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n"
		       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		       "<meta name=\"color-scheme\" content=\"light dark\">\n");
	if (layout->title.len)
		put_window_title(out, layout->title);
	else
		markup_put(out, "<title>%T: parlementaire vragen en antwoorden</title>\n",
			   identity()->name);
	put_description(out, layout);
	markup_put(out,
		   "<link rel=\"stylesheet\" href=\"%s\">\n<script src=\"%s\" defer></script>\n"
		   "<link rel=\"search\" type=\"application/opensearchdescription+xml\" "
		   "title=\"%T\" href=\"/opensearch.xml\">\n",
		   layout_style_path(), layout_script_path(), identity()->name);
	if (layout->head)
		buffer_add_slice(out, buffer_slice(layout->head));
	buffer_add_str(out,
		       layout->front ? "</head>\n<body class=\"voor\">\n" : "</head>\n<body>\n");
	buffer_add_str(out, "<a class=\"sla\" href=\"#inhoud\">Naar de inhoud</a>\n<header "
			    "class=\"kop\">\n<p class=\"naam\"><a href=\"/\">");
	if (identity()->logo.len)
		buffer_add_str(out,
			       "<img class=\"logo\" src=\"/logo.svg\" alt=\"\" height=\"32\"> ");
	markup_put(out, "%T</a></p>\n", identity()->name);
	put_form(out, layout->view);
	put_menu(out);
	buffer_add_str(out, "</header>\n<main id=\"inhoud\" tabindex=\"-1\">\n");
	if (layout->missing && layout->missing->count)
		markup_put(out,
			   "<p class=\"opmerking\" role=\"note\">Onvolledig: %u van de %u delen "
			   "van de index antwoorden op dit "
			   "ogenblik niet.</p>\n",
			   (unsigned)layout->missing->count, (unsigned)layout->missing->of);
}

static void put_operator_links(struct buffer *out)
{
	const struct identity *who = identity();
	buffer_add_str(out, "<a href=\"/over\">Over deze site</a> ");
	buffer_add_str(out, who->privacy.len ? "<a href=\"/privacy\">Privacy</a> " : "");
	buffer_add_str(out, who->contact.len ? "<a href=\"/contact\">Contact</a> " : "");
	for (size_t i = 0; i < who->link_count; i++)
		markup_put(out, "<a rel=\"external noopener\" href=\"%T\">%T</a> ",
			   who->links[i].address, who->links[i].title);
}

void layout_end(struct buffer *out)
{
	buffer_add_str(out, "</main>\n<footer class=\"voet\"><nav aria-label=\"Over deze site\">");
	put_operator_links(out);
	buffer_add_str(out,
		       "<a href=\"/feed\">Nieuwe vragen (feed)</a> <a "
		       "href=\"/feed?sort=answered\">Nieuwe antwoorden (feed)</a> "
		       "<a href=\"/api/v1/openapi.json\">API en open data</a></nav>\n"
		       "<p>Vragen en antwoorden zijn van de parlementen; teksten en velden zijn "
		       "door een programma "
		       "gelezen. Controleer bij twijfel de bron.</p></footer>\n</body>\n</html>\n");
}

void layout_problem(struct buffer *out, const char *title, struct slice detail)
{
	struct layout layout = {.title = slice_of(title)};
	layout_begin(out, &layout);
	markup_put(out,
		   "<section class=\"bericht\"><h1>%s</h1>\n<p>%T</p>\n"
		   "<p><a href=\"/\">Begin een nieuwe zoekopdracht</a> of lees de "
		   "<a href=\"/hulp\">hulp bij het zoeken</a>.</p></section>\n",
		   title, detail);
	layout_end(out);
}
