/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/scan/file_list.h"

#include <sys/stat.h>

#include <xxhash.h>

#include "indexer/scan/source_file.h"
#include "indexer/scan/walk.h"

static void add(struct file_list *self, const char *path, const char *trouble)
{
	self->files = arena_grow(&self->arena, self->files, self->count, &self->room,
				 sizeof *self->files);
	self->files[self->count++] = (struct listed_file){
		.path = arena_cstr(&self->arena, slice_of(path)),
		.trouble = trouble ? arena_cstr(&self->arena, slice_of(trouble)) : NULL,
	};
}

static enum status add_file(void *ctx, const char *path, struct error *err)
{
	struct file_list *self = ctx;
	struct stat info;
	(void)err;
	if (stat(path, &info) == 0)
		self->bytes += (uint64_t)info.st_size;
	add(self, path, NULL);
	return STATUS_OK;
}

static void add_trouble(void *ctx, const char *path, const char *reason)
{
	add(ctx, path, reason);
}

enum status file_list_walk(struct file_list *self, const char *const *paths, size_t count,
			   struct error *err)
{
	const struct walk_sink sink = {self, add_file, add_trouble};
	*self = (struct file_list){.arena = ARENA_INIT};
	return walk_paths(paths, count, &sink, err);
}

uint64_t file_list_sum(const struct file_list *self)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < self->count; i++) {
		const char *path = self->files[i].path;
		if (self->files[i].trouble)
			continue;
		uint64_t looks[] = {sum, paper_key(path), 0};
		(void)!paper_stamp(path, INT64_MAX, true, &looks[2], NULL);
		sum = XXH3_64bits(looks, sizeof looks);
	}
	return sum;
}

void file_list_release(struct file_list *self)
{
	arena_release(&self->arena);
}
