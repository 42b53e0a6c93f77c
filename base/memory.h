/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

/*
 * Memory from the heap, freed with free().  None of these returns NULL: when there is no memory,
 * they print how much was asked for and end the program (die_nomem in base/error.h).
 */
#include <stddef.h>

/* Not cleared. */
void *memory_new(size_t len_bytes);

/* `count` items of `size` bytes, all zero. */
void *memory_zeroed(size_t count, size_t size);

/* Moves `items`, which may be NULL, to room for `count` items of `size` bytes. */
void *memory_resize(void *items, size_t count, size_t size);

/*
 * Returns room for at least `count` items: `items` itself while *room suffices, else a larger
 * block, at least twice as large; the first one has room for `first` items.
 */
void *memory_grow(void *items, size_t count, size_t *room, size_t first, size_t size);

#endif
