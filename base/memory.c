/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdlib.h>

#include "base/error.h"

static void *must(void *block, size_t count, size_t size)
{
	if (!block && count && size)
		die_nomem(count * size);
	return block;
}

void *memory_new(size_t len_bytes)
{
	return must(malloc(len_bytes), 1, len_bytes);
}

void *memory_zeroed(size_t count, size_t size)
{
	return must(calloc(count, size), count, size);
}

void *memory_resize(void *items, size_t count, size_t size)
{
	return must(reallocarray(items, count, size), count, size);
}

void *memory_grow(void *items, size_t count, size_t *room, size_t first, size_t size)
{
	if (count <= *room)
		return items;
	size_t wanted = *room ? *room * 2 : first;
	if (wanted < count)
		wanted = count;
	*room = wanted;
	return memory_resize(items, wanted, size);
}
