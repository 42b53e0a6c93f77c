/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

bool fold_is_ascii(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if ((unsigned char)word.ptr[i] >= 0x80)
			return false;
	return true;
}

static void fold(struct slice word, int options, struct buffer *out)
{
	buffer_clear(out);
	if (fold_is_ascii(word)) {
		buffer_reserve(out, word.len);
		for (size_t i = 0; i < word.len; i++)
			out->ptr[i] = byte_lower(word.ptr[i]);
		out->len = word.len;
		out->ptr[out->len] = '\0';
		return;
	}
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)word.ptr,
					  (utf8proc_ssize_t)word.len, &mapped,
					  (utf8proc_option_t)options);
	/* what is no UTF-8 was refused at the door; should it come here, it stays as it is */
	if (n >= 0)
		buffer_add(out, mapped, (size_t)n);
	else
		buffer_add_slice(out, word);
	free(mapped);
}

enum {
	FOLD_COMMON = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD |
		      UTF8PROC_IGNORE
};

void fold_case(struct slice word, struct buffer *out)
{
	fold(word, FOLD_COMMON, out);
}

void fold_plain(struct slice word, struct buffer *out)
{
	fold(word, FOLD_COMMON | UTF8PROC_STRIPMARK, out);
}
