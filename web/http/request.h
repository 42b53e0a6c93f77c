/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

/* What a client asks for: a path and parameters, decoded and checked. */
#include "base/arena.h"
#include "base/error.h"

enum {
	REQUEST_URI_MAX = 8192, /* bytes */
	REQUEST_PARAMETERS_MAX = 128,
	REQUEST_BODY_MAX = 3 * 64 * 1024 +
			   1024, /* a form with a text of REQUEST_TEXT_MAX, each byte as %XX */
	REQUEST_TEXT_MAX = 64 * 1024,
};

struct parameter {
	struct slice name, value;
};

struct request {
	struct arena arena;
	struct slice path;   /* decoded, whole UTF-8, without NUL */
	struct slice target; /* path and query as they came */
	struct parameter
		*parameters; /* of the query, decoded, in their order; empty values are left out */
	size_t parameter_count;
	struct slice *names; /* of all parameters, also of empty ones */
	size_t name_count;
	struct slice host;  /* "localhost:8080"; only characters that a host has, else empty */
	bool secure;        /* a proxy in front says https */
	struct slice etags; /* If-None-Match */
	bool head;
	bool gzip;         /* the client takes it */
	struct slice body; /* of a POST, as it came; of the server, until the answer is made */
	bool plain;        /* the body is text/plain, not a form */
};

/*
 * Reads the target of a request ("/vraag/x?q=y") into an empty one.  FORMAT with a Dutch message
 * for broken percent signs, NUL, bytes that are no UTF-8, a fragment; LIMIT when it is too long or
 * has too many parameters.
 */
MUST_CHECK enum status request_parse(struct request *self, struct slice target, struct error *err);
void request_release(struct request *self);

/* The text that was sent: the body, or the field `name` of the form that it is.  Empty when none
 * was.  FORMAT with a Dutch message, LIMIT when it is longer than REQUEST_TEXT_MAX. */
MUST_CHECK enum status request_text(struct request *self, const char *name, struct slice *out,
				    struct error *err);

/* Code points before byte `at` of a text. */
unsigned request_code_points(struct slice text, size_t at);

/* The first value of a parameter, trimmed; empty when it is not there. */
struct slice request_get(const struct request *self, const char *name);

/* A whole number from `least` to `most`; `fallback` when it is not there.  FORMAT with a Dutch
 * message. */
MUST_CHECK enum status request_number(const struct request *self, const char *name, unsigned least,
				      unsigned most, unsigned fallback, unsigned *out,
				      struct error *err);

#endif
