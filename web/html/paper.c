/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/paper.h"

static bool is_address(struct slice s)
{
	return slice_starts(s, "https://") || slice_starts(s, "http://");
}

struct slice paper_address(const struct question *q)
{
	return is_address(q->document) ? q->document : is_address(q->url) ? q->url : SLICE_EMPTY;
}

struct slice paper_host(struct slice address)
{
	struct slice host = slice_from(address, slice_find(address, 0, "://") + 3);
	host = slice_sub(host, 0, slice_find(host, 0, "/"));
	return slice_starts(host, "www.")    ? slice_from(host, 4)
	       : slice_starts(host, "zoek.") ? slice_from(host, 5)
					     : host;
}
