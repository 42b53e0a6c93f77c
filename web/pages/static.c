/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a site has beside its pages: files of its own, and what it tells robots and browsers. */
#include <stdio.h>

#include "corpus/text/person_name.h"
#include "web/html/identity.h"
#include "web/html/layout.h"
#include "web/html/markup.h"
#include "web/pages/page_common.h"
#include "web/site/asset.h"

enum { SITEMAP_MAX = 50000, STYLE_AGE_S = 3600, YEAR_S = 31536000, NAMES_MAX = 10000 };

EMBED(style, "web/pages/stijl.css");
EMBED(script, "web/pages/pagina.js");
EMBED(icon, "web/pages/favicon.svg");

#define UNUSED() (void)worker, (void)rq, (void)rest, (void)err
#define ROUTE_ARGS \
	struct worker *worker, struct request *rq, struct slice rest, struct response *rs, \
		struct error *err

/* What is asked for by its hash never changes. */
static unsigned age_of(const struct request *rq)
{
	return request_get(rq, "v").len ? YEAR_S : STYLE_AGE_S;
}

/* Black or white, whichever reads better on a colour. */
static const char *ink_on(struct slice colour)
{
	unsigned red = 0, green = 0, blue = 0;
	char text[8] = "";
	memcpy(text, colour.ptr, 7);
	sscanf(text, "#%2x%2x%2x", &red, &green, &blue);
	return red * 299 + green * 587 + blue * 114 > 140000 ? "#10161a" : "#ffffff";
}

static void put_accent(struct buffer *out, struct slice colour)
{
	if (colour.len)
		buffer_printf(out, ":root{--accent:%.*s;--accent-inkt:%s}", SLICE_ARG(colour),
			      ink_on(colour));
}

/* The style sheet, and the operator's colours behind it. */
static void put_style(struct buffer *out)
{
	buffer_add(out, style_data, (size_t)(style_end - style_data));
	put_accent(out, identity()->accent);
	if (identity()->accent_dark.len) {
		buffer_add_str(out, "@media (prefers-color-scheme:dark){");
		put_accent(out, identity()->accent_dark);
		buffer_add_byte(out, '}');
	}
}

static unsigned long long hash_of(struct slice text)
{
	unsigned long long hash = 0xcbf29ce484222325ULL;
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.ptr[i]) * 0x100000001b3ULL;
	return hash ^ hash >> 32;
}

void pages_prepare(void)
{
	struct buffer sheet = BUFFER_INIT;
	put_style(&sheet);
	layout_set_paths(hash_of(buffer_slice(&sheet)),
			 hash_of(slice_make(script_data, (size_t)(script_end - script_data))));
	buffer_release(&sheet);
}

enum status site_style(ROUTE_ARGS)
{
	(void)worker, (void)rest, (void)err;
	put_style(&rs->body);
	rs->type = "text/css; charset=utf-8";
	rs->max_age = age_of(rq);
	return STATUS_OK;
}

enum status site_script(ROUTE_ARGS)
{
	(void)worker, (void)rest, (void)err;
	enum status st = site_send_file(rs, script_data, script_end,
					"text/javascript; charset=utf-8");
	rs->max_age = age_of(rq);
	return st;
}

enum status site_logo(ROUTE_ARGS)
{
	(void)worker, (void)rq, (void)rest;
	if (!identity()->logo.len)
		return error_set(err, STATUS_NOT_FOUND, "no logo");
	buffer_add_slice(&rs->body, identity()->logo);
	rs->type = "image/svg+xml";
	rs->max_age = STYLE_AGE_S;
	return STATUS_OK;
}

enum status site_icon(ROUTE_ARGS)
{
	UNUSED();
	return site_send_file(rs, icon_data, icon_end, "image/svg+xml");
}

enum status site_robots(ROUTE_ARGS)
{
	(void)rest, (void)err;
	static const char *const closed[] = {"/api/",          "/statistiek?", "/waarden/",
					     "/feed?",         "/zoekvak",     "/*?q=*&",
					     "/*?parliament=", "/*?minister=", "/*?plaats="};
	buffer_add_str(&rs->body, "User-agent: *\n");
	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
		buffer_printf(&rs->body, "Disallow: %.*s%s\n", SLICE_ARG(identity()->base),
			      closed[i]);
	markup_put(&rs->body, "Sitemap: %T/sitemap.xml\n", pages_origin(worker, rq, &rq->arena));
	rs->type = TYPE_TEXT;
	return STATUS_OK;
}

enum status site_opensearch(ROUTE_ARGS)
{
	(void)rest, (void)err;
	struct slice origin = pages_origin(worker, rq, &rq->arena);
	markup_put(&rs->body,
		   "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		   "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">"
		   "<ShortName>%T</ShortName><Description>Parlementaire vragen en "
		   "antwoorden</Description>"
		   "<InputEncoding>UTF-8</InputEncoding><Language>nl</Language>"
		   "<Url type=\"text/html\" template=\"%T/?q={searchTerms}\"/>"
		   "<Url type=\"application/atom+xml\" template=\"%T/feed?q={searchTerms}\"/>"
		   "<Url type=\"application/x-suggestions+json\" "
		   "template=\"%T/api/v1/suggest?format=opensearch&amp;q={searchTerms}\"/>"
		   "</OpenSearchDescription>\n",
		   slice_sub(identity()->name, 0, 16), origin, origin, origin);
	rs->type = "application/opensearchdescription+xml; charset=utf-8";
	return STATUS_OK;
}

/* ---- site map: an index of parts, the newest questions first, then people, parties and themes
 * ---- */

struct site_map {
	struct buffer *out;
	struct slice origin;
};

static enum status put_address(void *ctx, const struct search_hit *hit, struct error *err)
{
	struct site_map *map = ctx;
	const struct question *q = hit->question;
	const int day = q->date_answered > q->date_asked ? q->date_answered : q->date_asked;
	(void)err;
	markup_put(map->out, "<url><loc>%T/vraag/%U</loc>", map->origin, hit->id);
	if (day)
		markup_put(map->out, "<lastmod>%I</lastmod>", day);
	buffer_add_str(map->out, "</url>\n");
	return STATUS_OK;
}

static void put_parts(struct buffer *out, struct slice origin, unsigned parts)
{
	buffer_add_str(out,
		       "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (unsigned part = 1; part <= parts; part++)
		markup_put(out, "<sitemap><loc>%T/sitemap.xml?part=%u</loc></sitemap>\n", origin,
			   part);
	buffer_add_str(out, "</sitemapindex>\n");
}

/* The pages of all values of a facet. */
static void put_names(struct site_map *map, struct arena *arena, const char *path,
		      const struct facet_counts *counts)
{
	for (size_t i = 0; i < counts->count && i < NAMES_MAX; i++) {
		const struct slice slug = name_slug(arena, counts->values[i].value);
		if (slug.len)
			markup_put(map->out, "<url><loc>%T%s%U</loc></url>\n", map->origin, path,
				   slug);
	}
}

static enum status put_people(struct worker *worker, struct site_map *map, struct arena *arena,
			      struct error *err)
{
	static const struct {
		enum facet facet;
		const char *path;
	} shelves[] = {{FACET_MINISTER, "/minister/"},
		       {FACET_ASKER, "/vraagsteller/"},
		       {FACET_PARTY, "/partij/"},
		       {FACET_THEME, "/thema/"}};
	static const char *const pages[] = {
		"/",         "/ministers",  "/kamerleden", "/partijen", "/themas", "/onbeantwoord",
		"/gevraagd", "/statistiek", "/hulp",       "/over"};
	struct search_request all = {.everything = true, .ids_only = true};
	struct search_results *results;
	for (size_t i = 0; i < sizeof shelves / sizeof *shelves; i++)
		all.facets |= 1u << shelves[i].facet;
	enum status st = searcher_run(worker->searcher, &all, &results, err);
	if (st)
		return st;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		markup_put(map->out, "<url><loc>%T%s</loc></url>\n", map->origin, pages[i]);
	for (size_t i = 0; i < sizeof shelves / sizeof *shelves; i++)
		put_names(map, arena, shelves[i].path,
			  &search_results_facets(results)[shelves[i].facet]);
	search_results_free(results);
	return STATUS_OK;
}

enum status site_sitemap(ROUTE_ARGS)
{
	struct site_map map = {&rs->body, pages_origin(worker, rq, &rq->arena)};
	struct search_request request = {
		.everything = true, .titles_only = true, .sort = SORT_DATE, .limit = SITEMAP_MAX};
	const unsigned questions = (worker->state.questions + SITEMAP_MAX - 1) / SITEMAP_MAX;
	unsigned part;
	(void)rest;
	enum status st = request_number(rq, "part", 1, questions + 1, 0, &part, err);
	if (st)
		return st;
	rs->type = "application/xml; charset=utf-8";
	buffer_add_str(&rs->body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
	if (!part) {
		put_parts(&rs->body, map.origin, questions + 1);
		return STATUS_OK;
	}
	request.offset = (part - 1) * SITEMAP_MAX;
	buffer_add_str(&rs->body,
		       "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	st = part > questions
		     ? put_people(worker, &map, &rq->arena, err)
		     : searcher_stream(worker->searcher, &request, put_address, &map, NULL, err);
	buffer_add_str(&rs->body, "</urlset>\n");
	return st;
}
