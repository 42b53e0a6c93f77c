/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_MINISTERS_H
#define SEARCHER_MINISTERS_H

/*
 * Whom the text of a query names: a minister by name, in all offices over time; an
 * office, whoever held it when the question was answered; an asker by name.
 *
 *	struct minister_set set;
 *	st = minister_resolve(db, arena, slice_of("minister van onderwijs"), &set, err);
 *	if (!st)
 *		filter = minister_query(&set);
 *
 * Words are compared folded and whole, not stemmed: "somers", "Bart Somers" and
 * "somers bart" name Bart Somers, "som" does not; "faber" names Faber-Van de
 * Klashorst.  "B. Somers" is he too, "v.d. plas" Caroline van der Plas, and what people call a
 * ministry (corpus/offices/ministries.h) names its office.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "corpus/model/question.h"
#include "store/xapian/xap_query.h"

enum minister_kind { MINISTER_PERSON, MINISTER_OFFICE, MINISTER_ASKER };

struct minister_match {
	enum minister_kind kind;
	struct slice name;  /* as shown: "Bart Somers", "Binnenlands Bestuur" */
	struct slice slug;  /* as in the terms XI, XO and XD */
	uint32_t documents; /* questions in the index; 0 for one that only the list of mandates
			       knows */
	unsigned group;
	enum parliament
		parliament; /* whose questions count: VWS is an office in one; UNKNOWN for any */
};

/*
 * A question matches when each group has a match that it has.  There is one group, but for texts
 * such as "Onderwijs, Cultuur" that name several offices of one title, or a person and an office.
 * Within a group persons come first, then the most frequent.
 */
struct minister_set {
	struct minister_match *items;
	size_t count, room;
	unsigned groups;
	/* The same title as fields apart, each a group, where `items` has an office that bears it
	 * as a whole: a question matches by either. */
	struct minister_match *apart;
	size_t apart_count;
	bool ambiguous; /* several persons fit; the offices that fit beside one are no choice */
	struct slice
		*close; /* names nearly like the text, the nearest first; only when nothing fits */
	size_t close_count;
	/* For people: "Bart Somers", "de minister van Onderwijs", "Kris Peeters of Lydia Peeters";
	 * the text as asked when nothing fits. */
	struct slice display;
};

/*
 * Finds the ministers and offices of the index that the text names; all memory is the arena's.  A
 * text such as "minister van X" names an office, and only when there is none the minister Van X.
 * When the index has nothing, whoever the list of mandates knows is taken, with 0 documents.
 * Finding nothing is no error: count is 0.  Errors: those of reading the index.
 */
MUST_CHECK enum status minister_resolve(struct xap_db *db, struct arena *arena, struct slice text,
					struct minister_set *out, struct error *err);

/* The same for those who ask. */
MUST_CHECK enum status asker_resolve(struct xap_db *db, struct arena *arena, struct slice text,
				     struct minister_set *out, struct error *err);

/* A new query that filters by the set and weighs nothing; it matches nothing when the set is
 * empty. */
struct xap_query *minister_query(const struct minister_set *self);

#endif
