/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_FILE_LIST_H
#define INDEXER_FILE_LIST_H

/* The files below some paths, found by one walk (indexer/scan/walk.h) and gone through as often as
 * needed. */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct listed_file {
	const char *path;
	const char *trouble; /* why it cannot be read, or NULL */
};

struct file_list {
	struct listed_file *files;
	size_t count, room;
	uint64_t bytes; /* of all files, when they were found */
	struct arena arena;
};

/* Fills *self, which file_list_release frees also after an error. */
MUST_CHECK enum status file_list_walk(struct file_list *self, const char *const *paths,
				      size_t count, struct error *err);

/* A sum over paths, sizes and times of the files and of what belongs to them: it changes when one
 * of them does. */
uint64_t file_list_sum(const struct file_list *self);

void file_list_release(struct file_list *self);

#endif
