/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_BULK_INTERNAL_H
#define INDEXER_BULK_INTERNAL_H

/*
 * Inside of a bulk run: the questions of a part on their way from the reader to a worker, and the
 * pool of workers.  The reader hands over batches in the order of the input; batch n becomes the
 * file FOLDER/part.n (store/glass/segment_writer.h), which is made under another name and renamed
 * when it is whole.
 */
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum {
	/* Questions a part.  They grow with what was read, so that at the end no worker waits long
	 * for another, and a large index has not too many. */
	BULK_PART_FIRST = 1000,
	BULK_PART_SHARE = 16, /* of what was read before, one such part */
	BULK_PART_MOST = 4000,
	BULK_PART_LEAST = 16,  /* where memory is short */
	BULK_PARTS_SOME = 500, /* where it is, parts still grow: each is one of so many of what was
				  read before */
	BULK_PART_BYTES = 16 << 20, /* of records, after which a part is full too */
};

/* What a worker makes a document of; slices are borrowed until the batch is freed. */
struct bulk_item {
	struct slice record, hash;
	struct slice given; /* as in SLOT_GIVEN */
};

/* Items, each behind the lengths of its slices. */
struct bulk_batch {
	struct buffer bytes;
	size_t count;
	uint32_t number;
	struct bulk_batch *next;
};

struct bulk_batch *bulk_batch_new(uint32_t number);
void bulk_batch_free(struct bulk_batch *self);
void bulk_batch_add(struct bulk_batch *self, const struct bulk_item *item);
/* The next item behind *at, which begins at 0; false at the end. */
bool bulk_batch_next(const struct bulk_batch *self, size_t *at, struct bulk_item *item);

/* ---- what is known by id ---- */

/* Hashes by hashes: ids (with what hash the contribution has), fingerprints and others, see
 * bulk_plain.h. */
struct bulk_known {
	struct bulk_seat {
		uint64_t key, value;
	} * seats;
	size_t count, room;
};

void bulk_known_release(struct bulk_known *self);
/* The value of a key, which is added with `value` when it is new (*is_new). */
uint64_t bulk_known_add(struct bulk_known *self, uint64_t key, uint64_t value, bool *is_new);
bool bulk_known_has(const struct bulk_known *self, uint64_t key);
uint64_t bulk_hash(char kind, struct slice text);

/* ---- workers ---- */

struct bulk_pool;

struct bulk_pool_options {
	const char *folder; /* borrowed */
	unsigned workers;   /* at least 1 */
	bool books;         /* documents bear terms of their sources */
	const volatile sig_atomic_t
		*stop; /* set from a signal handler: no batch is begun any more, and those that
			* are being worked on end early, as parts that are whole; may be NULL */
};

MUST_CHECK enum status bulk_pool_open(const struct bulk_pool_options *options,
				      struct bulk_pool **pool, struct error *err);
/* The dictionary for all parts, before the first batch. */
void bulk_pool_set_dictionary(struct bulk_pool *self, struct slice dictionary);
/* Hands a batch over (also when it fails); waits while enough are on their way, until the run is
 * asked to stop. Fails with what a worker failed with. */
MUST_CHECK enum status bulk_pool_give(struct bulk_pool *self, struct bulk_batch *batch_take,
				      struct error *err);
/*
 * Waits until all is done.  Appends to `refused` a uint64_t for each question that could not be
 * stored: the paper that owns it, 0 without claims.
 */
MUST_CHECK enum status bulk_pool_finish(struct bulk_pool *self, struct buffer *refused,
					struct error *err);
void bulk_pool_close(struct bulk_pool *self);

/* Replaces *out with FOLDER/KIND.NUMBER. */
void bulk_name(const char *folder, const char *kind, uint32_t number, struct buffer *out);

#endif
