/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_IDENTITY_H
#define WEB_IDENTITY_H

/*
 * Whose site it is: name, colours, logo, texts, as the operator's site file says.  It is read once,
 * before there are threads, and does not change.
 *
 *	name = Vragen aan de macht
 *	accent = #7a1f3d
 *	link = Onze krant | https://krant.example
 *	about = over.txt
 */
#include "base/buffer.h"
#include "base/error.h"

enum { IDENTITY_LINKS_MAX = 12 };

struct identity {
	struct slice name;                    /* "Vraagbaak" */
	struct slice description;             /* of the whole site, in a sentence */
	struct slice accent, accent_dark;     /* "#1f5a66"; empty for the program's own */
	struct slice logo;                    /* an SVG; empty for none */
	struct slice about, privacy, contact; /* texts of paragraphs; empty for none */
	struct {
		struct slice title, address;
	} links[IDENTITY_LINKS_MAX]; /* in the foot of each page */
	size_t link_count;
	struct slice embed; /* origins that may embed the search box, separated by blanks; empty for
			       none */
	struct slice base;  /* path below which the site is, "/vragen"; empty for the root */
};

const struct identity *identity(void);

/* Reads a site file; texts that it names are files beside it.  USAGE with what is wrong with which
 * line. */
MUST_CHECK enum status identity_read(const char *path, struct error *err);

/* Takes the path of "https://krant.example/vragen", which outlives it. */
void identity_set_url(const char *url);

/* Puts the base path in front of all links of a page that begin at the root. */
void identity_rebase(struct buffer *html);

#endif
