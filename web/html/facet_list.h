/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_FACET_LIST_H
#define WEB_FACET_LIST_H

/* The facets of a search beside its hits. */
#include "web/html/search_url.h"

/* Those that the search page counts. */
#define FACETS_SHOWN FACETS_ALL

/* What was chosen, each with a link to take it out. */
void facet_list_chips(struct buffer *out, const struct view *view);
/* The values of the facets with links to choose them; the years are not among them. */
void facet_list_put(struct buffer *out, const struct view *view, const struct facet_counts *counts);
/* One value, in an item of a list, with its number. */
void facet_list_put_value(struct buffer *out, const struct view *view, enum facet facet,
			  const struct facet_value *value);
/* A link to the page with all values of the facet, of which there are so many. */
void facet_list_put_all(struct buffer *out, const struct view *view, enum facet facet,
			size_t count);
/* The years as a chart. */
/* Says below the head of a chart of years how many questions are not in it. */
void facet_list_put_undated(struct buffer *out, uint32_t without);
void facet_list_years(struct buffer *out, const struct view *view,
		      const struct facet_counts *years);

#endif
