/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_JSON_OUT_H
#define WEB_JSON_OUT_H

/* JSON into a buffer. */
#include <jansson.h>

#include "base/buffer.h"

/* Takes the value over. */
void json_put(struct buffer *out, json_t *value_take);

#include "web/http/response.h"

/* The problem document (RFC 9457) of a response, with its status, code and span. */
void json_put_problem(struct response *response, const char *code, const char *title,
		      struct slice detail);

#endif
