/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/routes.h"

#include "web/api/api.h"
#include "web/pages/pages.h"

static const struct route routes[] = {
	{"/", page_search, true, false, true},
	{"/vraag/", page_question, true, false, false},
	{"/minister/", page_minister, true, false, false},
	{"/vraagsteller/", page_asker, true, false, false},
	{"/thema/", page_theme, true, false, false},
	{"/waarden/", page_values, true, false, false},
	{"/statistiek", page_statistics, true, false, false},
	{"/hulp", page_help, false, false, false},
	{"/citaat/", cite_question, true, false, false},
	{"/feed", feed_atom, true, true, false},
	{"/opensearch.xml", site_opensearch, false, false, false},
	{"/sitemap.xml", site_sitemap, true, false, false},
	{"/robots.txt", site_robots, false, false, false},
	{"/stijl.css", site_style, false, false, false},
	{"/pagina.js", site_script, false, false, false},
	{"/favicon.svg", site_icon, false, false, false},
	{"/favicon.ico", site_icon, false, false, false},
	{"/api/v1/search", api_search, true, true, true},
	{"/api/v1/question/", api_question, true, true, false},
	{"/api/v1/facets", api_facets, true, true, false},
	{"/api/v1/similar/", api_similar, true, true, true},
	{"/api/v1/suggest", api_suggest, true, true, false},
	{"/api/v1/export", api_export, true, true, false},
	{"/api/v1/health", api_health, false, true, false},
	{"/api/v1/metrics", api_metrics, false, true, false},
	{"/api/v1/openapi.json", api_description, false, true, false},
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
