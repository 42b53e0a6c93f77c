/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/routes.h"

#include <string.h>

#include "searcher/model/facet.h"
#include "web/api/api.h"
#include "web/pages/pages.h"

static const struct route routes[] = {
	{"/", page_search, true, false, NULL, false},
	{"/vraag/", page_question, true, false, NULL, false},
	{"/minister/", page_minister, true, false, NULL, false},
	{"/vraagsteller/", page_asker, true, false, NULL, false},
	{"/thema/", page_theme, true, false, NULL, false},
	{"/waarden/", page_values, true, false, NULL, false},
	{"/statistiek", page_statistics, true, false, NULL, false},
	{"/hulp", page_help, false, false, NULL, false},
	{"/citaat/", cite_question, true, false, NULL, false},
	{"/feed", feed_atom, true, true, NULL, false},
	{"/opensearch.xml", site_opensearch, false, false, NULL, false},
	{"/sitemap.xml", site_sitemap, true, false, NULL, false},
	{"/robots.txt", site_robots, false, false, NULL, false},
	{"/stijl.css", site_style, false, false, NULL, false},
	{"/pagina.js", site_script, false, false, NULL, false},
	{"/favicon.svg", site_icon, false, false, NULL, false},
	{"/favicon.ico", site_icon, false, false, NULL, false},
	{"/api/v1/search", api_search, true, true, "q from to sort page limit offset facets statistics explain fold related", true},
	{"/api/v1/question/", api_question, true, true, "raw", false},
	{"/api/v1/facets", api_facets, true, true, "q from to facets group", true},
	{"/api/v1/similar/", api_similar, true, true, "q from to sort page limit offset facets statistics explain fold related", true},
	{"/api/v1/suggest", api_suggest, true, true, "q limit format", false},
	{"/api/v1/export", api_export, true, true, "q from to sort format fields", true},
	{"/api/v1/health", api_health, false, true, "", false},
	{"/api/v1/metrics", api_metrics, false, true, "", false},
	{"/api/v1/openapi.json", api_description, false, true, "", false},
};

const struct route *route_find(struct slice path, struct slice *rest)
{
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		size_t n = strlen(routes[i].path);
		bool folder = n > 1 && routes[i].path[n - 1] == '/';
		if (folder ? path.len > n && slice_starts(path, routes[i].path) : slice_is(path, routes[i].path)) {
			*rest = slice_from(path, n);
			return &routes[i];
		}
	}
	return NULL;
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

enum status route_check(const struct route *route, const struct request *rq, struct response *rs, struct error *err)
{
	for (size_t i = 0; route->parameters && i < rq->name_count; i++) {
		const struct slice name = rq->names[i];
		if (route->facets && is_facet(name))
			continue;
		if (!is_word_of(name, route->parameters)) {
			rs->code = "unknown-parameter";
			return error_set(err, STATUS_FORMAT, "de parameter \"%.*s\" bestaat hier niet", SLICE_ARG(slice_sub(name, 0, 40)));
		}
		for (size_t k = 0; k < i; k++)
			if (slice_eq(rq->names[k], name)) {
				rs->code = "repeated-parameter";
				return error_set(err, STATUS_FORMAT, "de parameter \"%.*s\" staat er twee keer", SLICE_ARG(name));
			}
	}
	return STATUS_OK;
}
