/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

/* The addresses of the site, as data. */
#include "web/site/site.h"

struct route {
	const char *path; /* that ends in a slash, but "/": all below it */
	route_fn *run;
	bool index;             /* needs the index; the answer then changes with it alone (ETag) */
	bool open;              /* CORS */
	const char *parameters; /* that it has, separated by blanks, each once; NULL: others are
				   passed over */
	bool text;              /* a text may be sent to it (POST) */
	bool facets;            /* and the facets, each any number of times */
};

/* NULL when there is none. */
const struct route *route_find(struct slice path, struct slice *rest);

/* True when the address takes a text. */
bool route_takes_text(struct slice target);

/* FORMAT, with the response's code, when a request has a parameter that the route does not, or one
 * twice. */
MUST_CHECK enum status route_check(const struct route *route, const struct request *request,
				   struct response *response, struct error *err);

#endif
