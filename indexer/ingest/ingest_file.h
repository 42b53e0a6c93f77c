/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_INGEST_FILE_H
#define INDEXER_INGEST_FILE_H

/* Reading one paper into an intake, and what becomes of its entry. */
#include "indexer/ingest/ingest.h"
#include "indexer/scan/source_file.h"
#include "indexer/scan/source_scan.h"

enum reading_outcome {
	READING_SAME,   /* its bytes are those that were read before */
	READING_DONE,   /* read, and all of it */
	READING_PARTLY, /* read, parts were refused */
	READING_FAILED, /* nothing could be read; what it gave before stays */
};

struct reading {
	struct intake *intake;
	int64_t now; /* seconds since 1970 */
	bool reread; /* read it although its bytes are the same */
	void *ctx;
	/* Between two questions where a batch may end; what it returns, when not OK, ends the
	 * reading. */
	enum status (*pause)(void *ctx, struct error *err);
};

/*
 * Reads the paper and writes its entry.  `before` and `after` get the entry as it was (questions 0
 * when there was none) and as it is; their strings live in the arena.  Errors: those of the index
 * and of pause; trouble with the paper is an outcome.
 */
MUST_CHECK enum status reading_run(const struct reading *self, const struct scan_item *item,
				   struct arena *arena, struct paper *before, struct paper *after,
				   enum reading_outcome *outcome, struct error *err);

#endif
