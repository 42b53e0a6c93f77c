/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/json/text_json.h"

#include "base/buffer.h"
#include "corpus/text/latin.h"

json_t *text_json(const char *text)
{
	if (!text)
		return json_null();
	json_t *plain = json_string(text);
	if (plain)
		return plain;
	struct buffer out = BUFFER_INIT;
	for (struct slice rest = slice_of(text); rest.len;) {
		const size_t good = utf8_check(rest);
		buffer_add_slice(&out, slice_sub(rest, 0, good));
		rest = slice_from(rest, good);
		if (rest.len) {
			buffer_printf(&out, "\\x%02x", (unsigned char)rest.ptr[0]);
			rest = slice_from(rest, 1);
		}
	}
	json_t *string = json_stringn(out.ptr, out.len);
	buffer_release(&out);
	return string;
}
