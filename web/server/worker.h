/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_WORKER_H
#define WEB_WORKER_H

/*
 * A worker answers requests, one at a time, with a searcher of its own.  What all of them share is the
 * site: settings that do not change, and counters.
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
	const char *url; /* "https://vragen.example.org", without a slash at the end; NULL: by the Host header */
	atomic_bool stopping; /* exports break off */
	atomic_uint exports;  /* running */
	unsigned exports_max;
	/* what /api/v1/metrics tells */
	atomic_ulong answered[6];  /* by hundreds of the HTTP status */
	atomic_ulong refused;      /* for a full queue, or too late */
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
	bool answered; /* something since memory was given back */
	struct searcher_state looked, warm; /* states that worker_warm saw last, and made ready */
};

/*
 * Answers a request.  Every failure becomes a page, or a problem document below /api/: 400, 404, 503
 * when the index cannot be read.
 */
void worker_answer(struct worker *self, struct request *request, struct response *response);

/*
 * For when there is nothing else to do: gives memory back that requests needed, and reads what searches remember of the index, so that the first who ask do not
 * wait for it.  Of a state that is not the first it waits for a second call, as another commit may follow.
 */
void worker_warm(struct worker *self);

/* Frees what it has, not itself. */
void worker_release(struct worker *self);

/* An answer that tells of a failure, in Dutch, for a path of the API or for people. */
void worker_problem(const struct request *request, struct response *response, unsigned status,
		    struct slice detail);

#endif
