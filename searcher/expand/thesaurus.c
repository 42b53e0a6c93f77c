/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of concepts has a line each, sorted bytewise by folded label: label, then the
 * line numbers of broader, narrower and related concepts, separated by spaces, then other names,
 * separated by "|". The table of names has each label and other name folded, and the numbers of its
 * concepts; it is sorted bytewise, so that a search costs a dozen looks at it and a new process
 * nothing.
 */
#include "searcher/expand/thesaurus.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "searcher/expand/synonyms.h"

extern const char thesaurus_data[], thesaurus_end[], thesaurus_names[], thesaurus_names_end[];

__asm__(".section .rodata\n"
	".global thesaurus_data\n"
	"thesaurus_data:\n"
	".incbin \"searcher/expand/eurovoc.tsv\"\n"
	".global thesaurus_end\n"
	"thesaurus_end:\n"
	".byte 0\n"
	".global thesaurus_names\n"
	"thesaurus_names:\n"
	".incbin \"searcher/expand/names.tsv\"\n"
	".global thesaurus_names_end\n"
	"thesaurus_names_end:\n"
	".byte 0\n"
	".previous\n");

struct thesaurus {
	struct slice *lines;
	size_t count;
	struct synonyms *synonyms;
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
			lines = memory_resize(lines, room, sizeof *lines);
		}
		lines[self->count++] = line;
	}
	self->lines = lines;
	self->synonyms = synonyms_new();
	return self;
}

void thesaurus_free(struct thesaurus *self)
{
	if (!self)
		return;
	synonyms_free(self->synonyms);
	free(self->lines);
	free(self);
}

struct synonyms *thesaurus_synonyms(const struct thesaurus *self)
{
	return self->synonyms;
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

/* The k-th number of a list separated by spaces. */
static bool number_at(struct slice list, size_t k, size_t *value)
{
	for (; list.len; k--) {
		size_t end = slice_find(list, 0, " ");
		*value = 0;
		for (size_t i = 0; i < end; i++)
			*value = *value * 10 + (size_t)(list.ptr[i] - '0');
		if (k == 0)
			return true;
		list = slice_from(list, end < list.len ? end + 1 : end);
	}
	return false;
}

/* The line of the table of names that begins with the name; empty when there is none. */
static struct slice find_name(struct slice folded)
{
	struct slice table = slice_make(thesaurus_names,
					(size_t)(thesaurus_names_end - thesaurus_names));
	size_t low = 0, high = table.len;
	while (low < high) {
		size_t start = low + (high - low) / 2;
		while (start > low && table.ptr[start - 1] != '\n')
			start--;
		size_t end = slice_find(table, start, "\n");
		struct slice line = slice_sub(table, start, end);
		int order = slice_compare(folded, column(line, 0));
		if (order == 0)
			return line;
		if (order < 0)
			high = start;
		else
			low = end + 1;
	}
	return SLICE_EMPTY;
}

bool thesaurus_find(const struct thesaurus *self, struct slice folded, size_t k, size_t *concept)
{
	struct slice line = find_name(folded);
	return line.len && number_at(column(line, 1), k, concept) && *concept < self->count;
}

bool thesaurus_name(const struct thesaurus *self, size_t concept, size_t k, struct slice *name)
{
	struct slice list = column(self->lines[concept], 4);
	while (list.len) {
		size_t end = slice_find(list, 0, "|");
		*name = slice_sub(list, 0, end);
		if (k-- == 0)
			return true;
		list = slice_from(list, end < list.len ? end + 1 : end);
	}
	return false;
}

bool thesaurus_related(const struct thesaurus *self, size_t concept, enum relation relation,
		       size_t k, size_t *other)
{
	return number_at(column(self->lines[concept], 1 + (unsigned)relation), k, other) &&
	       *other < self->count;
}
