/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_GLASS_PART_H
#define STORE_GLASS_PART_H

/*
 * A part of a new index: documents numbered from 1, gathered in memory and written at once as a Xapian database
 * of format glass, which is only there to be merged by xap_compact.  What Xapian's own writer would put into it
 * for the same documents is in it; nothing is synced.
 *
 * Postings are gathered in the order of documents, sorted by term once, and sorted back by counting, which brings
 * the terms of each document in order: no posting goes through a map.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "store/xap_doc.h"

struct glass_part;

struct glass_part *glass_part_new(void);
void glass_part_free(struct glass_part *self);

/* What its documents are packed with from now on, see records_train; empty for none.  CORRUPT when it is none. */
MUST_CHECK enum status glass_part_use_dictionary(struct glass_part *self, struct slice dictionary, struct error *err);

/* An entry of metadata; each key once. */
void glass_part_metadata(struct glass_part *self, const char *key, struct slice value);

/* Adds a document.  A document that failed is left out, with its error; INVALID also for a slot over 63. */
MUST_CHECK enum status glass_part_add(struct glass_part *self, struct xap_doc *doc, struct error *err);

/* Makes the folder, writes what was added and begins anew, whether or not that went well.  Errors: IO. */
MUST_CHECK enum status glass_part_write(struct glass_part *self, const char *folder, struct error *err);

#endif
