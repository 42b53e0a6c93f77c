/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_CROSS_TABLE_H
#define WEB_CROSS_TABLE_H

/* Figures by two facets: how many questions each minister has in each year. */
#include <jansson.h>

#include "web/html/search_url.h"
#include "web/site/site.h"

/* Rows of the first facet in `group` ("year,minister"), at most CROSS_ROWS_MAX, each with counts of
 * the second.  FORMAT with a Dutch message when that is not two facets. */
enum { CROSS_ROWS_MAX = 60 };
MUST_CHECK enum status cross_table(struct worker *worker, const struct view *view,
				   struct slice group, json_t **table, struct error *err);

#endif
