/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_DATES_H
#define SEARCHER_QUERY_DATES_H

/*
 * Periods as people write them: "2022", "maart 2022", "7/2/2022", "2021..2022",
 * "vanaf 2021", "tussen maart 2021 en 7 mei 2022", "laatste 3 maanden", ">=2021".
 *
 * A year or month is all of its days.  "..X", "tot X", "tot en met X" and "X tot Y" take
 * in the whole of X or Y, "voor X" ends on the day before X begins, "na X" begins on
 * the day after X ends, "vanaf X" with X.  "laatste 3 maanden" ends today and
 * began three months before, on the day after; "vorig jaar" is the calendar year.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/slice.h"

struct period {
	int from, to; /* yyyymmdd inclusive, 0 = open */
};

enum period_result {
	PERIOD_OK,
	PERIOD_NONE, /* no date begins here */
	PERIOD_BAD,  /* one begins here that makes no sense */
};

/*
 * Reads the longest period at the start of s; *used gets its bytes.  `cause` (replaced) says in
 * Dutch what is wrong with a bad one, then *used is what was understood as a date.  years_only
 * takes nothing finer than years: for the field jaar.
 */
enum period_result query_period_read(struct slice s, int today, bool years_only, struct period *out,
				     size_t *used, struct buffer *cause);

/* Appends the shortest spelling that reads back as the same period: "2022", "2021-03..2022-04". */
void query_period_format(struct period period, struct buffer *out);

/* Appends "in 2022", "op 7 februari 2022", "van 1 maart 2021 tot en met 3 april 2022". */
void query_period_reading(struct period period, struct buffer *out);

/* Appends "7 februari 2022". */
void query_date_reading(int date, struct buffer *out);

#endif
