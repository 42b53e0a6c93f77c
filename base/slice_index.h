/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_SLICE_INDEX_H
#define BASE_SLICE_INDEX_H

/*
 * Finds slices in an array that grows, in constant time however long it is: for lists that must not
 * have an entry twice.  Most lists are short, so the table is only made from some entries on.
 *
 *	struct slice_index index = {NULL, 0, 0};
 *	if (slice_index_find(&index, &arena, names, sizeof *names, count, name) == count)
 *		... append name to names, and count it
 *
 * Entries of the array may be of any type whose first member is the slice.  They are not changed or
 * moved about while the index is used; the array as a whole may be moved, or emptied.
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct slice_index {
	uint32_t *seats; /* open addressing: 1 + place in the array, 0 for a free seat; in the arena
			  */
	size_t room;     /* a power of two */
	size_t known;    /* entries of the array that are in it */
};

/* The first place among `count` entries of `size` bytes each that has the key, or `count`. */
size_t slice_index_find(struct slice_index *self, struct arena *arena, const void *entries,
			size_t size, size_t count, struct slice key);

#endif
