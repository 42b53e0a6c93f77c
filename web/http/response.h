/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

/* What is sent back. */
#include "base/arena.h"
#include "base/buffer.h"
#include "web/http/stream.h"

#define TYPE_HTML "text/html; charset=utf-8"
#define TYPE_JSON "application/json; charset=utf-8"
#define TYPE_PROBLEM "application/problem+json; charset=utf-8"
#define TYPE_TEXT "text/plain; charset=utf-8"

struct response {
	unsigned status;  /* HTTP */
	const char *type; /* a literal */
	struct buffer body;
	char etag[80];  /* with its quotes; "" for none */
	char state[64]; /* of the index that the answer was made from; "" for none */
	unsigned
		max_age; /* seconds that a cache may keep it without asking; 0: it asks each time */
	bool open;       /* scripts of other sites may read it (CORS) */
	const char *code; /* of a problem, for programs: a literal; NULL for that of the status */
	struct {
		bool known;
		unsigned start, end;
	} span;                /* where a query is wrong, in code points */
	bool gzip;             /* the body is compressed */
	bool varies;           /* by what the client accepts */
	bool embeddable;       /* sites of the operator's choice may have it in a frame */
	bool options;          /* tells what may be asked (OPTIONS) */
	unsigned retry_after;  /* seconds; 0 for none */
	size_t missing, parts; /* parts of the index that the answer is without, of so many */
	char filename[64];     /* for what is to be saved; "" for none */
	bool length_unknown;   /* a HEAD of what would be a stream */
	struct stream *stream; /* instead of the body; owned by the server */
	/* To be run by the worker when the answer is on its way, while the stream is sent. */
	void (*after)(void *worker, void *ctx);
	void *after_ctx;
	/* For stream_new. */
	stream_wake_fn *wake;
	void *wake_ctx;
};

#define RESPONSE_INIT ((struct response){.status = 200, .type = TYPE_HTML})

static inline void response_release(struct response *self)
{
	buffer_release(&self->body);
}

#endif
