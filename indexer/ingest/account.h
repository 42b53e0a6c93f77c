/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_ACCOUNT_H
#define INDEXER_ACCOUNT_H

/* The account of a run: which questions were replaced, merged, split and joined, and why. */
#include <jansson.h>

#include "base/arena.h"
#include "indexer/ingest/ingest.h"

enum { ACCOUNT_MOST = 10000 }; /* changes that are listed */

struct account_change {
	const char *id, *reason;
	enum intake_effect effect;
};

struct account {
	struct account_change *items;
	size_t count, room;
	struct arena arena;
};

/* An intake_told_fn with a struct account as its context. */
void account_note(void *account, enum intake_effect effect, struct slice id, const char *reason);

/* Sets "split", "joined", lists of {"id", "reason"} ("replaced_questions" and so on), and
 * "balanced". */
void account_to_json(const struct account *self, const struct intake_counts *counts, bool balanced,
		     json_t *object);

/* Prints ", 1 split, 2 joined" of what there is. */
void account_print_documents(const struct intake_counts *counts);

void account_release(struct account *self);

/* Printed with every report whose sums do not balance. */
extern const char account_unbalanced[];

#endif
