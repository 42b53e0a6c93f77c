/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_ABBREVIATION_FORMS_H
#define SEARCHER_ABBREVIATION_FORMS_H

/*
 * Abbreviations that the indexed texts introduce, applied to a query in both
 * directions: "DVZ" also looks for Dienst Vreemdelingenzaken, and the other way.
 */
#include "base/arena.h"
#include "searcher/compile/query_from_text.h"
#include "stemming/analyzer.h"
#include "store/xapian/xap_query.h"

struct abbreviation_used {
	struct slice brief, expansion; /* as the texts write them */
	uint32_t documents;            /* questions that introduce the pair */
	bool from_brief;               /* the query had the short form */
	bool whole;                    /* nothing else was asked */
};

struct abbreviations_used {
	struct abbreviation_used *items;
	size_t count, room;
};

/* Those of the words, most frequent first, at most a few for each; lists live in the arena. */
MUST_CHECK enum status abbreviations_find(struct xap_db *db, struct slice words,
					  struct arena *arena, struct abbreviations_used *out,
					  struct error *err);

/* The query with the other forms added, taking it over; index terms go into `terms`. */
struct xap_query *abbreviations_apply(const struct abbreviations_used *self,
				      struct analyzer *analyzer, struct xap_query *query_take,
				      struct term_set *terms);

#endif
