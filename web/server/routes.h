/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

/* The addresses of the site, as data. */
#include "web/site/site.h"

struct route {
	const char *path; /* that ends in a slash, but "/": all below it */
	route_fn *run;
	bool index;       /* needs the index; the answer then changes with it alone (ETag) */
	bool open;        /* CORS */
	bool partial;     /* makes sense without all that was asked for: a page of hits */
};

/* NULL when there is none. */
const struct route *route_find(struct slice path, struct slice *rest);

#endif
