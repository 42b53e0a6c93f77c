/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_WALK_H
#define INDEXER_WALK_H

/*
 * Finds the files below the paths given, in a fixed order (by name within a
 * folder), so that two runs over the same tree do the same.  Symbolic links are
 * followed; a folder that holds itself is entered once.  Names that start with a
 * dot, sidecars and Xapian databases are passed over.
 */
#include <stddef.h>

#include "base/error.h"

struct walk_sink {
	void *ctx;
	/* A regular file.  What it returns, when not OK, ends the walk. */
	enum status (*file)(void *ctx, const char *path, struct error *err);
	/* A path that cannot be read, a dangling link, a loop, a sidecar without its text. */
	void (*trouble)(void *ctx, const char *path, const char *reason);
};

MUST_CHECK enum status walk_paths(const char *const *paths, size_t count,
				  const struct walk_sink *sink, struct error *err);

#endif
