/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

/*
 * An arena hands out memory that is given back all at once: what belongs
 * together dies together.  Allocation never fails (it ends the program), so
 * sizes that come from files are capped before they get here.
 */
#include <stddef.h>

#include "base/slice.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used;  /* bytes in the head block */
	size_t total; /* bytes in all blocks */
};

#define ARENA_INIT ((struct arena){NULL, 0, 0})

/* Memory aligned for any type, not cleared.  Lives until arena_clear or arena_release. */
void *arena_alloc(struct arena *self, size_t len_bytes);

/* The same, all bytes zero; `count` items of `size`. */
void *arena_calloc(struct arena *self, size_t count, size_t size);

/* A copy of s, with a NUL behind it that its length does not count. */
struct slice arena_copy(struct arena *self, struct slice s);

/* A NUL-terminated copy. */
const char *arena_cstr(struct arena *self, struct slice s);

struct slice arena_printf(struct arena *self, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Grows an array kept in an arena: returns room for at least count + 1 items of
 * `size`, doubling; the old array stays behind in the arena.
 */
void *arena_grow(struct arena *self, void *items, size_t count, size_t *capacity, size_t size);

/* Forgets everything but keeps one block for reuse. */
void arena_clear(struct arena *self);

/* Frees everything.  The arena may be used again. */
void arena_release(struct arena *self);

#endif
