/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_GLASS_MERGE_H
#define STORE_GLASS_MERGE_H

/*
 * Writing a Xapian database of format glass from parts, each table from its first entry to its
 * last: what Xapian's writer and its compaction would make of the same documents.
 */
#include "store/glass/segment_set.h"

/* What the database has beside documents. */
struct glass_beside {
	const struct glass_entry {
		struct slice key, value;
	} * metadata; /* keys rising, all below XAP_KEY_ROWS */
	size_t count;
	/* Gives the row of the next document, from the first on; empty for none, borrowed until the
	 * next call.  NULL for no rows at all. */
	enum status (*next_row)(void *ctx, struct slice *row, struct error *err);
	void *ctx;
};

/*
 * Makes the folder and the database in it, by two threads.  Nothing is synced.  Errors: IO, those
 * of next_row, LIMIT when the run is to stop; what is there then is the caller's to remove.
 */
MUST_CHECK enum status glass_merge(const struct glass_runs *runs, const struct glass_beside *beside,
				   const char *folder, struct error *err);

#endif
