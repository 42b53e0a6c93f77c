/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H

/* What all pages have: head, search box, foot. */
#include "web/html/search_url.h"

struct layout {
	struct slice title;        /* of the window; empty for the name of the site */
	const struct view *view;   /* of the search box, NULL for an empty one */
	struct slice description;  /* of the page, for those who link to it; may be empty */
	const struct buffer *head; /* more for <head>, written by this program; may be NULL */
	bool article;              /* it is about one thing, a question */
	bool front;                /* the large box of the first page */
	const struct missing_parts
		*missing; /* of what the page shows; NULL when it says so itself */
};

/* The style sheet and the script, under a name that changes with what is in them. */
const char *layout_style_path(void);
const char *layout_script_path(void);
/* Sets those names by hashes of the contents, before there are threads. */
void layout_set_paths(unsigned long long style, unsigned long long script);

void layout_begin(struct buffer *out, const struct layout *layout);
void layout_end(struct buffer *out);

/* A whole page that tells of a failure. */
void layout_problem(struct buffer *out, const char *title, struct slice detail);

#endif
