/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/http/json_out.h"

#include "corpus/json/question_json.h"

static int add(const char *bytes, size_t len, void *out)
{
	buffer_add(out, bytes, len);
	return 0;
}

void json_put(struct buffer *out, json_t *value_take)
{
	if (!value_take)
		die_nomem(sizeof *value_take);
	json_dump_callback(value_take, add, out,
			   JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
	buffer_add_byte(out, '\n');
	json_decref(value_take);
}

void json_put_problem(struct response *rs, const char *code, const char *title, struct slice detail)
{
	json_t *o = json_pack("{s:s, s:s, s:i, s:s, s:o}", "type", "about:blank", "title", title,
			      "status", (int)rs->status, "code", code, "detail",
			      question_string_json(detail));
	if (rs->span.known)
		json_object_set_new(o, "span",
				    json_pack("{s:i, s:i}", "start", (int)rs->span.start, "end",
					      (int)rs->span.end));
	json_put(&rs->body, o);
}
