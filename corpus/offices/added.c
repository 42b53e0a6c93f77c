/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set is never changed: a new one takes its place, and the old one is kept, for threads that read
 * it. Sets are small and seldom change.
 */
#include "corpus/offices/added.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

struct added {
	struct slice text, mandates, parties, ministries, names;
	struct added *before;
};

static _Atomic(struct added *) current;

static struct slice kept(struct slice text)
{
	char *copy = memory_new(text.len + 1);
	if (text.len)
		memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	return slice_make(copy, text.len);
}

static struct slice lines_of(struct slice text, char kind)
{
	struct buffer out = BUFFER_INIT;
	struct slice line;
	while (slice_next_line(&text, &line))
		if (line.len > 2 && line.ptr[0] == kind && line.ptr[1] == '\t') {
			buffer_add_slice(&out, slice_from(line, 2));
			buffer_add_byte(&out, '\n');
		}
	struct slice lines = kept(buffer_slice(&out));
	buffer_release(&out);
	return lines;
}

void added_use(struct slice text)
{
	struct added *before = atomic_load(&current);
	if (before ? slice_eq(before->text, text) : !text.len)
		return;
	struct added *set = memory_zeroed(1, sizeof *set);
	*set = (struct added){kept(text),          lines_of(text, 'm'), lines_of(text, 'p'),
			      lines_of(text, 's'), lines_of(text, 'n'), before};
	atomic_store(&current, set);
}

struct slice added_mandates(void)
{
	const struct added *set = atomic_load(&current);
	return set ? set->mandates : SLICE_EMPTY;
}

struct slice added_parties(void)
{
	const struct added *set = atomic_load(&current);
	return set ? set->parties : SLICE_EMPTY;
}

struct slice added_ministries(void)
{
	const struct added *set = atomic_load(&current);
	return set ? set->ministries : SLICE_EMPTY;
}

struct slice added_names(void)
{
	const struct added *set = atomic_load(&current);
	return set ? set->names : SLICE_EMPTY;
}

struct slice added_column(struct slice *line)
{
	size_t end = slice_find(*line, 0, "\t");
	struct slice column = slice_sub(*line, 0, end);
	*line = slice_from(*line, end < line->len ? end + 1 : end);
	return column;
}
