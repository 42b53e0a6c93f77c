/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/edit_distance.h"

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned edit_distance(struct slice a, struct slice b, unsigned most)
{
	unsigned rows[3][EDIT_DISTANCE_MAX + 1];
	if (a.len > EDIT_DISTANCE_MAX || b.len > EDIT_DISTANCE_MAX || a.len > b.len + most ||
	    b.len > a.len + most)
		return most + 1;
	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *now = rows[i % 3], *before = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];
		unsigned best = now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			bool same = a.ptr[i - 1] == b.ptr[j - 1];
			now[j] = least(before[j - 1] + !same, least(before[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
			    a.ptr[i - 2] == b.ptr[j - 1])
				now[j] = least(now[j], two[j - 2] + 1);
			best = least(best, now[j]);
		}
		if (best > most)
			return most + 1;
	}
	return rows[a.len % 3][b.len];
}
