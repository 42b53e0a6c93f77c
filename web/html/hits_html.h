/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_HITS_HTML_H
#define WEB_HITS_HTML_H

/* Hits, people and texts with marks, as HTML. */
#include "searcher/search/searcher.h"

/* The text with its marks as <mark>; overlapping marks become one. */
void hits_put_marked(struct buffer *out, struct slice text, const struct mark *marks, size_t count);

/* "nr. 181 · 3 februari 2022 · Asker (Party) → Minister", people as links. */
void hits_put_facts(struct buffer *out, const struct question *question);

/* People with links to their pages; ministers with the office on the day when `offices`. */
void hits_put_askers(struct buffer *out, const struct question *question);
void hits_put_ministers(struct buffer *out, const struct question *question, bool offices);

/* The hits as a list; `query` goes along in their links. */
void hits_put_list(struct buffer *out, const struct search_results *results, struct slice query);

/* "/vraag/ID?q=..." */
void hits_put_link(struct buffer *out, struct slice id, struct slice query);

#endif
