/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_MERGE_INTERNAL_H
#define INDEXER_MERGE_INTERNAL_H

/* What the parts of merging share; nobody else includes this. */
#include "indexer/ingest/merge.h"

struct merge {
	const struct question *const *papers; /* by authority */
	size_t count;
	struct question *out;
};

/* True when the paper says anything in the field. */
typedef bool merge_says_fn(const struct question *paper);

/*
 * The paper that is to be believed in a field, with its provenance in out: the surest of those that
 * say anything, of equally sure ones the first.  NULL when none says anything.
 */
const struct question *merge_believed(const struct merge *m, enum field field, merge_says_fn *says);

/* Askers and ministers; the latter after merge_answers, which notes whose answers were taken in
 * *given. */
void merge_askers(const struct merge *m);
void merge_ministers(const struct merge *m, const bool *given);

/* Answers; *given[i] says that paper i gave one that was taken, or gave the same. */
void merge_answers(const struct merge *m, bool *given);

#endif
