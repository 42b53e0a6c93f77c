/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_SEGMENT_WRITER_H
#define STORE_SEGMENT_WRITER_H

/*
 * A part of a new index: documents numbered from 1, gathered in memory and written at once to a
 * file of the program's own, from which store/glass/glass_merge.h makes a Xapian database.  Nothing
 * is synced.
 *
 * Postings are gathered in the order of documents, sorted by term once, and sorted back by
 * counting, which brings the terms of each document in order: no posting goes through a map.
 *
 * The file (store/glass/segment_internal.h has its head), numbers as the machine has them:
 *   terms     in byte order, each as varints and bytes: length of the name, name, documents, wdfs
 *             together, first document, how far the last is from it, bytes of the list, the list:
 *             wdf of the first, then for each further one how many documents lie between, and its
 *             wdf
 *   lists     of each document: u32 length, u8 deflated or not, u8 length of its slots, slots, the
 *             list of its terms, both as Xapian keeps them; then a u64 for each document: where
 *             that begins
 *   lengths   of the documents, u32
 *   slots     of each that is in use: struct glass_slot_head, lowest value, highest value, and its
 *             chunks as in struct glass_slot
 */
#include "base/buffer.h"
#include "base/error.h"
#include "store/document/index_document.h"

struct glass_part;

struct glass_part *glass_part_new(void);
void glass_part_free(struct glass_part *self);

/* What its documents are packed with from now on, see records_train; empty for none.  CORRUPT when
 * it is none. */
MUST_CHECK enum status glass_part_use_dictionary(struct glass_part *self, struct slice dictionary,
						 struct error *err);

/* Adds a document.  A document that failed is left out, with its error; INVALID also for a slot
 * over 63. */
MUST_CHECK enum status glass_part_add(struct glass_part *self, struct xap_doc *doc,
				      struct error *err);

/* Writes what was added to a new file and begins anew, whether or not that went well.  Errors:
 * IO. */
MUST_CHECK enum status glass_part_write(struct glass_part *self, const char *path,
					struct error *err);

#endif
