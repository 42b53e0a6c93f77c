/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_GZIP_H
#define WEB_GZIP_H

/* Answers in gzip, for servers without a proxy that does it. */
#include "web/http/request.h"
#include "web/http/response.h"

/* True for a header Accept-Encoding that has gzip and does not refuse it. */
bool gzip_accepted(struct slice header);

/* Compresses the body where its kind gains by it; its ETag becomes a weak one. */
void gzip_body(struct response *response);

#endif
