/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_SOURCE_FILE_H
#define INDEXER_SOURCE_FILE_H

/*
 * What the index knows of the papers it was made from: one metadata entry for each
 * (store/index/schema.h), written in the same batch as the questions it gave, so that
 * both are always of one moment.  Which questions a paper gave is not here but in
 * their claims (indexer/ingest/attribution.h).
 *
 * When a paper was last seen needs no writing every night: one that has an entry was there on the
 * last night that ended well; the entry of one that has gone is removed.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "store/xapian/xap.h"

enum {
	PAPER_REFUSALS_MAX = 100, /* of one paper that are kept with place and reason */
};

struct paper_refusal {
	unsigned long line; /* 0: the whole paper */
	struct slice reason;
};

struct paper {
	uint64_t key; /* paper_key(path) */
	const char *path;
	uint64_t stamp; /* see paper_stamp; 0 = not to be trusted */
	uint64_t
		content[2]; /* hash of its bytes and its sidecar's; 0 when they could not be read */
	uint64_t readers;   /* paper_readers() of the program that read it */
	bool due;           /* is to be read again whatever it looks like */
	bool failed;        /* gave nothing the last time; what it gave before stays */
	uint64_t questions; /* that it gave the last time that it could be read */
	/* The quarantine: a paper that failed or of which parts were refused. */
	uint64_t refused;               /* number of refusals */
	struct paper_refusal *refusals; /* the first of them */
	size_t refusal_count;
	uint64_t tries;    /* readings in a row that ended like this */
	uint64_t tried_at; /* the last of them, seconds since 1970 */
};

/* Key of a path. */
uint64_t paper_key(const char *path);

/* What tells without reading that a paper, its sidecar or the document of
 * a detail (corpus/sources/companions.h) changed: sizes, times, inodes.  0 when it
 * changed within the two seconds before `now` (seconds since 1970): it may change again unseen.
 * `sidecars` false saves looking for one where it is known that there are none.  IO when the paper
 * cannot be looked at. */
MUST_CHECK enum status paper_stamp(const char *path, int64_t now, bool sidecars, uint64_t *stamp,
				   struct error *err);

/* Hash of the paper's bytes, its sidecar's and its documents'.  IO. */
MUST_CHECK enum status paper_content(const char *path, uint64_t content[2], struct error *err);

/* Stands for all readers: another number where any of them changed. */
uint64_t paper_readers(void);

/* Reads the entry of paper->key into *paper; strings live in the arena.  NOT_FOUND when there is
 * none, CORRUPT. */
MUST_CHECK enum status paper_load(struct xap_db *db, uint64_t key, struct arena *arena,
				  struct paper *paper, struct error *err);

/* Writes the entry, as part of the batch. */
MUST_CHECK enum status paper_save(struct xap_db *db, const struct paper *paper, struct error *err);

/* Removes the entry, as part of the batch. */
MUST_CHECK enum status paper_forget(struct xap_db *db, uint64_t key, struct error *err);

/* Calls fn for every entry, by rising key; paper's strings are borrowed for the call.  What fn
 * returns, when not OK, ends it.  fn must not change the database. */
typedef enum status paper_fn(void *ctx, const struct paper *paper, struct error *err);
MUST_CHECK enum status paper_each(struct xap_db *db, paper_fn *fn, void *ctx, struct error *err);

#endif
