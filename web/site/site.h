/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_SITE_H
#define WEB_SITE_H

/*
 * What pages know: the worker that answers, and the site, which all workers share: settings that do
 * not change, and counters.
 */
#include <stdatomic.h>

#include "searcher/search/index_version.h"
#include "searcher/search/searcher.h"
#include "web/http/request.h"
#include "web/http/response.h"

enum { METRIC_BUCKETS = 10 };

struct cache;

struct site {
	struct searcher_options index;
	struct cache *cache;
	const char *url; /* "https://vragen.example.org", without a slash at the end; NULL: by the
			    Host header */
	atomic_bool stopping; /* what runs is to end */
	atomic_uint exports;  /* running */
	unsigned exports_max;
	bool compress; /* answers, where clients take it */
	/* what /api/v1/metrics tells */
	atomic_ulong answered[6]; /* by hundreds of the HTTP status */
	atomic_ulong refused;     /* for a full queue, or too late */
	atomic_ulong limited;     /* for the time limit */
	atomic_ulong buckets[METRIC_BUCKETS + 1];
	atomic_ulong microseconds;
	void (*load)(void *ctx, size_t *waiting, size_t *running, unsigned *connections);
	void *load_ctx;
};

struct completion;

struct worker {
	struct site *site;
	struct searcher *searcher; /* NULL when the index could not be opened the last time */
	struct searcher_state state;
	struct completion *completion; /* made when first needed, of `completion_of` */
	struct searcher_state completion_of;
	bool answered;                      /* something since memory was given back */
	struct searcher_state looked, warm; /* states that worker_warm saw last, and made ready */
};

/* Fills the response, which is empty.  `rest` is the path behind the route's own.  A failure is
 * told by its status: QUERY, FORMAT, USAGE and LIMIT are the client's, NOT_FOUND is 404, others are
 * the index'. */
typedef enum status route_fn(struct worker *worker, struct request *request, struct slice rest,
			     struct response *response, struct error *err);

#endif
