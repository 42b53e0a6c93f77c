/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/scan/source_scan.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/memory.h"
#include "corpus/sources/source.h"
#include "indexer/scan/source_file.h"
#include "indexer/scan/walk.h"

/* What the index knows of a paper, as far as a scan needs it. */
struct known {
	uint64_t key, stamp;
	const char *path;
	bool check; /* to be looked at whatever its stamp */
	bool good;  /* gave questions */
	bool bad;   /* in quarantine */
	bool seen;
};

struct scanner {
	const struct scan_options *options;
	struct scan *scan;
	const struct config_source *source;
	struct known *known; /* by key */
	size_t known_count, known_room;
	struct buffer folder; /* of the last file */
	bool has_sidecars;    /* that folder */
	const char **blocked; /* paths that cannot be read or walked */
	size_t blocked_count, blocked_room;
};

static enum status note_known(void *ctx, const struct paper *paper, struct error *err)
{
	struct scanner *s = ctx;
	(void)err;
	s->known = memory_grow(s->known, s->known_count + 1, &s->known_room, 1024,
			       sizeof *s->known);
	s->known[s->known_count++] = (struct known){
		.key = paper->key,
		.stamp = paper->stamp,
		.good = paper->questions > 0,
		.bad = paper->refused > 0,
		.path = arena_cstr(&s->scan->arena, slice_of(paper->path)),
		.check = paper->due || paper->readers != paper_readers() || s->options->reread,
	};
	s->scan->known_good += paper->questions > 0;
	return STATUS_OK;
}

static struct known *find_known(const struct scanner *s, uint64_t key)
{
	size_t low = 0, high = s->known_count;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (s->known[mid].key == key)
			return &s->known[mid];
		if (s->known[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static void add_item(struct scanner *s, struct scan_item item)
{
	struct scan *scan = s->scan;
	scan->items = arena_grow(&scan->arena, scan->items, scan->item_count, &scan->item_room,
				 sizeof *scan->items);
	scan->items[scan->item_count++] = item;
}

static bool holds_sidecars(const char *folder)
{
	const struct dirent *entry;
	bool found = false;
	DIR *dir = opendir(folder);
	if (!dir)
		return true; /* nobody knows */
	while (!found && (entry = readdir(dir)) != NULL)
		found = source_is_sidecar(entry->d_name);
	closedir(dir);
	return found;
}

/* Most folders have none, and a look at each possible one is what a scan would spend its time
 * on. */
static bool may_have_sidecar(struct scanner *s, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct slice folder = slash ? slice_make(path, (size_t)(slash + 1 - path)) : slice_of("./");
	if (!slice_eq(folder, buffer_slice(&s->folder))) {
		buffer_clear(&s->folder);
		buffer_add_slice(&s->folder, folder);
		s->has_sidecars = holds_sidecars(s->folder.ptr);
	}
	return s->has_sidecars;
}

static enum status take_file(void *ctx, const char *path, struct error *err)
{
	struct scanner *s = ctx;
	struct error cause = {0};
	struct scan_item item = {.key = paper_key(path), .type = s->source->type};
	(void)err;
	if (paper_stamp(path, s->options->now, may_have_sidecar(s, path), &item.stamp, &cause))
		item.trouble = arena_cstr(&s->scan->arena, slice_of(cause.msg));
	struct known *k = find_known(s, item.key);
	if (k && k->seen)
		return STATUS_OK; /* two sources overlap */
	s->scan->files++;
	if (k)
		k->seen = item.known = true;
	if (k && !k->check && k->stamp && k->stamp == item.stamp) {
		s->scan->same++;
		s->scan->same_bad += k->bad;
		return STATUS_OK;
	}
	item.path = arena_cstr(&s->scan->arena, slice_of(path));
	add_item(s, item);
	return STATUS_OK;
}

static void take_trouble(void *ctx, const char *path, const char *reason)
{
	struct scanner *s = ctx;
	struct scan *scan = s->scan;
	struct scan_item item = {.key = paper_key(path),
				 .path = arena_cstr(&scan->arena, slice_of(path)),
				 .trouble = arena_cstr(&scan->arena, slice_of(reason))};
	struct known *k = find_known(s, item.key);
	if (k && k->seen)
		return;
	scan->files++;
	if (k)
		k->seen = item.known = true;
	scan->unreachable += k && k->good;
	s->blocked = arena_grow(&scan->arena, s->blocked, s->blocked_count, &s->blocked_room,
				sizeof *s->blocked);
	s->blocked[s->blocked_count++] = item.path;
	add_item(s, item);
}

static bool is_blocked(const struct scanner *s, const char *path)
{
	for (size_t i = 0; i < s->blocked_count; i++) {
		struct slice rest = slice_of(path);
		if (!slice_starts(rest, s->blocked[i]))
			continue;
		rest = slice_from(rest, strlen(s->blocked[i]));
		if (slice_starts(rest, "/") || slice_ends(slice_of(s->blocked[i]), "/"))
			return true;
	}
	return false;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct scan_item *)a)->path, ((const struct scan_item *)b)->path);
}

static void find_gone(struct scanner *s)
{
	struct scan *scan = s->scan;
	for (size_t i = 0; i < s->known_count; i++) {
		const struct known *k = &s->known[i];
		if (k->seen)
			continue;
		if (is_blocked(s, k->path)) {
			scan->unreachable += k->good;
			continue;
		}
		scan->gone_good += k->good;
		scan->gone = arena_grow(&scan->arena, scan->gone, scan->gone_count,
					&scan->gone_room, sizeof *scan->gone);
		scan->gone[scan->gone_count++] = (struct scan_item){
			.path = k->path, .key = k->key, .known = true};
	}
	if (scan->gone_count)
		qsort(scan->gone, scan->gone_count, sizeof *scan->gone, by_path);
}

enum status scan_sources(const struct scan_options *options, struct scan *scan, struct error *err)
{
	struct scanner s = {.options = options, .scan = scan};
	const struct walk_sink sink = {&s, take_file, take_trouble};
	*scan = (struct scan){.arena = ARENA_INIT};
	enum status st = paper_each(options->db, note_known, &s, err);
	for (size_t i = 0; !st && i < options->config->source_count; i++) {
		s.source = &options->config->sources[i];
		st = walk_paths(&s.source->path, 1, &sink, err);
	}
	if (!st)
		find_gone(&s);
	free(s.known);
	buffer_release(&s.folder);
	return st;
}

void scan_release(struct scan *scan)
{
	arena_release(&scan->arena);
}
