/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_ETAG_H
#define WEB_ETAG_H

/* What an answer is told apart by: the same bytes have the same ETag, on whatever machine they were
 * made. */
#include "web/http/request.h"
#include "web/http/response.h"

/* Of the bytes of the body and its type. */
void etag_of_body(struct response *response);

/* Of an answer that is made while it is sent: of the state of the index and what was asked. */
void etag_of_state(const struct request *request, struct response *response);

/* True when the client has the answer already (If-None-Match). */
bool etag_asked(const struct request *request, const struct response *response);

#endif
