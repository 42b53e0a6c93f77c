/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_DECIDE_H
#define INDEXER_DECIDE_H

/*
 * What the index has of questions, as a function of the set of contributions: the only place that
 * decides it. It does not matter in which order, by which command or in how many runs they came.
 * doc/internals/ingest.md has the rules; tests/tables/merging.json has cases.
 *
 * Contributions that can have to do with each other must be given together: those that share an id,
 * an alias, a fingerprint (where one of them has lost its number), or the day and number of a
 * Flemish question.
 */
#include "indexer/ingest/contribution.h"

struct decision {
	struct question question;            /* merged; borrows from the contributions */
	const struct contribution **members; /* by source, part and order */
	size_t count;
};

struct decisions {
	struct decision *items; /* by id */
	size_t count;
	struct arena arena;
};

/* The contributions must outlive what comes out.  decisions_release ends it. */
void decide(const struct contributions *given, struct decisions *out);
void decisions_release(struct decisions *self);

#endif
