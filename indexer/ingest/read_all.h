/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_READ_ALL_H
#define INDEXER_READ_ALL_H

/* What the ways of filling an index have in common: all questions below the paths, refusals,
 * progress. */
#include "corpus/model/question.h"
#include "indexer/ingest/index.h"
#include "indexer/ingest/ingest.h"

struct index_reading {
	const struct index_options *options;
	struct index_report *report;
	/* A file begins: the key of its path below the root that was given, and the path.  May be
	 * NULL. */
	void (*begin)(void *ctx, uint64_t source, const char *path);
	enum status (*end)(void *ctx, struct error *err);
	/* Takes a question; what it returns, when not OK, ends the run. */
	enum status (*question)(void *ctx, struct question *question, struct error *err);
	void *ctx;
	const char *path;  /* file being read, NULL between files */
	bool index_failed; /* what ends the run is the index's fault, not the file's */
};

/* Walks the paths.  OK too when the run was interrupted: see the report. */
MUST_CHECK enum status index_read_all(struct index_reading *self, struct error *err);

void index_refuse(struct index_report *report, const char *path, unsigned long line,
		  const struct error *cause);

/*
 * The key of a file below one of the paths: the last name of that path, and what is behind it.  So
 * a source is the same wherever the folder lies that holds it, and however its path was given.
 */
uint64_t index_source_key(const char *const *paths, size_t path_count, const char *path);

/* Brings the report up to what the intake counted. */
void index_take_counts(struct index_report *report, const struct intake_counts *counts);

/* Calls the progress function. */
void index_tell(const struct index_reading *self, bool committed);

#endif
