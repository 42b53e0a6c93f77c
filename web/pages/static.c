/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a site has beside its pages: files of its own, and what it tells robots and browsers. */
#include "web/html/markup.h"
#include "web/pages/page_common.h"
#include "web/site/asset.h"

enum { SITEMAP_MAX = 50000 };

EMBED(style, "web/pages/stijl.css");
EMBED(script, "web/pages/pagina.js");
EMBED(icon, "web/pages/favicon.svg");

#define UNUSED() (void)worker, (void)rq, (void)rest, (void)err
#define ROUTE_ARGS struct worker *worker, struct request *rq, struct slice rest, struct response *rs, struct error *err

enum status site_style(ROUTE_ARGS)
{
	UNUSED();
	return site_send_file(rs, style_data, style_end, "text/css; charset=utf-8");
}

enum status site_script(ROUTE_ARGS)
{
	UNUSED();
	return site_send_file(rs, script_data, script_end, "text/javascript; charset=utf-8");
}

enum status site_icon(ROUTE_ARGS)
{
	UNUSED();
	return site_send_file(rs, icon_data, icon_end, "image/svg+xml");
}

enum status site_robots(ROUTE_ARGS)
{
	(void)rest, (void)err;
	markup_put(&rs->body, "User-agent: *\nDisallow: /api/\nDisallow: /statistiek?\nDisallow: /waarden/\nDisallow: /feed?\nDisallow: /*?q=\n"
			    "Sitemap: %T/sitemap.xml\n", pages_origin(worker, rq, &rq->arena));
	rs->type = TYPE_TEXT;
	return STATUS_OK;
}

enum status site_opensearch(ROUTE_ARGS)
{
	(void)rest, (void)err;
	struct slice origin = pages_origin(worker, rq, &rq->arena);
	markup_put(&rs->body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			    "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">"
			    "<ShortName>Vraagbaak</ShortName><Description>Parlementaire vragen en antwoorden</Description>"
			    "<InputEncoding>UTF-8</InputEncoding><Language>nl</Language>"
			    "<Url type=\"text/html\" template=\"%T/?q={searchTerms}\"/>"
			    "<Url type=\"application/atom+xml\" template=\"%T/feed?q={searchTerms}\"/>"
			    "<Url type=\"application/x-suggestions+json\" template=\"%T/api/v1/suggest?format=opensearch&amp;q={searchTerms}\"/>"
			    "</OpenSearchDescription>\n", origin, origin, origin);
	rs->type = "application/opensearchdescription+xml; charset=utf-8";
	return STATUS_OK;
}

/* ---- site map: in parts of as many as one may hold, the newest first ---- */

struct site_map {
	struct buffer *out;
	struct slice origin;
};

static enum status put_address(void *ctx, const struct search_hit *hit, struct error *err)
{
	struct site_map *map = ctx;
	(void)err;
	markup_put(map->out, "<url><loc>%T/vraag/%U</loc></url>\n", map->origin, hit->id);
	return STATUS_OK;
}

static void put_parts(struct buffer *out, struct slice origin, unsigned parts)
{
	buffer_add_str(out, "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (unsigned part = 1; part <= parts; part++)
		markup_put(out, "<sitemap><loc>%T/sitemap.xml?part=%u</loc></sitemap>\n", origin, part);
	buffer_add_str(out, "</sitemapindex>\n");
}

enum status site_sitemap(ROUTE_ARGS)
{
	struct site_map map = {&rs->body, pages_origin(worker, rq, &rq->arena)};
	struct search_request request = {.everything = true, .ids_only = true, .sort = SORT_DATE, .limit = SITEMAP_MAX};
	const unsigned parts = (worker->state.questions + SITEMAP_MAX - 1) / SITEMAP_MAX;
	unsigned part;
	(void)rest;
	enum status st = request_number(rq, "part", 1, parts ? parts : 1, 0, &part, err);
	if (st)
		return st;
	rs->type = "application/xml; charset=utf-8";
	buffer_add_str(&rs->body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
	if (!part && parts > 1) {
		put_parts(&rs->body, map.origin, parts);
		return STATUS_OK;
	}
	request.offset = part ? (part - 1) * SITEMAP_MAX : 0;
	buffer_add_str(&rs->body, "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	st = searcher_stream(worker->searcher, &request, put_address, &map, NULL, err);
	buffer_add_str(&rs->body, "</urlset>\n");
	return st;
}
