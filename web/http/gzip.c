/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/http/gzip.h"

#include <zlib.h>

enum { LEAST = 1024, LEVEL = 5, GZIP_WINDOW = 15 + 16, MEMORY = 8 };

bool gzip_accepted(struct slice header)
{
	while (header.len) {
		const size_t end = slice_find(header, 0, ",");
		const struct slice one = slice_trim(slice_sub(header, 0, end));
		header = slice_from(header, end + 1);
		if (!slice_is_nocase(slice_trim(slice_sub(one, 0, slice_find(one, 0, ";"))),
				     "gzip"))
			continue;
		const struct slice weight = slice_trim(
			slice_from(one, slice_find(one, 0, "q=") + 2));
		return !(slice_is(weight, "0") || slice_is(weight, "0.0") ||
			 slice_is(weight, "0.00") || slice_is(weight, "0.000"));
	}
	return false;
}

static bool gains(const struct response *rs)
{
	static const char *const kinds[] = {"text/",
					    "application/json",
					    "application/problem+json",
					    "application/atom+xml",
					    "application/xml",
					    "application/opensearch",
					    "image/svg+xml"};
	if (rs->stream || rs->body.len < LEAST)
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (slice_starts(slice_of(rs->type), kinds[i]))
			return true;
	return false;
}

void gzip_body(struct response *rs)
{
	z_stream z = {.next_in = (unsigned char *)rs->body.ptr, .avail_in = (unsigned)rs->body.len};
	struct buffer out = BUFFER_INIT;
	if (!gains(rs) ||
	    deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	const size_t room = deflateBound(&z, rs->body.len);
	buffer_reserve(&out, room);
	z.next_out = (unsigned char *)out.ptr;
	z.avail_out = (unsigned)room;
	const bool whole = deflate(&z, Z_FINISH) == Z_STREAM_END;
	out.len = room - z.avail_out;
	deflateEnd(&z);
	if (!whole) {
		buffer_release(&out);
		return;
	}
	buffer_release(&rs->body);
	rs->body = out;
	rs->gzip = true;
	if (rs->etag[0] == '"' && strlen(rs->etag) + 3 < sizeof rs->etag) {
		memmove(rs->etag + 2, rs->etag, strlen(rs->etag) + 1);
		memcpy(rs->etag, "W/", 2);
	}
}
