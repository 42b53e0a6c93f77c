/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/glass/glass_format.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	FORMAT = (2016 - 2014) << 9 | 3 << 5 |
		 14, /* the format's date: years since 2014, month, day */
	HEAD = 16,
};

static const unsigned char head[HEAD] = {0x0f, 0x0d, 'X',         'a',          'p', 'i',
					 'a',  'n',  ' ',         'G',          'l', 'a',
					 's',  's',  FORMAT >> 8, FORMAT & 0xff};

void glass_format_add(struct buffer *out)
{
	buffer_add(out, head, HEAD);
}

bool glass_format_skip(struct slice *bytes)
{
	if (bytes->len < HEAD || memcmp(bytes->ptr, head, HEAD) != 0)
		return false;
	*bytes = slice_from(*bytes, HEAD);
	return true;
}

bool glass_format_is_known(const char *folder)
{
	char path[4096], bytes[HEAD];
	snprintf(path, sizeof path, "%s/iamglass", folder);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t len = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
	if (fd >= 0)
		close(fd);
	struct slice in = slice_make(bytes, len > 0 ? (size_t)len : 0);
	return glass_format_skip(&in);
}
