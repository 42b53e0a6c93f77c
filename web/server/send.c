/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an answer to libmicrohttpd's: headers, bodies, exports. */
#include <stdlib.h>

#include "web/html/identity.h"
#include "web/server/server_internal.h"

enum { SEND_S = 60 };

static void add(struct MHD_Response *out, const char *name, const char *value)
{
	if (mhd.MHD_add_response_header(out, name, value) != MHD_YES)
		die_nomem(strlen(value));
}

/* The page runs no code but its one file, and nothing may frame it but where the operator says
 * so. */
static void add_security(struct MHD_Response *out, const struct response *rs)
{
	struct buffer policy = BUFFER_INIT;
	const struct slice embed = rs->embeddable ? identity()->embed : SLICE_EMPTY;
	buffer_printf(&policy,
		      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src "
		      "'self'; img-src 'self'; "
		      "form-action 'self'; base-uri 'none'; frame-ancestors %.*s",
		      SLICE_ARG(embed.len ? embed : slice_of("'none'")));
	add(out, "Content-Security-Policy", buffer_cstr(&policy));
	buffer_release(&policy);
	add(out, "X-Content-Type-Options", "nosniff");
	add(out, "Referrer-Policy", "same-origin");
	if (!embed.len)
		add(out, "X-Frame-Options", "DENY");
	add(out, "Cross-Origin-Opener-Policy", "same-origin");
}

static void add_headers(struct MHD_Response *out, const struct response *rs)
{
	char text[128];
	add_security(out, rs);
	if (rs->status != 304 && rs->status != 204)
		add(out, "Content-Type", rs->type);
	if (rs->etag[0])
		add(out, "ETag", rs->etag);
	if (rs->max_age) {
		snprintf(text, sizeof text, "public, max-age=%u", rs->max_age);
		add(out, "Cache-Control", text);
	} else {
		add(out, "Cache-Control", rs->etag[0] ? "no-cache" : "no-store");
	}
	if (rs->open) {
		add(out, "Access-Control-Allow-Origin", "*");
		add(out, "Access-Control-Expose-Headers", "ETag, Vraagbaak-Missing");
		add(out, "Cross-Origin-Resource-Policy", "cross-origin");
	}
	if (rs->gzip)
		add(out, "Content-Encoding", "gzip");
	if (rs->varies)
		add(out, "Vary", "Accept-Encoding");
	if (rs->retry_after) {
		snprintf(text, sizeof text, "%u", rs->retry_after);
		add(out, "Retry-After", text);
	}
	if (rs->missing) {
		snprintf(text, sizeof text, "%zu/%zu", rs->missing, rs->parts);
		add(out, "Vraagbaak-Missing", text);
	}
	if (rs->filename[0]) {
		snprintf(text, sizeof text, "attachment; filename=\"%s\"", rs->filename);
		add(out, "Content-Disposition", text);
	}
	if (rs->status == 405 || rs->options)
		add(out, "Allow", "GET, HEAD, OPTIONS");
	if (rs->options && rs->open) {
		add(out, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
		add(out, "Access-Control-Allow-Headers", "If-None-Match");
		add(out, "Access-Control-Max-Age", "86400");
	}
}

static void sleep_connection(void *connection)
{
	mhd.MHD_suspend_connection(connection);
}

static ssize_t take(void *stream, uint64_t position, char *bytes, size_t room)
{
	(void)position;
	ssize_t n = stream_take(stream, bytes, room, sleep_connection);
	return n >= 0             ? n
	       : n == STREAM_WAIT ? 0
	       : n == STREAM_DONE ? MHD_CONTENT_READER_END_OF_STREAM
				  : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void leave(void *stream)
{
	stream_leave(stream, true);
}

/* Of an answer whose length nobody knows before it is made, to a HEAD. */
static ssize_t take_nothing(void *ctx, uint64_t position, char *bytes, size_t room)
{
	(void)ctx, (void)position, (void)bytes, (void)room;
	return MHD_CONTENT_READER_END_OF_STREAM;
}

static struct MHD_Response *make(struct response *rs)
{
	if (rs->length_unknown)
		return mhd.MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, take_nothing,
							     NULL, NULL);
	if (rs->stream) {
		struct stream *stream = rs->stream;
		rs->stream = NULL;
		return mhd.MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 32 * 1024, take,
							     stream, leave);
	}
	struct slice body = buffer_slice(&rs->body);
	rs->body = BUFFER_INIT; /* it is the response's now */
	return mhd.MHD_create_response_from_buffer_with_free_callback(
		body.len, (void *)(uintptr_t)body.ptr, free);
}

static void measure(struct exchange *x)
{
	static const double limits[METRIC_BUCKETS] = {0.005, 0.01, 0.025, 0.05, 0.1,
						      0.25,  0.5,  1,     2.5,  10};
	struct site *site = x->server->site;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	double s = (double)(now.tv_sec - x->began.tv_sec) +
		   (double)(now.tv_nsec - x->began.tv_nsec) / 1e9;
	size_t k = 0;
	while (k < METRIC_BUCKETS && s > limits[k])
		k++;
	atomic_fetch_add(&site->buckets[k], 1);
	atomic_fetch_add(&site->microseconds, (unsigned long)(s * 1e6));
	atomic_fetch_add(&site->answered[x->response.status / 100 % 6], 1);
}

enum MHD_Result send_response(struct exchange *x)
{
	const bool streams = x->response.stream;
	measure(x);
	struct MHD_Response *out = make(&x->response);
	if (!out)
		die_nomem(sizeof(struct MHD_Response *));
	add_headers(out, &x->response);
	guard_set(x->guarded, streams ? STREAM_TOTAL_S + SEND_S : SEND_S, false);
	x->step = EXCHANGE_ANSWERED;
	enum MHD_Result result = mhd.MHD_queue_response(x->connection, x->response.status, out);
	mhd.MHD_destroy_response(out);
	return result;
}
