/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"

void buffer_reserve(struct buffer *self, size_t extra)
{
	size_t wanted = self->len + extra + 1;
	if (wanted <= extra)
		die_nomem(extra);
	if (wanted <= self->capacity)
		return;
	size_t size = self->capacity ? self->capacity : 64;
	while (size < wanted)
		size += size / 2 + 16;
	char *p = realloc(self->ptr, size);
	if (!p)
		die_nomem(size);
	self->ptr = p;
	self->capacity = size;
}

void buffer_add(struct buffer *self, const void *bytes, size_t len)
{
	buffer_reserve(self, len);
	if (len)
		memcpy(self->ptr + self->len, bytes, len);
	self->len += len;
	self->ptr[self->len] = '\0';
}

void buffer_add_byte(struct buffer *self, char c)
{
	buffer_add(self, &c, 1);
}

void buffer_add_slice(struct buffer *self, struct slice s)
{
	buffer_add(self, s.ptr, s.len);
}

void buffer_add_str(struct buffer *self, const char *cstr)
{
	buffer_add(self, cstr, strlen(cstr));
}

void buffer_printf(struct buffer *self, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n < 0)
		return;
	buffer_reserve(self, (size_t)n);
	va_start(ap, format);
	vsnprintf(self->ptr + self->len, (size_t)n + 1, format, ap);
	va_end(ap);
	self->len += (size_t)n;
}

void buffer_add_varint(struct buffer *self, uint64_t value)
{
	do {
		unsigned char b = value & 0x7f;
		value >>= 7;
		buffer_add_byte(self, (char)(value ? b | 0x80 : b));
	} while (value);
}

void buffer_release(struct buffer *self)
{
	free(self->ptr);
	*self = BUFFER_INIT;
}
