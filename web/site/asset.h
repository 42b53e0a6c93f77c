/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

/* Files that are part of the program and are sent as they are. */
#include "base/error.h"
#include "web/http/response.h"

/* Puts a file, named from the root of the sources, into the program between NAME_data and
 * NAME_end. */
#define EMBED(name, file) \
	__asm__(".section .rodata\n.global " #name "_data\n" #name "_data:\n.incbin \"" file \
		"\"\n" \
		".global " #name "_end\n" #name "_end:\n.byte 0\n.previous\n"); \
	extern const char name##_data[], name##_end[]

/* Answers with such a file, which browsers may keep for an hour. */
enum status site_send_file(struct response *rs, const char *data, const char *end,
			   const char *type);

#endif
