/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

/*
 * A growing run of bytes.  Life cycle: BUFFER_INIT or buffer_init, any number
 * of adds, buffer_release.  buffer_slice borrows what is there until the next
 * change.  ptr is always NUL-terminated once something was added.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct buffer {
	char *ptr;
	size_t len;
	size_t capacity;
};

#define BUFFER_INIT ((struct buffer){NULL, 0, 0})

/* Makes room for `extra` more bytes and a NUL; ends the program when there is none. */
void buffer_reserve(struct buffer *self, size_t extra);

void buffer_add(struct buffer *self, const void *bytes, size_t len);
void buffer_add_byte(struct buffer *self, char c);
void buffer_add_slice(struct buffer *self, struct slice s);
void buffer_add_str(struct buffer *self, const char *cstr);
void buffer_printf(struct buffer *self, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Unsigned LEB128, 1 to 10 bytes. */
void buffer_add_varint(struct buffer *self, uint64_t value);

static inline struct slice buffer_slice(const struct buffer *self)
{
	return slice_make(self->ptr, self->len);
}

/* A NUL-terminated view, "" when nothing was added; borrowed until the next change. */
static inline const char *buffer_cstr(const struct buffer *self)
{
	return self->ptr ? self->ptr : "";
}

/* Empties it, keeps the memory. */
static inline void buffer_clear(struct buffer *self)
{
	self->len = 0;
	if (self->ptr)
		self->ptr[0] = '\0';
}

void buffer_release(struct buffer *self);

#endif
