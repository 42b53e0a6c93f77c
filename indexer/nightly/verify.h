/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_VERIFY_H
#define INDEXER_VERIFY_H

/* Compares an index that is kept by night with its sources, and looks whether it is sound in
 * itself. */
#include "base/error.h"
#include "corpus/config/config.h"

enum verify_kind {
	VERIFY_MISSING,    /* a paper that the index does not know */
	VERIFY_STALE,      /* a paper that changed since it was read, or is to be read again */
	VERIFY_GONE,       /* a paper that the index has and the source has not */
	VERIFY_UNREADABLE, /* cannot be reached, or is in quarantine */
	VERIFY_LOST,       /* the index knows the paper and has none of its questions */
	VERIFY_STRAY,      /* a question of a paper that the index does not know */
	VERIFY_WITHOUT_TEXT,
	VERIFY_DOUBLED, /* another question asks the same in the same words; no fault by itself */
	VERIFY_DAMAGED, /* tables, records, positions, or the flat file */
	VERIFY_KINDS
};

typedef void verify_fn(void *ctx, enum verify_kind kind, const char *what, const char *detail);

struct verify_options {
	const struct config *config;
	const char *db;
	bool quick; /* by sizes and times only; without the check of tables and records */
	verify_fn *found;
	void *ctx;
};

/*
 * Counts what was found by kind; `found` gets each.  *unchecked: Xapian's check of its tables,
 * which opens them for writing, was left out because they may only be read; all else was looked at.
 * Errors: those of xap_open and of the database.
 */
MUST_CHECK enum status verify_run(const struct verify_options *options, size_t counts[VERIFY_KINDS],
				  bool *unchecked, struct error *err);

/* "missing", "stale" ... */
const char *verify_kind_name(enum verify_kind kind);

/* True for kinds that somebody ought to look at. */
bool verify_is_fault(enum verify_kind kind);

#endif
