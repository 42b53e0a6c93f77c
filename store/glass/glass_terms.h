/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_GLASS_TERMS_H
#define STORE_GLASS_TERMS_H

/*
 * Reading the terms of a document from the table of a database in the format "glass"
 * (glass_btree.h), with every length checked.  Xapian 1.4 checks none of those in a term list: one
 * bit that flipped on the disk and it reads on behind the list's end until the process is ended.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

#ifdef __cplusplus
extern "C" {
#endif

struct glass_terms;

/* The table of the database in a folder at this revision.  NULL when the folder has another one by
 * now, is of another format or cannot be read: Xapian then says what is wrong. */
struct glass_terms *glass_terms_open(const char *folder, uint64_t revision);
void glass_terms_close(struct glass_terms *self);
uint64_t glass_terms_revision(const struct glass_terms *self);

/* Replaces *out with the list of a document.  NOT_FOUND when there is none, MODIFIED when a writer
 * has used its blocks again, CORRUPT when the table is damaged, IO. */
MUST_CHECK enum status glass_terms_list(struct glass_terms *self, uint32_t docid,
					struct buffer *out, struct error *err);

/* Where a list is being read; begins as {0} with the list. */
struct glass_terms_at {
	struct slice rest;
	bool begun;
	unsigned char term[256];
	size_t len;
	uint32_t wdf;
};

/* The next term, in byte order; *more is false behind the last.  CORRUPT. */
MUST_CHECK enum status glass_terms_next(struct glass_terms_at *at, bool *more, struct error *err);

#ifdef __cplusplus
}
#endif
#endif
