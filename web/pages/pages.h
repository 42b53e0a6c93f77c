/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

/* What is answered below each address of the site, but for the API. */
#include "web/site/site.h"

/* page_*.c */
route_fn page_search, page_question, page_minister, page_asker, page_theme, page_values,
	page_statistics, page_help, page_party, page_ministers, page_members, page_parties,
	page_themes, page_open, page_asked, page_about, page_privacy, page_contact, page_box;
/* feed.c, static.c */
route_fn feed_atom, site_opensearch, site_sitemap, site_robots, site_style, site_script, site_icon,
	site_logo;
/* Before there are threads, when it is known whose site it is. */
void pages_prepare(void);
/* cite.c */
route_fn cite_question;

#endif
