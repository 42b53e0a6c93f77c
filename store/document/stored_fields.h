/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_STORED_FIELDS_H
#define STORE_STORED_FIELDS_H

/*
 * Document data as it lies in the index: packed by zstd, one document by itself, with a dictionary
 * that was trained on documents of the same index.  Figures compared with zlib are in
 * doc/benchmarks.md.
 *
 *   varint   number of the dictionary, 0 for none
 *   bytes    a zstd frame without its four bytes of magic
 *
 * Dictionaries never change and are never dropped: what was packed with one needs it.  They are
 * numbered from 1 and kept in the metadata, see store/xapian/xap.h.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum {
	RECORDS_DICTIONARY_MAX = 64 * 1024, /* bytes */
	RECORDS_TRAINED_ON = 500,           /* documents, at least */
	RECORDS_SAMPLE_MAX = 2 << 20,       /* bytes of documents that are learned from, at most */
};

struct records;

struct records *records_new(void);
void records_free(struct records *self);

/* Makes a dictionary known; the newest one is what is packed with.  False when it is none. */
bool records_learn(struct records *self, uint32_t number, struct slice dictionary);
bool records_knows(const struct records *self, uint32_t number);
/* Number of the newest dictionary, 0 when there is none. */
uint32_t records_newest(const struct records *self);

/* Replaces *out with the packed form. */
void records_pack(struct records *self, struct slice data, struct buffer *out);

/* The dictionary that packed data needs, 0 for none. */
uint32_t records_needs(struct slice packed);
/* Replaces *out with the data.  CORRUPT when it is no packed data, or its dictionary is not
 * known. */
MUST_CHECK enum status records_unpack(struct records *self, struct slice packed, struct buffer *out,
				      struct error *err);

/* Documents that a dictionary is trained on. */
struct records_sample {
	struct buffer bytes;
	size_t *sizes, count, room;
};

/* Adds a document unless there are enough. */
void records_sample_add(struct records_sample *self, struct slice data);
void records_sample_release(struct records_sample *self);
/* Replaces *dictionary; false when the sample is too small or too uniform to learn from. */
bool records_train(const struct records_sample *sample, struct buffer *dictionary);

#endif
