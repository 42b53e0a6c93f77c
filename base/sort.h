/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_SORT_H
#define BASE_SORT_H

/* Orders for qsort and bsearch that many need. */
#include <stdint.h>

static inline int sort_by_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static inline int sort_by_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

#endif
