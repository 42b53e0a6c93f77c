/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_FETCH_HTTP_H
#define INDEXER_FETCH_HTTP_H

/*
 * Polite requests over HTTP: a pause between two requests to one host, repeated with growing pauses
 * when the trouble may pass, Retry-After kept, sizes and times bounded, certificates checked,
 * redirects followed five times at most and never from https to anything else.
 */
#include <signal.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

struct fetch_http;

/* All of them have to be set. */
struct fetch_http_options {
	const char *contact; /* of who runs this, for User-Agent */
	int interval_ms;     /* between the beginnings of two requests to one host */
	int retries;         /* after the first try */
	int retry_ms;     /* before the first retry; doubles, up to a minute, less a random part */
	int wait_seconds; /* a longer Retry-After is not waited for */
	int connect_seconds, stall_seconds, total_seconds; /* time-outs of one request */
	int max_megabytes;                                 /* of one reply */
	const volatile sig_atomic_t *stop; /* ends waiting and transfers; may be NULL */
};

struct fetch_http_counts {
	size_t requests, retries;
	unsigned long long bytes; /* of bodies */
};

enum fetch_outcome {
	FETCH_GOT,
	FETCH_UNCHANGED, /* 304 to a request with validators */
	FETCH_ABSENT,    /* 404, 410 */
	FETCH_REFUSED,   /* asking again is of no use: another 4xx, too large, bad redirects or
			    certificate */
	FETCH_BAD,       /* came each time, and was not what it should be; the body is kept */
	FETCH_DOWN,      /* each try failed: no connection, time-out, cut off, 429, 5xx */
	FETCH_BUSY,      /* told to wait longer than wait_seconds */
	FETCH_STOPPED,
};

struct fetch_reply {
	struct buffer body;
	char etag[256], modified[64]; /* as sent, "" for none */
};

/* Whether a body is whole and what was asked for: FORMAT, with the cause, makes it be asked for
 * again. */
typedef enum status fetch_check_fn(void *ctx, struct slice body, struct error *err);

struct fetch_request {
	const char *url, *accept;
	const char *etag, *modified; /* of what is stored, NULL or "" for none */
	fetch_check_fn *check;
	void *ctx;
	int max_megabytes; /* of this reply; 0 for those of the options */
};

/* `options` is copied, its strings are borrowed.  NOMEM when libcurl cannot be set up. */
MUST_CHECK enum status fetch_http_new(const struct fetch_http_options *options,
				      struct fetch_http **http, struct error *err);
void fetch_http_free(struct fetch_http *self);

/* One request with its retries.  *cause is filled for every outcome but GOT, UNCHANGED, STOPPED; it
 * names the URL and the number of tries.  The reply's buffer is the caller's, for one request after
 * another. */
enum fetch_outcome fetch_http_get(struct fetch_http *self, const struct fetch_request *request,
				  struct fetch_reply *reply, struct error *cause);

const struct fetch_http_counts *fetch_http_counts(const struct fetch_http *self);

#endif
