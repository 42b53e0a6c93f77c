/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_GLASS_FREELIST_H
#define STORE_GLASS_FREELIST_H

/*
 * Mends what xapian-core breaks when a commit fails.
 *
 * Each table of a database keeps a list of its unused blocks in blocks of its own, and a commit
 * appends to the last of them in place.  When a commit fails, Xapian goes back to the revision
 * before it and commits that once more, but the block in its memory may by then be another one: it
 * writes that over the last block of the list (seen with 1.4.22: GlassFreeList::unpack leaves the
 * buffer as it is).  The next writer then ends with "Ran off end of freelist", for ever, or is
 * given blocks that are in use.
 *
 * So the last block of each list is kept from before the first change of a batch, and put back when
 * the commit at its end fails.  The version file (iamglass) tells which block that is and how far
 * it counts.
 *
 *	freelist_keep(list, folder);         nothing is changed as yet
 *	... changes, a commit that fails ...
 *	freelist_restore(list, folder, &err);
 */
#ifdef __cplusplus
extern "C" {
#endif

#include "base/error.h"

struct freelist;

/* Holds nothing yet.  Never NULL. */
struct freelist *freelist_new(void);
void freelist_free(struct freelist *self);

/* Reads the ends of all lists of the database in this folder.  What cannot be read, or is of
 * another format than the one known here (store/glass/glass_format.h), is not kept; that is no
 * error, for it is only needed when something else fails. */
void freelist_keep(struct freelist *self, const char *folder);

/*
 * Puts back what was kept, where the database still counts on it: a list that a successful commit
 * has moved on is left alone, and so is a database of another format.  Writes only what differs.
 * Errors: IO.
 */
MUST_CHECK enum status freelist_restore(const struct freelist *self, const char *folder,
					struct error *err);

#ifdef __cplusplus
}
#endif
#endif
