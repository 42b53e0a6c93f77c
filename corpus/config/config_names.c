/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Other names of words, from a file of their own: a line for each group of names of one thing,
 * separated by commas, or "name => other, other" for a rule that holds in that direction only and
 * in place of all else that is known of the name.  Behind "#" is comment.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "corpus/config/config_internal.h"
#include "corpus/text/latin.h"

enum { NAMES_FILE_MAX = 1024 * 1024, NAME_MAX_BYTES = 200 };

static enum status bad_line(const struct config_loader *l, const char *path, unsigned line,
			    const char *cause)
{
	return error_set(l->err, STATUS_FORMAT, "%s, line %u: %s", path, line, cause);
}

static enum status read_file(const struct config_loader *l, const char *path, struct buffer *out)
{
	char chunk[4096];
	size_t n;
	FILE *file = fopen(path, "r");
	if (!file)
		return error_set(l->err, STATUS_IO, "names: cannot open %s: %s", path,
				 strerror(errno));
	errno = 0;
	while (out->len <= NAMES_FILE_MAX && (n = fread(chunk, 1, sizeof chunk, file)) > 0)
		buffer_add(out, chunk, n);
	enum status st = STATUS_OK;
	if (ferror(file))
		st = error_set(l->err, STATUS_IO, "names: cannot read %s: %s", path,
			       strerror(errno));
	else if (out->len > NAMES_FILE_MAX)
		st = error_set(l->err, STATUS_LIMIT, "names: %s has more than %d bytes", path,
			       NAMES_FILE_MAX);
	fclose(file);
	return st;
}

static bool has_letter(struct slice name)
{
	for (size_t i = 0; i < name.len;) {
		uint32_t c = utf8_next(name, &i);
		if (latin_is_letter(c) || (c >= '0' && c <= '9'))
			return true;
	}
	return false;
}

/* What is wrong with a name; NULL when nothing is. */
static const char *fault_of(struct slice name)
{
	if (!name.len)
		return "there is nothing between two commas, or before or after one";
	if (name.len > NAME_MAX_BYTES)
		return "a name has at most 200 bytes";
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == '|')
			return "a name has a character that cannot stand there";
	return has_letter(name) ? NULL : "a name has no letter or digit";
}

/* Appends the names of a list, separated by "|"; *cause is what is wrong, or NULL. */
static size_t add_names(struct slice list, struct buffer *out, const char **cause)
{
	size_t count = 0;
	for (bool more = true; more && !*cause;) {
		size_t comma = slice_find(list, 0, ",");
		struct slice name = slice_trim(slice_sub(list, 0, comma));
		more = comma < list.len;
		list = slice_from(list, more ? comma + 1 : comma);
		*cause = fault_of(name);
		buffer_add_str(out, count++ ? "|" : "");
		buffer_add_slice(out, name);
	}
	return count;
}

/* "fiets, rijwiel", or "fiets => rijwiel"; a rule may have nothing on its right. */
static const char *take_line(struct slice line, struct buffer *out)
{
	size_t arrow = slice_find(line, 0, "=>");
	const char *cause = NULL;
	if (arrow == line.len) {
		buffer_add_str(out, "n\t=\t");
		size_t count = add_names(line, out, &cause);
		buffer_add_byte(out, '\n');
		return cause       ? cause
		       : count < 2 ? "a group has two names or more, separated by commas"
				   : NULL;
	}
	struct slice name = slice_trim(slice_sub(line, 0, arrow)),
		     others = slice_trim(slice_from(line, arrow + 2));
	if (!name.len || slice_find(name, 0, ",") < name.len)
		return "before \"=>\" goes one name";
	if (slice_find(others, 0, "=>") < others.len)
		return "\"=>\" is there twice";
	cause = fault_of(name);
	buffer_printf(out, "n\t>\t%.*s\t", SLICE_ARG(name));
	if (!cause && others.len)
		add_names(others, out, &cause);
	buffer_add_byte(out, '\n');
	return cause;
}

enum status config_take_names(const struct config_loader *l, const char *path, struct buffer *lists)
{
	struct buffer text = BUFFER_INIT;
	struct slice rest, line;
	unsigned number = 0;
	if (!path)
		return STATUS_OK;
	enum status st = read_file(l, path, &text);
	rest = buffer_slice(&text);
	while (!st && slice_next_line(&rest, &line)) {
		number++;
		if (utf8_check(line) != line.len)
			st = bad_line(l, path, number, "this is not valid UTF-8");
		line = slice_trim(slice_sub(line, 0, slice_find(line, 0, "#")));
		const char *cause = !st && line.len ? take_line(line, lists) : NULL;
		if (cause)
			st = bad_line(l, path, number, cause);
	}
	buffer_release(&text);
	return st;
}
