/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_GLASS_POSTINGS_H
#define STORE_GLASS_POSTINGS_H

/*
 * The entries of Xapian's table "postlist", in the order of their keys: metadata, bounds of values,
 * values, lengths of documents, posting lists.  Both functions add to an open table; its failures
 * are found when it is finished.
 */
#include "store/glass/glass_btree.h"
#include "store/glass/segment_set.h"

/* Integers in keys, which sort as they do. */
void glass_add_docid(struct buffer *key, uint32_t docid);

/* All but metadata; not all of it when the run is to stop. */
void glass_postlist_write(const struct glass_runs *runs, struct glass_table *table);

#endif
