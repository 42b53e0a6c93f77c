/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_ACCOUNT_H
#define INDEXER_ACCOUNT_H

/* The account of a run: which questions were replaced and merged, and why. */
#include <jansson.h>

#include "base/arena.h"
#include "indexer/ingest/ingest.h"

enum { ACCOUNT_MOST = 10000 }; /* changes that are listed */

struct account_change {
	const char *id, *reason;
	bool merged;
};

struct account {
	struct account_change *items;
	size_t count, room;
	struct arena arena;
};

/* An intake_told_fn with a struct account as its context. */
void account_note(void *account, enum intake_effect effect, struct slice id, const char *reason);

/* Sets "replaced_questions" and "merged_questions", lists of {"id", "reason"}, and "balanced". */
void account_to_json(const struct account *self, bool balanced, json_t *object);

void account_release(struct account *self);

/* Printed with every report whose sums do not balance. */
extern const char account_unbalanced[];

#endif
