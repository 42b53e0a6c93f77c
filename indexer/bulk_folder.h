/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_BULK_FOLDER_H
#define INDEXER_BULK_FOLDER_H

/* The run, for the files that make it up, and the folder that it works in: one run at a time, which takes over what
 * the one before left whole. */
#include "base/arena.h"
#include "indexer/bulk.h"
#include "indexer/bulk_parts.h"
#include "indexer/index_reading.h"
#include "store/records.h"

struct bulk {
	const struct index_options *options;
	const struct bulk_feed *feed; /* NULL: the paths of the options are read */
	struct index_reading reading;
	struct buffer folder, target, name;
	int lock;
	bool whole;               /* everything was read by an earlier run, and merged */
	unsigned jobs;
	size_t part;              /* questions a part */
	uint32_t next;            /* number of the batch that is being filled */
	struct bulk_known known;
	struct bulk_pool *pool;
	struct bulk_batch *batch;
	struct bulk_batch *held, **held_last; /* until there is a dictionary */
	struct records_sample sample;
	bool has_dictionary;
	struct buffer record;
	struct arena arena;
	struct buffer refused;    /* see bulk_pool_finish */
	size_t undecided;
};

/* Makes the folder and locks it.  LOCKED when another run works in it. */
MUST_CHECK enum status bulk_folder_open(struct bulk *self, struct error *err);
/* The same, and what is whole in it becomes the run's own, with its dictionary; the rest goes. */
MUST_CHECK enum status bulk_folder_begin(struct bulk *self, struct buffer *dictionary, struct error *err);
/* Removes it, with all that is in it. */
MUST_CHECK enum status bulk_folder_remove(struct bulk *self, struct error *err);

#endif
