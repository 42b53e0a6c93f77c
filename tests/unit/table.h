/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_UNIT_TABLE_H
#define TESTS_UNIT_TABLE_H

/*
 * Table tests: tests/tables/NAME.tsv holds one case a line, fields separated by
 * tabs, '#' at the start of a comment.  In a field \n, \t, \f, \s (a space, where
 * an editor would lose it), \\ and \xHH stand for what they stand for in C.  A
 * test walks over all cases before it fails, so that one run shows every case
 * that broke.  Paths are relative to the root of the repository.
 *
 * Included once by a test, which includes <cmocka.h> first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/slice.h"

enum { TABLE_FIELDS = 4 };

struct table {
	const char *path;
	unsigned long line;
	struct slice field[TABLE_FIELDS]; /* borrowed until the next case */
	size_t fields;
	unsigned cases, failed;
	struct buffer unescaped[TABLE_FIELDS];
};

typedef void table_fn(struct table *table);

static inline int table_hex(char c)
{
	return byte_is_digit(c) ? c - '0' : byte_lower(c) - 'a' + 10;
}

static inline void table_unescape(struct slice raw, struct buffer *out)
{
	static const char from[] = "ntfs\\", to[] = "\n\t\f \\";
	buffer_clear(out);
	buffer_add(out, "", 0);
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] != '\\' || i + 1 == raw.len) {
			buffer_add_byte(out, raw.ptr[i]);
			continue;
		}
		char c = raw.ptr[++i];
		const char *plain = strchr(from, c);
		if (plain)
			buffer_add_byte(out, to[plain - from]);
		if (c == 'x' && i + 2 < raw.len) {
			buffer_add_byte(out, (char)(table_hex(raw.ptr[i + 1]) * 16 +
						    table_hex(raw.ptr[i + 2])));
			i += 2;
		}
	}
}

static inline void table_fill(struct table *self, struct slice line)
{
	self->fields = 0;
	while (line.len && self->fields < TABLE_FIELDS) {
		size_t end = slice_find(line, 0, "\t");
		struct buffer *out = &self->unescaped[self->fields];
		table_unescape(slice_sub(line, 0, end), out);
		self->field[self->fields++] = buffer_slice(out);
		line = slice_from(line, end + 1);
	}
	for (size_t i = self->fields; i < TABLE_FIELDS; i++)
		self->field[i] = SLICE_EMPTY;
}

/* Notes a failure unless `actual` is what the case expects; the walk goes on. */
static inline void table_expect(struct table *self, struct slice expected, struct slice actual)
{
	if (slice_eq(expected, actual))
		return;
	self->failed++;
	print_error("%s:%lu: \"%.*s\" gives \"%.*s\", not \"%.*s\"\n", self->path, self->line,
		    SLICE_ARG(self->field[1]), SLICE_ARG(actual), SLICE_ARG(expected));
}

static inline struct slice table_read(const char *path, struct buffer *bytes)
{
	char chunk[4096];
	size_t n;
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s: tests run from the root of the repository", path);
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buffer_add(bytes, chunk, n);
	fclose(f);
	return buffer_slice(bytes);
}

/*
 * Calls check for each case whose first field is `function` (NULL: for all); fails when one of them
 * failed or when there are fewer than `least`, as after a table has lost its lines.
 */
static inline void table_run(const char *path, const char *function, table_fn *check,
			     unsigned least)
{
	struct table table = {.path = path};
	struct buffer bytes = BUFFER_INIT;
	struct slice rest = table_read(path, &bytes), line;
	while (slice_next_line(&rest, &line)) {
		table.line++;
		if (!line.len || line.ptr[0] == '#')
			continue;
		table_fill(&table, line);
		if (function && !slice_is(table.field[0], function))
			continue;
		table.cases++;
		check(&table);
	}
	for (size_t i = 0; i < TABLE_FIELDS; i++)
		buffer_release(&table.unescaped[i]);
	buffer_release(&bytes);
	if (table.failed || table.cases < least)
		fail_msg("%s: %u of %u cases failed, at least %u wanted", path, table.failed,
			 table.cases, least);
}

#endif
