/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_PAGE_COMMON_H
#define WEB_PAGE_COMMON_H

/* Parts that several pages have. */
#include "web/html/search_url.h"
#include "web/pages/pages.h"

enum { PAGE_HITS = 10 };

/* Links to the other pages of a list. */
void pages_put_pager(struct buffer *out, const struct view *view,
		     const struct search_results *results);

/* Figures about all matches of a view, each chart with its table; years and values are links to
 * their questions. */
void pages_put_figures(struct buffer *out, const struct statistics *statistics,
		       const struct view *view);

/* Where the site is called from, without a slash at the end: by --url, else by the Host header. */
struct slice pages_origin(const struct worker *worker, const struct request *request,
			  struct arena *arena);

#endif
