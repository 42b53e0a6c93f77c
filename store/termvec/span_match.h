/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_SPAN_MATCH_H
#define STORE_SPAN_MATCH_H

/*
 * Whether the words of one document stand as a phrase, near each other or in a range of positions,
 * by its value of positions (store/termvec/termvec.h).  Which documents come into question is for
 * others to find.
 */
#include "base/arena.h"
#include "store/termvec/termvec.h"

/* A place in a phrase, or one of several near each other, where any of these terms may stand. */
struct spots_place {
	const struct slice *terms; /* in byte order */
	const struct positions_key *keys;
	size_t count;
	uint32_t offset; /* in a phrase: positions behind the place with offset 0 */
	bool bare;       /* one of the terms is bare: posting lists do not know all documents */
};

/* What is asked.  Does not change once it is made, so that many may look by it. */
struct spots {
	struct arena arena;
	struct spots_place *items;
	size_t count, room;
	uint32_t distance; /* 0: a phrase; else how far apart the outermost may be, in any order */
	uint32_t first, last; /* positions that count */
	uint64_t key[2];      /* the same for all that ask the same: a hash of everything above */
	struct positions_key
		*follow; /* of a phrase of one term after the other, NULL when it is another */
	size_t rare[2];  /* of these, two that are looked for first */
};

/* With room for so many places. */
struct spots *spots_new(size_t room, uint32_t distance, uint32_t first, uint32_t last);
/* Adds the next place; it is ready when all are there.  The terms are copied. */
void spots_add(struct spots *self, const struct slice *terms, size_t count, uint32_t offset);
struct spots *spots_copy(const struct spots *self);
void spots_free(struct spots *self);

/* True when nothing is asked but that a place has one of its terms, all of them bare. */
bool spots_is_bare_word(const struct spots *self);

/* The terms that the document being looked at has, of a place that has several: their indexes,
 * without those of bare terms.  Borrowed until the next call. */
typedef const uint32_t *spots_present_fn(void *ctx, size_t place, size_t *count);

/* Looking through documents.  Begins with the first three set and the rest zero. */
struct spots_look {
	const struct spots *spots;
	spots_present_fn *present;
	void *ctx;
	struct positions_wanted wanted;
	struct arena arena;
	struct buffer *held; /* positions of each place */
	struct spots_taken *taken;
	bool *tried;
};
void spots_look_release(struct spots_look *self);

/*
 * Of a document that is known to have a term for each place that is not bare, with the value that
 * is open in `seen->view`, in two steps.  Where the first is taken for some documents before the
 * second for any of them, what the second reads is on its way from memory meanwhile.
 */
struct spots_seen {
	struct positions_view view;
	uint32_t numbers[POSITIONS_FOLLOW_MAX];
	bool absent; /* one of the terms is not there */
};
void spots_see(const struct spots *self, struct spots_seen *seen);
bool spots_hold_seen(struct spots_look *self, const struct spots_seen *seen);

#endif
