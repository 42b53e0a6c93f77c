/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/index/location.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/durable_file.h"
#include "store/index/generation.h"
#include "store/index/schema.h"

enum {
	STUB_MAX = 1 << 20, /* bytes of a stub */
	NESTED_MAX = 8,     /* stubs in stubs */
};

static const char STUB_IN_FOLDER[] = "XAPIANDB";
static const char GLASS_MAGIC[] = "\x0f\rXapian Glass"; /* a database in one file */

struct places {
	struct arena arena;
	struct xap_part *items;
	size_t count, room;
	unsigned nested;
};

static enum status add_place(struct places *all, struct slice place, struct error *err);

static bool same(const struct xap_part *a, const struct xap_part *b)
{
	if (a->folder || b->folder)
		return a->folder && b->folder && strcmp(a->folder, b->folder) == 0;
	return a->port == b->port && strcmp(a->host, b->host) == 0;
}

static enum status add_part(struct places *all, struct xap_part part, struct error *err)
{
	for (size_t i = 0; i < all->count; i++) {
		if (same(&all->items[i], &part) && part.folder)
			return error_set(err, STATUS_INVALID, "%s is named twice", part.folder);
		if (same(&all->items[i], &part))
			return error_set(err, STATUS_INVALID, "%s:%u is named twice", part.host,
					 part.port);
	}
	if (all->count == SHARDS_MAX)
		return error_set(err, STATUS_LIMIT, "an index of more than %d databases",
				 SHARDS_MAX);
	all->items = arena_grow(&all->arena, all->items, all->count, &all->room, sizeof part);
	all->items[all->count++] = part;
	return STATUS_OK;
}

/* "index.example.org:7000", "[::1]:7000" */
static bool parse_host(struct places *all, struct slice text, struct xap_part *out)
{
	size_t colon = text.len;
	unsigned long port = 0;
	while (colon && text.ptr[colon - 1] != ':')
		colon--;
	if (colon < 2 || colon == text.len || text.len - colon > 5)
		return false;
	for (size_t i = colon; i < text.len; i++) {
		if (!byte_is_digit(text.ptr[i]))
			return false;
		port = port * 10 + (unsigned long)(text.ptr[i] - '0');
	}
	struct slice host = slice_sub(text, 0, colon - 1);
	if (slice_starts(host, "[") && slice_ends(host, "]"))
		host = slice_sub(host, 1, host.len - 1);
	if (!host.len || slice_find(host, 0, "/") < host.len || !port || port > 65535)
		return false;
	*out = (struct xap_part){.host = arena_cstr(&all->arena, host), .port = (unsigned)port};
	return true;
}

/* ---- stubs ---- */

/* A path in a stub is taken from the folder that the stub is in. */
static enum status add_stub_path(struct places *all, const char *stub, struct slice path,
				 struct error *err)
{
	const char *slash = strrchr(stub, '/');
	if (slash && !slice_starts(path, "/"))
		path = arena_printf(&all->arena, "%.*s%.*s", (int)(slash + 1 - stub), stub,
				    SLICE_ARG(path));
	return add_place(all, path, err);
}

static enum status add_stub_line(struct places *all, const char *stub, struct slice line,
				 struct error *err)
{
	size_t blank = slice_find(line, 0, " ");
	struct slice kind = slice_sub(line, 0, blank), what = slice_trim(slice_from(line, blank));
	struct xap_part remote;
	if (slice_is(kind, "auto") || slice_is(kind, "glass"))
		return what.len ? add_stub_path(all, stub, what, err)
				: error_set(err, STATUS_FORMAT, "a path is missing");
	if (!slice_is(kind, "remote"))
		return error_set(err, STATUS_FORMAT, "\"%.*s\" is none of auto, glass, remote",
				 SLICE_ARG(kind));
	if (slice_starts(what, ":"))
		return error_set(err, STATUS_FORMAT,
				 "databases behind a program are not opened, only HOST:PORT");
	if (!parse_host(all, what, &remote))
		return error_set(err, STATUS_FORMAT, "\"%.*s\" is not HOST:PORT", SLICE_ARG(what));
	return add_part(all, remote, err);
}

static enum status read_file(const char *path, struct buffer *out, struct error *err)
{
	FILE *in = fopen(path, "re");
	char chunk[4096];
	size_t n;
	if (!in)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	while (out->len < STUB_MAX && (n = fread(chunk, 1, sizeof chunk, in)) > 0)
		buffer_add(out, chunk, n);
	bool failed = ferror(in);
	fclose(in);
	if (failed)
		return error_set(err, STATUS_IO, "cannot read %s", path);
	return out->len < STUB_MAX
		       ? STATUS_OK
		       : error_set(err, STATUS_LIMIT, "%s is too long for a stub", path);
}

static enum status add_stub(struct places *all, const char *path, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	struct slice line;
	size_t number = 0, before = all->count;
	enum status st = read_file(path, &text, err);
	struct slice rest = buffer_slice(&text);
	if (!st && slice_starts(rest, GLASS_MAGIC)) {
		buffer_release(&text);
		return add_part(all, (struct xap_part){.folder = path}, err);
	}
	if (!st && ++all->nested > NESTED_MAX)
		st = error_set(err, STATUS_FORMAT, "%s: stubs that name each other", path);
	while (!st && slice_next_line(&rest, &line)) {
		number++;
		line = slice_trim(line);
		if (!line.len || line.ptr[0] == '#')
			continue;
		st = add_stub_line(all, path, line, err);
		if (st == STATUS_FORMAT)
			error_prefix(err, "%s, line %zu: ", path, number);
	}
	if (!st && all->count == before)
		st = error_set(err, STATUS_FORMAT, "%s names no database", path);
	all->nested--;
	buffer_release(&text);
	return st;
}

/* ---- places ---- */

static enum status add_place(struct places *all, struct slice place, struct error *err)
{
	const char *path = arena_cstr(&all->arena, place);
	struct xap_part remote;
	struct stat info;
	if (stat(path, &info) != 0 && parse_host(all, place, &remote))
		return add_part(all, remote, err);
	if (stat(path, &info) == 0 && S_ISREG(info.st_mode))
		return add_stub(all, path, err);
	const char *stub = arena_printf(&all->arena, "%s/%s", path, STUB_IN_FOLDER).ptr;
	if (stat(stub, &info) == 0)
		return add_stub(all, stub, err);
	return add_part(all, (struct xap_part){.folder = path}, err);
}

static enum status add_places(struct places *all, const char *text, struct error *err)
{
	struct slice rest = slice_of(text);
	struct stat info;
	enum status st = STATUS_OK;
	if (stat(text, &info) == 0)
		return add_place(all, rest, err);
	while (!st) {
		size_t comma = slice_find(rest, 0, ",");
		struct slice one = slice_trim(slice_sub(rest, 0, comma));
		if (!one.len)
			return error_set(err, STATUS_INVALID,
					 "an empty name between commas in \"%s\"", text);
		st = add_place(all, one, err);
		if (comma >= rest.len)
			break;
		rest = slice_from(rest, comma + 1);
	}
	return st;
}

enum status shards_open(const char *place, enum xap_mode mode,
			const struct xap_part_options *options, struct xap_db **db,
			struct error *err)
{
	static const struct xap_part_options plain = {.timeout_ms = 0};
	struct places all = {.arena = ARENA_INIT};
	enum status st = add_places(&all, place, err);
	if (!st && all.count == 1 && all.items[0].folder)
		st = xap_open(all.items[0].folder, mode, db, err);
	else if (!st)
		st = xap_open_parts(all.items, all.count, mode, options ? options : &plain, db,
				    err);
	if (!st)
		xap_set_identity(*db, SLOT_ID, PREFIX_ID);
	arena_release(&all.arena);
	return st;
}

enum status shards_resolve(const char *place, struct buffer *out, struct error *err)
{
	struct places all = {.arena = ARENA_INIT};
	enum status st = add_places(&all, place, err);
	buffer_clear(out);
	for (size_t i = 0; !st && i < all.count; i++)
		buffer_printf(out, "%s\n%u\n",
			      all.items[i].folder ? all.items[i].folder : all.items[i].host,
			      all.items[i].port);
	arena_release(&all.arena);
	return st;
}

bool shards_is_elsewhere(const char *place)
{
	struct places all = {.arena = ARENA_INIT};
	enum status st = add_places(&all, place, NULL);
	bool elsewhere = !st && (all.count > 1 || (all.count && !all.items[0].folder));
	arena_release(&all.arena);
	return elsewhere;
}

/* ---- making ---- */

static void put_name(struct buffer *out, const char *folder, size_t shard)
{
	buffer_clear(out);
	buffer_printf(out, "%s/shard.%zu", folder, shard);
}

static enum status fill(const char *folder, size_t count, const char *analyzer_identity,
			struct error *err)
{
	struct buffer name = BUFFER_INIT, stub = BUFFER_INIT;
	enum status st = STATUS_OK;
	buffer_add_str(&stub, "# vraagbaak: an index in shards; a question belongs to the one that "
			      "its id tells\n");
	for (size_t i = 0; !st && i < count; i++) {
		put_name(&name, folder, i);
		buffer_printf(&stub, "auto shard.%zu\n", i);
		st = schema_create(name.ptr, analyzer_identity, err);
	}
	buffer_clear(&name);
	buffer_printf(&name, "%s/%s", folder, STUB_IN_FOLDER);
	if (!st)
		st = replace_file(name.ptr, buffer_slice(&stub), err);
	buffer_release(&stub);
	buffer_release(&name);
	return st;
}

static void remove_made(const char *folder, size_t count)
{
	struct buffer name = BUFFER_INIT;
	for (size_t i = 0; i < count; i++) {
		put_name(&name, folder, i);
		(void)!generation_remove(name.ptr, NULL);
	}
	(void)!generation_remove(folder, NULL);
	buffer_release(&name);
}

enum status shards_create(const char *path, size_t count, const char *analyzer_identity,
			  struct error *err)
{
	struct buffer place = BUFFER_INIT, making = BUFFER_INIT;
	path_trim(path, &place);
	buffer_printf(&making, "%s.making-%ld", place.ptr, (long)getpid());
	enum status st = STATUS_OK;
	if (mkdir(making.ptr, 0777) != 0)
		st = error_set(err, STATUS_IO, "cannot make an index at %s: %s", path,
			       strerror(errno));
	if (!st)
		st = fill(making.ptr, count, analyzer_identity, err);
	if (!st && rename(making.ptr, place.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot make an index at %s: %s", path,
			       strerror(errno));
	if (st)
		remove_made(making.ptr, count);
	else
		st = sync_parent(path, err);
	buffer_release(&making);
	buffer_release(&place);
	return st;
}
