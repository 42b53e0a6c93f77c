/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_BULK_FOLDER_H
#define INDEXER_BULK_FOLDER_H

/* The run, for the files that make it up, and the folder that it works in: one run at a time, which
 * takes over what the one before left whole. */
#include <stdio.h>

#include "base/arena.h"
#include "indexer/bulk/bulk.h"
#include "indexer/bulk/bulk_internal.h"
#include "indexer/ingest/read_all.h"
#include "store/document/stored_fields.h"
#include "store/glass/segment_set.h"

struct bulk {
	const struct index_options *options;
	const struct bulk_feed *feed; /* NULL: the paths of the options are read */
	struct index_reading reading;
	struct buffer folder, target, name;
	uint64_t input; /* a hash of the papers, by their looks: another when one of them changed */
	struct buffer dictionary; /* what records are packed with, empty for none */
	int lock;
	bool other_format; /* Xapian does not write the format of which parts are made */
	unsigned jobs;
	size_t part;    /* questions a part, at most */
	size_t taken;   /* questions that are in parts, or on their way */
	size_t learned; /* of these: from a run before, and not yet seen again */
	uint32_t next;  /* number of the batch that is being filled */
	struct bulk_known known;
	struct bulk_pool *pool;
	struct bulk_batch *batch;
	struct bulk_batch *held, **held_last; /* until there is a dictionary */
	struct records_sample sample;
	bool has_dictionary;
	struct buffer given;
	struct arena arena;
	struct buffer refused; /* see bulk_pool_finish */
	struct intake intake;  /* makes contributions of questions; it writes nothing */
	FILE *left;            /* those that are not plain, see bulk_left.h */
};

/* Makes the folder and locks it.  LOCKED when another run works in it. */
MUST_CHECK enum status bulk_folder_open(struct bulk *self, struct error *err);
/* The same, and what is whole in it becomes the run's own; the rest goes. */
MUST_CHECK enum status bulk_folder_begin(struct bulk *self, struct error *err);
/* The parts that there are, of all batches before `next`; released by the caller also after a
 * failure. */
MUST_CHECK enum status bulk_folder_parts(struct bulk *self, struct glass_runs *runs,
					 struct error *err);
/* Before the first part that is packed with it. */
MUST_CHECK enum status bulk_folder_keep_dictionary(struct bulk *self, struct slice dictionary,
						   struct error *err);
/* Removes it, with all that is in it. */
MUST_CHECK enum status bulk_folder_remove(struct bulk *self, struct error *err);

#endif
