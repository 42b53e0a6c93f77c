/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_HITS_HTML_H
#define WEB_HITS_HTML_H

/* Hits, people and texts with marks, as HTML. */
#include "web/html/search_url.h"

/* The text with its marks as <mark>; overlapping marks become one. */
void hits_put_marked(struct buffer *out, struct slice text, const struct mark *marks, size_t count);

/* The same, with addresses of the web in it as links. */
void hits_put_linked(struct buffer *out, struct slice text, const struct mark *marks, size_t count);

/* People with links to their pages; ministers with the office on the day when `offices`. */
void hits_put_askers(struct buffer *out, const struct question *question);
void hits_put_ministers(struct buffer *out, const struct question *question, bool offices);

/* A title with its first letter in capitals. */
void hits_put_heading(struct buffer *out, struct slice heading);

/* "beantwoord na 26 dagen" */
void hits_put_status(struct buffer *out, const struct question *question);

/* The hits as a list.  Their links have the search and the place in it, so that the page of a
 * question leads back and on; where the order can be steered, each hit has a link to more like it.
 * Without a view (NULL) they have none of these. */
void hits_put_list(struct buffer *out, const struct search_results *results,
		   const struct view *view);
void hits_put_link(struct buffer *out, const struct search_hit *hit, const struct view *view);

#endif
