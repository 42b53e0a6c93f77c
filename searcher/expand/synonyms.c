/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines are folded once, when they are first asked for and when they have changed. */
#include "searcher/expand/synonyms.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "corpus/offices/added.h"
#include "stemming/fold.h"

struct entry {
	struct slice folded, names;
	size_t line;
	bool only;
};

struct synonyms {
	struct slice text; /* that the entries were made of */
	struct arena arena;
	struct buffer folded;
	struct entry *entries; /* sorted */
	size_t count, room;
};

struct synonyms *synonyms_new(void)
{
	return memory_zeroed(1, sizeof(struct synonyms));
}

void synonyms_free(struct synonyms *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	buffer_release(&self->folded);
	free(self);
}

static void add_entry(struct synonyms *self, struct slice name, struct slice names, size_t line,
		      bool only)
{
	fold_plain(name, &self->folded);
	self->entries = arena_grow(&self->arena, self->entries, self->count, &self->room,
				   sizeof *self->entries);
	self->entries[self->count++] = (struct entry){
		arena_copy(&self->arena, buffer_slice(&self->folded)), names, line, only};
}

static struct slice next_name(struct slice *rest)
{
	size_t end = slice_find(*rest, 0, "|");
	struct slice name = slice_sub(*rest, 0, end);
	*rest = slice_from(*rest, end < rest->len ? end + 1 : end);
	return name;
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = slice_compare(x->folded, y->folded);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* A rule has a name and what goes with it, a group names that go together. */
static void read_line(struct synonyms *self, struct slice line, size_t number)
{
	if (slice_is(added_column(&line), ">")) {
		struct slice name = added_column(&line);
		add_entry(self, name, line, number, true);
		return;
	}
	for (struct slice rest = line; rest.len;)
		add_entry(self, next_name(&rest), line, number, false);
}

static void read_lines(struct synonyms *self, struct slice text)
{
	struct slice line;
	arena_clear(&self->arena);
	self->text = text;
	self->entries = NULL;
	self->count = self->room = 0;
	for (size_t n = 0; slice_next_line(&text, &line); n++)
		read_line(self, line, n);
	if (self->count)
		qsort(self->entries, self->count, sizeof *self->entries, by_name);
}

bool synonyms_find(struct synonyms *self, struct slice folded, size_t k, struct slice *names,
		   bool *only)
{
	struct slice text = added_names();
	size_t low = 0, high;
	if (text.ptr != self->text.ptr)
		read_lines(self, text);
	for (high = self->count; low < high;) {
		size_t middle = low + (high - low) / 2;
		if (slice_compare(self->entries[middle].folded, folded) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low + k >= self->count || !slice_eq(self->entries[low + k].folded, folded))
		return false;
	*names = self->entries[low + k].names;
	*only = self->entries[low + k].only;
	return true;
}
