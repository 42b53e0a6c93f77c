/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_FACET_COLUMNS_H
#define SEARCHER_FACET_COLUMNS_H

/*
 * What the questions have in value slots, as numbers in memory: counting the values of
 * many questions is then counting numbers.  A question is read when it is counted for
 * the first time, so that a process that answers one search reads no more than that
 * needs.  Takes 4 bytes a question for each column that was ever counted, and the
 * distinct values.
 */
#include "base/arena.h"
#include "store/match/match.h"

struct columns;

enum column {
	COLUMN_MINISTERS,
	COLUMN_OFFICES,
	COLUMN_ASKERS,
	COLUMN_PARTIES,
	COLUMN_YEAR,
	COLUMN_SESSION,
	COLUMN_PARLIAMENT,
	COLUMN_STATUS,
	COLUMN_THEMES,
	COLUMN_KIND,
	COLUMN_DAYS,
	COLUMN_COUNT
};

struct column_value {
	struct slice value; /* of several spellings of a name the most frequent */
	uint32_t count;     /* questions that have it */
};

struct columns *columns_new(void);
void columns_free(struct columns *self);

/* Comes before a search, and forgets all when the index has changed. */
void columns_begin(struct columns *self, struct xap_db *db, bool changed);

/*
 * Counts a column over a set of the matcher.  The values come in no particular order, in the arena;
 * their texts live until the next call.
 */
MUST_CHECK enum status columns_count(struct columns *self, struct xap_db *db,
				     struct matcher *matcher, enum column column,
				     const struct doc_set *set, struct arena *arena,
				     struct column_value **values, size_t *count,
				     struct error *err);

/* Reads all columns of a set ahead; nothing where servers count. */
MUST_CHECK enum status columns_prefetch(struct columns *self, struct xap_db *db,
					struct matcher *matcher, const struct doc_set *set,
					struct error *err);

#endif
