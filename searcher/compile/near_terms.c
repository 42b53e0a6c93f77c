/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/near_terms.h"

#include <string.h>

static bool goes_before(const struct near_term *a, const struct near_term *b)
{
	return a->distance != b->distance ? a->distance < b->distance : a->documents > b->documents;
}

void near_terms_add(struct near_terms *self, struct arena *arena, struct near_term one)
{
	size_t at = self->count;
	while (at && goes_before(&one, &self->items[at - 1]))
		at--;
	if (at == self->most)
		return;
	self->count += self->count < self->most;
	memmove(self->items + at + 1, self->items + at,
		(self->count - 1 - at) * sizeof *self->items);
	one.term = arena_copy(arena, one.term);
	self->items[at] = one;
}
