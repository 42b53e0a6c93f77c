/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"

struct arena_block {
	struct arena_block *next;
	size_t size;
	alignas(max_align_t) char data[];
};

enum { BLOCK_MIN = 16 * 1024 };

static struct arena_block *block_new(size_t size)
{
	struct arena_block *b = malloc(sizeof *b + size);
	if (!b)
		die_nomem(size);
	b->size = size;
	return b;
}

void *arena_alloc(struct arena *self, size_t len_bytes)
{
	const size_t align = alignof(max_align_t);
	size_t n = (len_bytes + align - 1) & ~(align - 1);
	if (n < len_bytes)
		die_nomem(len_bytes);
	if (!self->head || self->head->size - self->used < n) {
		size_t size = self->head ? self->head->size * 2 : BLOCK_MIN;
		if (size > 1024 * 1024)
			size = 1024 * 1024;
		if (size < n)
			size = n;
		struct arena_block *b = block_new(size);
		b->next = self->head;
		self->head = b;
		self->used = 0;
		self->total += size;
	}
	void *p = self->head->data + self->used;
	self->used += n;
	return p;
}

void *arena_calloc(struct arena *self, size_t count, size_t size)
{
	if (size && count > (size_t)-1 / size)
		die_nomem(count);
	void *p = arena_alloc(self, count * size);
	if (count > 0)
		memset(p, 0, count * size);
	return p;
}

struct slice arena_copy(struct arena *self, struct slice s)
{
	char *p = arena_alloc(self, s.len + 1);
	if (s.len)
		memcpy(p, s.ptr, s.len);
	p[s.len] = '\0';
	return slice_make(p, s.len);
}

const char *arena_cstr(struct arena *self, struct slice s)
{
	return arena_copy(self, s).ptr;
}

struct slice arena_printf(struct arena *self, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	char *text = NULL;
	int n = vasprintf(&text, format, ap);
	va_end(ap);
	if (n < 0)
		die_nomem(0);
	struct slice s = arena_copy(self, slice_make(text, (size_t)n));
	free(text);
	return s;
}

void *arena_grow(struct arena *self, void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	size_t wanted = *capacity ? *capacity * 2 : 4;
	while (wanted <= count) /* an array from elsewhere */
		wanted *= 2;
	void *bigger = arena_calloc(self, wanted, size);
	if (count)
		memcpy(bigger, items, count * size);
	*capacity = wanted;
	return bigger;
}

void arena_clear(struct arena *self)
{
	struct arena_block *keep = self->head;
	if (!keep)
		return;
	struct arena_block *b = keep->next;
	while (b) {
		struct arena_block *next = b->next;
		free(b);
		b = next;
	}
	keep->next = NULL;
	self->used = 0;
	self->total = keep->size;
}

void arena_release(struct arena *self)
{
	arena_clear(self);
	free(self->head);
	*self = ARENA_INIT;
}
