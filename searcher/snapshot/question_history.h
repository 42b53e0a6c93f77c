/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUESTION_HISTORY_H
#define SEARCHER_QUESTION_HISTORY_H

/* What an index that is kept by night knows of a question beside its text: whether a source still
 * has it, and when it changed.  In any other index nothing. */
#include "base/arena.h"
#include "store/xapian/xap.h"

struct standing_change {
	int date;          /* yyyymmdd */
	struct slice hash; /* of the question as it was before */
};

struct standing {
	int withdrawn; /* yyyymmdd on which its last paper was gone, 0: a source has it */
	struct standing_change *changes; /* oldest first */
	size_t change_count;
};

/* The day a document was withdrawn. */
MUST_CHECK enum status standing_withdrawn(struct xap_db *db, uint32_t docid, int *date,
					  struct error *err);

/* All of it, for the question of this id; strings live in the arena. */
MUST_CHECK enum status standing_read(struct xap_db *db, uint32_t docid, struct slice id,
				     struct arena *arena, struct standing *out, struct error *err);

#endif
