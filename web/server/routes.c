/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/routes.h"

#include <string.h>

#include "searcher/model/facet.h"
#include "web/api/api.h"
#include "web/pages/pages.h"

static const struct route routes[] = {
	{.path = "/", .run = page_search, .index = true},
	{.path = "/vraag/", .run = page_question, .index = true},
	{.path = "/minister/", .run = page_minister, .index = true},
	{.path = "/vraagsteller/", .run = page_asker, .index = true},
	{.path = "/thema/", .run = page_theme, .index = true},
	{.path = "/partij/", .run = page_party, .index = true},
	{.path = "/ministers", .run = page_ministers, .index = true},
	{.path = "/kamerleden", .run = page_members, .index = true},
	{.path = "/partijen", .run = page_parties, .index = true},
	{.path = "/themas", .run = page_themes, .index = true},
	{.path = "/onbeantwoord", .run = page_open, .index = true},
	{.path = "/gevraagd", .run = page_asked, .index = true, .text = true},
	{.path = "/waarden/", .run = page_values, .index = true},
	{.path = "/statistiek", .run = page_statistics, .index = true},
	{.path = "/hulp", .run = page_help},
	{.path = "/over", .run = page_about},
	{.path = "/privacy", .run = page_privacy},
	{.path = "/contact", .run = page_contact},
	{.path = "/zoekvak", .run = page_box},
	{.path = "/logo.svg", .run = site_logo},
	{.path = "/citaat/", .run = cite_question, .index = true},
	{.path = "/feed", .run = feed_atom, .index = true, .open = true},
	{.path = "/opensearch.xml", .run = site_opensearch},
	{.path = "/sitemap.xml", .run = site_sitemap, .index = true},
	{.path = "/robots.txt", .run = site_robots},
	{.path = "/stijl.css", .run = site_style},
	{.path = "/pagina.js", .run = site_script},
	{.path = "/favicon.svg", .run = site_icon},
	{.path = "/favicon.ico", .run = site_icon},
	{.path = "/api/v1/search",
	 .run = api_search,
	 .index = true,
	 .open = true,
	 .parameters =
		 "q like from to sort page limit offset facets statistics explain fold related",
	 .facets = true},
	{.path = "/api/v1/question/",
	 .run = api_question,
	 .index = true,
	 .open = true,
	 .parameters = "raw"},
	{.path = "/api/v1/facets",
	 .run = api_facets,
	 .index = true,
	 .open = true,
	 .parameters = "q from to facets group",
	 .facets = true},
	{.path = "/api/v1/similar/",
	 .run = api_similar,
	 .index = true,
	 .open = true,
	 .parameters = "q from to sort page limit offset facets statistics explain fold related",
	 .facets = true},
	{.path = "/api/v1/asked",
	 .run = api_asked,
	 .index = true,
	 .open = true,
	 .parameters = "q from to limit",
	 .facets = true,
	 .text = true},
	{.path = "/api/v1/suggest",
	 .run = api_suggest,
	 .index = true,
	 .open = true,
	 .parameters = "q limit format"},
	{.path = "/api/v1/export",
	 .run = api_export,
	 .index = true,
	 .open = true,
	 .parameters = "q like from to sort format fields",
	 .facets = true},
	{.path = "/api/v1/health", .run = api_health, .open = true, .parameters = ""},
	{.path = "/api/v1/metrics", .run = api_metrics, .open = true, .parameters = ""},
	{.path = "/api/v1/openapi.json", .run = api_description, .open = true, .parameters = ""},
};

const struct route *route_find(struct slice path, struct slice *rest)
{
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		size_t n = strlen(routes[i].path);
		bool folder = n > 1 && routes[i].path[n - 1] == '/';
		if (folder ? path.len > n && slice_starts(path, routes[i].path)
			   : slice_is(path, routes[i].path)) {
			*rest = slice_from(path, n);
			return &routes[i];
		}
	}
	return NULL;
}

bool route_takes_text(struct slice target)
{
	struct slice rest;
	const struct route *route = route_find(slice_sub(target, 0, slice_find(target, 0, "?")),
					       &rest);
	return route && route->text;
}

/* ---- parameters ---- */

static bool is_word_of(struct slice name, const char *words)
{
	struct slice rest = slice_of(words);
	while (rest.len) {
		const size_t end = slice_find(rest, 0, " ");
		if (slice_eq(slice_sub(rest, 0, end), name))
			return true;
		rest = slice_from(rest, end + 1);
	}
	return false;
}

static bool is_facet(struct slice name)
{
	enum facet facet;
	return facet_parse(name, &facet) && slice_is(name, facet_name(facet));
}

enum status route_check(const struct route *route, const struct request *rq, struct response *rs,
			struct error *err)
{
	for (size_t i = 0; route->parameters && i < rq->name_count; i++) {
		const struct slice name = rq->names[i];
		if (route->facets && is_facet(name))
			continue;
		if (!is_word_of(name, route->parameters)) {
			rs->code = "unknown-parameter";
			return error_set(err, STATUS_FORMAT,
					 "de parameter \"%.*s\" bestaat hier niet",
					 SLICE_ARG(slice_sub(name, 0, 40)));
		}
		for (size_t k = 0; k < i && !slice_is(name, "like"); k++)
			if (slice_eq(rq->names[k], name)) {
				rs->code = "repeated-parameter";
				return error_set(err, STATUS_FORMAT,
						 "de parameter \"%.*s\" staat er twee keer",
						 SLICE_ARG(name));
			}
	}
	return STATUS_OK;
}
