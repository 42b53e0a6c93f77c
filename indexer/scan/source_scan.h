/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_SOURCE_SCAN_H
#define INDEXER_SOURCE_SCAN_H

/*
 * Compares the sources with what the index knows of them, without reading a paper:
 * what is new, what may have changed, what has gone, what cannot be reached.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "corpus/config/config.h"
#include "store/xapian/xap.h"

struct scan_item {
	const char *path;
	const char *type;    /* reader's name or NULL */
	const char *trouble; /* why it cannot even be opened, else NULL */
	uint64_t key, stamp;
	bool known; /* the index has an entry for it */
};

struct scan {
	struct arena arena;      /* holds all strings */
	struct scan_item *items; /* to be read, in the order of sources and names */
	size_t item_count, item_room;
	struct scan_item *gone; /* known, and no longer there; by path */
	size_t gone_count, gone_room;
	size_t files;       /* that the sources have */
	size_t same;        /* of these: as they were when they were read */
	size_t same_bad;    /* of these: in quarantine */
	size_t known_good;  /* papers in the index that gave questions */
	size_t gone_good;   /* of these: no longer there */
	size_t unreachable; /* of these: below something that cannot be read; they are left alone */
};

struct scan_options {
	const struct config *config;
	struct xap_db *db;
	int64_t now; /* seconds since 1970 */
	bool reread; /* take every paper for changed */
};

/* Errors: those of the database.  What is wrong in the sources goes into the items. */
MUST_CHECK enum status scan_sources(const struct scan_options *options, struct scan *scan,
				    struct error *err);
void scan_release(struct scan *scan);

#endif
