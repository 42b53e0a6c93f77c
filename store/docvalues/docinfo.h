/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_DOCINFO_H
#define STORE_DOCINFO_H

/*
 * What a search needs of very many questions, flat in one file beside the tables of the index: the
 * length of each, the place of its id among all ids, which breaks ties, and its row with the latent
 * vector.  In Xapian's tables each of these is a walk down a tree; here it is a place, and the
 * pages of rows are shared by all processes that search.
 *
 * The file is made of the index and holds nothing of its own.  It belongs to one commit, which it
 * names by UUID, revision, and what the index tells of its size; where that is not the commit that
 * was opened, or the file is missing, cut short, or of another machine's byte order, it is as if
 * there were none: a search reads the tables, and takes longer.  So it need not be copied,
 * replicated or backed up, and a run that is killed between its commit and the file leaves nothing
 * wrong.  The index of several databases has none.
 *
 *   vraagbaak.flat          a page with struct flat_head; then, in the machine's byte order and by
 *                           document id from 0 on, lengths (4 bytes each, 0: no such document),
 *                           ranks of ids from 1 on (4 bytes each), and from a place that is a
 *                           multiple of 64 rows (row_bytes each, all 0: none)
 *   vraagbaak.flat.making   while it is written; then it takes the place of the other by rename(2)
 *
 * Whoever has it open keeps what it opened: the file is never changed in place.
 */
#include "base/buffer.h"
#include "store/xapian/xap.h"

#define FLAT_FILE "vraagbaak.flat"

enum {
	FLAT_VERSION = 1,
	FLAT_HEAD_BYTES = 4096,
};

/* Sums and numbers by which a file is known.  Without holes: it is compared and hashed as bytes. */
struct flat_head {
	char magic[8];
	uint32_t version, row_bytes; /* 0: without rows */
	char uuid[40];
	uint64_t revision;
	double average; /* length */
	uint32_t documents, last;
	uint64_t size; /* of the file */
	uint64_t body; /* XXH3 of all behind the page */
	uint64_t head; /* XXH3 of all before this */
};

/* ---- for readers ---- */

struct flat;

struct flat *flat_new(void);
void flat_free(struct flat *self);

/* Comes before a search: opens the file and reads lengths and ranks when it belongs to the state of
 * the index that is open, and lets another one go.  Costs a stat where there is none. */
void flat_begin(struct flat *self, struct xap_db *db);

/* Lengths by document id, up to the last one; NULL without a file.  Borrowed until the next
 * flat_begin. */
const uint32_t *flat_lengths(const struct flat *self);
/* The same for the ranks of ids: the smaller the earlier in byte order. */
const uint32_t *flat_ranks(const struct flat *self);

/* Rows, of documents up to the last one, where flat_row_bytes is not 0. */
uint32_t flat_row_bytes(const struct flat *self);
bool flat_map(struct flat *self); /* false: it cannot be mapped */
struct slice flat_row(const struct flat *self,
		      uint32_t docid); /* only when it is mapped; borrowed as above */

/* ---- for writers ---- */

/* Writes the file of the last commit unless it is there; the caller keeps others from writing to
 * the index.  Errors: IO, and those of reading. */
MUST_CHECK enum status flat_write(const char *folder, struct error *err);

/* Reads the file whole: CORRUPT when it says that it belongs to this commit and its sums are
 * others.  A file that is missing or of another commit is no error. */
MUST_CHECK enum status flat_check(struct xap_db *db, struct error *err);

/* ---- for both ---- */

/* What the file of the index as it is open must begin with, up to `average` and the counts; false
 * when it has none. */
bool flat_expect(struct xap_db *db, struct flat_head *out);
bool flat_agrees(const struct flat_head *found, const struct flat_head *expected, uint64_t size);
uint64_t flat_rows_at(const struct flat_head *head);
uint64_t flat_head_sum(const struct flat_head *head);

#endif
