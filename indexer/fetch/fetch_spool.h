/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_FETCH_SPOOL_H
#define INDEXER_FETCH_SPOOL_H

/*
 * The folder that fetched replies are put into.  What stands in it under its own name is whole: a
 * reply is written to `.fetch/part`, made durable and renamed.  `.fetch`, which no scan enters,
 * holds what fetching remembers, the last pages of lists, and replies that were set aside.
 */
#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

struct fetch_spool {
	const char *folder; /* borrowed, without a slash at its end */
	int lock;
};

/* Makes the folder when only it is missing, takes its lock and removes what a run that was killed
 * left. LOCKED when another run has it, IO.  fetch_spool_close also after a failure. */
MUST_CHECK enum status fetch_spool_open(struct fetch_spool *self, const char *folder,
					struct error *err);
void fetch_spool_close(struct fetch_spool *self);

/* Puts bytes in the place of `name` ("schv/1650321.json"), whole and durable or not at all.  *same,
 * when not NULL: they stood there already, and the file was left alone.  IO. */
MUST_CHECK enum status fetch_spool_put(const struct fetch_spool *self, const char *name,
				       struct slice bytes, bool *same, struct error *err);

/* Replaces *out with the bytes of a file.  NOT_FOUND, LIMIT when there are more than max_bytes,
 * IO. */
MUST_CHECK enum status fetch_spool_get(const struct fetch_spool *self, const char *name,
				       size_t max_bytes, struct buffer *out, struct error *err);

bool fetch_spool_has(const struct fetch_spool *self, const char *name);

/* Removes a file; it need not be there.  IO. */
MUST_CHECK enum status fetch_spool_remove(const struct fetch_spool *self, const char *name,
					  struct error *err);

/* Replaces *out with the path of a name. */
void fetch_spool_path(const struct fetch_spool *self, const char *name, struct buffer *out);

#endif
