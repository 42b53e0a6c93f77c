/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

/* The addresses of the site, as data. */
#include "web/server/worker.h"

/* Fills the response, which is empty.  `rest` is the path behind the route's own.  A failure is told by
 * its status: QUERY, FORMAT, USAGE and LIMIT are the client's, NOT_FOUND is 404, others are the index'. */
typedef enum status route_fn(struct worker *worker, struct request *request, struct slice rest,
			     struct response *response, struct error *err);

struct route {
	const char *path; /* that ends in a slash, but "/": all below it */
	route_fn *run;
	bool index;       /* needs the index; the answer then changes with it alone (ETag) */
	bool open;        /* CORS */
};

/* NULL when there is none. */
const struct route *route_find(struct slice path, struct slice *rest);

/* page_*.c */
route_fn page_search, page_question, page_minister, page_asker, page_theme, page_values, page_statistics,
	page_help;
/* feed.c, site.c */
route_fn feed_atom, site_opensearch, site_sitemap, site_robots, site_style, site_script, site_icon;
/* cite.c */
route_fn cite_question;
/* api*.c */
route_fn api_search, api_question, api_facets, api_similar, api_suggest, api_export, api_health, api_metrics,
	api_description;

#endif
