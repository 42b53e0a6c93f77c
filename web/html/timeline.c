/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/timeline.h"

#include <stdio.h>

void timeline_init(struct timeline *self, int first, int last)
{
	*self = (struct timeline){.first = last - first >= TIMELINE_MAX ? last - TIMELINE_MAX + 1
									: first};
	for (int year = self->first; year <= last; year++) {
		snprintf(self->labels[self->count], sizeof *self->labels, "%04d", year % 10000);
		self->bars[self->count] = (struct chart_bar){
			.label = slice_of(self->labels[self->count])};
		self->count++;
	}
}

void timeline_release(struct timeline *self)
{
	for (size_t i = 0; i < self->count; i++)
		buffer_release(&self->links[i]);
}

size_t timeline_place(const struct timeline *self, int year)
{
	return year >= self->first && (size_t)(year - self->first) < self->count
		       ? (size_t)(year - self->first)
		       : TIMELINE_MAX;
}
