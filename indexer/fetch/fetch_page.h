/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_FETCH_PAGE_H
#define INDEXER_FETCH_PAGE_H

/* A page of a service's list, whichever service it is: its address, its rows, and which item a row
 * names. */
#include <jansson.h>

#include "indexer/fetch/fetch_internal.h"

enum { FETCH_KEY_SIZE = 128 };

struct fetch_page {
	json_t *reply;      /* owned */
	const json_t *rows; /* borrowed from it, maybe NULL */
	long long total;    /* that the service counts; -1 when it does not say */
};

/* What a row is. */
enum fetch_row {
	FETCH_ROW_ITEM,
	FETCH_ROW_OTHER, /* a paper that is not asked for: no question */
	FETCH_ROW_ODD,   /* it names nothing that could be asked for */
};

/* Where a list begins, and the most rows that a search gives; 0 for no such bound. */
long long fetch_page_first(const struct fetch_work *w);
long long fetch_page_limit(const struct fetch_work *w);

/* The position behind a page of so many rows. */
long long fetch_page_after(const struct fetch_work *w, long long position, size_t rows);

/* True where no page may be asked for: an SRU service has an error in place of an empty page. */
bool fetch_page_is_behind(const struct fetch_work *w, long long position, long long total);

/* Leaves the address of the page at the position in w->url. */
void fetch_page_url(struct fetch_work *w);
const char *fetch_page_accept(const struct fetch_work *w);

/* Reads a page; FORMAT when it is none, or when it is the first and all of its rows, two or more,
 * are odd: then the service is another than the one that is known. */
MUST_CHECK enum status fetch_page_read(const struct fetch_work *w, struct slice body,
				       struct fetch_page *page, struct error *err);
void fetch_page_release(struct fetch_page *page);

/* The same for fetch_ask; ctx is the work. */
enum status fetch_page_check(void *ctx, struct slice body, struct error *err);

/* The key of the item that a row is about. */
enum fetch_row fetch_page_key(const struct fetch_work *w, const json_t *row,
			      char key[FETCH_KEY_SIZE]);

/* A name that is safe in paths and addresses. */
bool fetch_name_is_safe(const char *name);

/* Puts the last reply into `.fetch/aside`, for whoever looks into the cause. */
MUST_CHECK enum status fetch_set_aside(struct fetch_work *w, const char *name, struct error *err);

#endif
