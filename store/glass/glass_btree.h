/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_GLASS_BTREE_H
#define STORE_GLASS_BTREE_H

/*
 * Writing a table of a Xapian database from its first entry to its last, in the format "glass" of
 * Xapian 1.4: a B-tree of blocks, which gets its keys in rising order and is never changed
 * afterwards.  What it is for, and why not by Xapian: doc/internals/index-format.md.
 *
 *   block   u32 revision, u8 level (0: leaves), u16 free bytes in one piece, u16 free bytes, u16
 *           end of the directory; the directory: u16 offset of each item, in the order of their
 *           keys; the items lie at the block's end
 *   item    of a leaf: u16 its length less 3 and flags (0x8000 deflated, 0x4000 last, 0x2000 first
 *           of its tag), u8 length of the key, the key, then u16 which piece of the tag it is
 *           unless the first, the piece
 *   item    of a branch: u32 block, u8 length of the key, the key, u16 piece; the first has no key
 *
 * All numbers have their high byte first.  The very first item of a table is empty.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

enum {
	GLASS_BLOCK = 8192,
	GLASS_KEY_MAX = 252, /* bytes; a term of XAP_TERM_MAX with a document id is shorter */
};

/* Where a table begins, for the file that names its tables. */
struct glass_root {
	uint32_t root, blocks; /* number of the root block, and of blocks in all */
	uint32_t entries;
	unsigned level; /* of the root */
};

struct glass_table;

/* A new file at the path.  Errors: IO. */
MUST_CHECK enum status glass_table_open(const char *path, struct glass_table **table,
					struct error *err);

/* Adds an entry; the key is above those before it, and neither empty nor over GLASS_KEY_MAX.
 * `deflated` says that the tag is, as Xapian would have it: raw, with a window of 32 KB.  A failure
 * to write is kept for the end. */
void glass_table_add(struct glass_table *self, struct slice key, struct slice tag, bool deflated);

/* Writes what is left.  Errors: IO. */
MUST_CHECK enum status glass_table_finish(struct glass_table *self, struct glass_root *root,
					  struct error *err);
void glass_table_close(struct glass_table *self);

#endif
