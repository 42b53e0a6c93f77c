/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table has a line a concept, sorted bytewise by folded label: label, then the
 * line numbers of broader, narrower and related concepts, separated by spaces.
 */
#include "searcher/expand/thesaurus.h"

#include <stdlib.h>

#include "base/error.h"
#include "stemming/fold.h"

extern const char thesaurus_data[], thesaurus_end[];

__asm__(".section .rodata\n"
	".global thesaurus_data\n"
	"thesaurus_data:\n"
	".incbin \"searcher/expand/eurovoc.tsv\"\n"
	".global thesaurus_end\n"
	"thesaurus_end:\n"
	".byte 0\n"
	".previous\n");

struct thesaurus {
	struct slice *lines;
	size_t count;
	struct buffer folded;
};

struct thesaurus *thesaurus_new(void)
{
	struct slice rest = slice_make(thesaurus_data, (size_t)(thesaurus_end - thesaurus_data));
	struct thesaurus *self = calloc(1, sizeof *self);
	size_t room = 8192;
	struct slice line;
	struct slice *lines = malloc(room * sizeof *lines);
	if (!self || !lines)
		die_nomem(room * sizeof *lines);
	while (slice_next_line(&rest, &line)) {
		if (self->count == room) {
			room *= 2;
			lines = realloc(lines, room * sizeof *lines);
			if (!lines)
				die_nomem(room * sizeof *lines);
		}
		lines[self->count++] = line;
	}
	self->lines = lines;
	return self;
}

void thesaurus_free(struct thesaurus *self)
{
	if (!self)
		return;
	buffer_release(&self->folded);
	free(self->lines);
	free(self);
}

static struct slice column(struct slice line, unsigned number)
{
	while (number--)
		line = slice_from(line, slice_find(line, 0, "\t") + 1);
	return slice_sub(line, 0, slice_find(line, 0, "\t"));
}

struct slice thesaurus_label(const struct thesaurus *self, size_t concept)
{
	return column(self->lines[concept], 0);
}

bool thesaurus_find(struct thesaurus *self, struct slice folded, size_t *concept)
{
	size_t low = 0, high = self->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		fold_plain(thesaurus_label(self, middle), &self->folded);
		int order = slice_compare(folded, buffer_slice(&self->folded));
		if (order == 0) {
			*concept = middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

bool thesaurus_related(const struct thesaurus *self, size_t concept, enum relation relation, size_t k,
		       size_t *other)
{
	struct slice list = column(self->lines[concept], 1 + (unsigned)relation);
	for (; list.len; k--) {
		size_t end = slice_find(list, 0, " "), value = 0;
		for (size_t i = 0; i < end; i++)
			value = value * 10 + (size_t)(list.ptr[i] - '0');
		if (k == 0 && value < self->count) {
			*other = value;
			return true;
		}
		if (k == 0)
			return false;
		list = slice_from(list, end + 1);
	}
	return false;
}
