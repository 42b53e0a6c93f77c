/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/site/etag.h"

#include <inttypes.h>
#include <stdio.h>

/* FNV-1a over one text after another. */
static void mix(uint64_t *hash, struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		*hash = (*hash ^ (unsigned char)text.ptr[i]) * 0x100000001b3ULL;
	*hash = (*hash ^ 0xff) * 0x100000001b3ULL;
}

static void set(struct response *rs, struct slice first, struct slice second)
{
	uint64_t hash = 0xcbf29ce484222325ULL;
	mix(&hash, first);
	mix(&hash, second);
	snprintf(rs->etag, sizeof rs->etag, "\"%016" PRIx64 "\"", hash);
}

void etag_of_body(struct response *rs)
{
	set(rs, slice_of(rs->type), buffer_slice(&rs->body));
}

void etag_of_state(const struct request *rq, struct response *rs)
{
	set(rs, slice_of(rs->state), rq->target);
}

/* The header is a list, also of weak tags, or a star. */
bool etag_asked(const struct request *rq, const struct response *rs)
{
	return rs->etag[0] && rq->etags.len &&
	       (slice_is(slice_trim(rq->etags), "*") ||
		slice_find(rq->etags, 0, rs->etag) < rq->etags.len);
}
