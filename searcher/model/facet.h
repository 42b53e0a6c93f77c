/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_FACET_H
#define SEARCHER_FACET_H

/*
 * Facets of a set of matches: how many questions each minister, office, year and so on
 * has.  A question with two ministers counts for both.
 *
 * A facet may be filtered on by choosing values of it.  Values of one facet widen each
 * other (any of them), facets narrow each other; and the filter of a facet does not
 * count for its own numbers, so that the other values can still be chosen.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"

enum facet {
	FACET_MINISTER,
	FACET_OFFICE,
	FACET_ASKER,
	FACET_PARTY,
	FACET_YEAR,
	FACET_SESSION,
	FACET_PARLIAMENT,
	FACET_STATUS,
	FACET_THEME,
	FACET_KIND,
	FACET_COUNT
};

#define FACETS_ALL ((1u << FACET_COUNT) - 1)

/* A value that was chosen, as it is shown: "Bart Somers", "2021", "beantwoord". */
struct facet_choice {
	enum facet facet;
	struct slice value;
};

struct facet_value {
	struct slice value;
	uint32_t count;
	bool chosen;
};

struct facet_counts {
	bool counted;
	bool exact;
	struct facet_value *values; /* most frequent first, then by value; years in order of time */
	size_t count;
	uint32_t without; /* of years and sessions: questions that have none */
};

/* English name of a facet, as in options and JSON, and the Dutch one for people. */
const char *facet_name(enum facet facet);
const char *facet_title(enum facet facet);
/* Takes either name, in any case. */
bool facet_parse(struct slice name, enum facet *out);
/* Adds to *bits (1 << facet) the facets of a list: "minister,year"; "all" is every one.  False,
 * with the name in *unknown, when it has another name. */
bool facets_parse(struct slice list, unsigned *bits, struct slice *unknown);

/* The year that a value of FACET_YEAR or FACET_SESSION begins with: 2021 for "2021" and
 * "2021-2022"; else 0. */
int facet_year(struct slice value);

/* How many years without questions a row of years shows between two; more come from a wrong
 * date. */
enum { FACET_GAP_MAX = 50 };

/* QUERY, in Dutch, when the value can be none of its facet: a year has four digits. */
MUST_CHECK enum status facet_choice_check(const struct facet_choice *choice, struct error *err);

#endif
