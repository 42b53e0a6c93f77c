/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_DATE_READER_H
#define SEARCHER_DATE_READER_H

/*
 * One date, month, year or "vorige week" in a query; for query_dates.c, which reads periods.  A
 * shape that a date has (digits and separators, or a day, a month's name and a year) decides that a
 * date is meant, only then is it asked whether the calendar has it.  So an impossible date is an
 * error, never a word to look for.
 */
#include "searcher/query/query_dates.h"

struct date_reader {
	struct slice s;
	size_t at;
	int today;
	bool years_only;
	struct buffer *cause; /* of PERIOD_BAD, in Dutch */
};

/* PERIOD_BAD with a cause; the format has one %.*s for the text from start to end. */
enum period_result date_reader_bad(struct date_reader *r, size_t start, size_t end,
				   const char *format) __attribute__((format(printf, 4, 0)));

/* Steps over the phrase, or over the first of a list that stands there; false when none does. */
bool date_reader_take(struct date_reader *r, const char *phrase);
bool date_reader_take_any(struct date_reader *r, const char *const *phrases);
void date_reader_skip(struct date_reader *r); /* blanks */

/* The date that stands there; NONE leaves the reader where it was. */
enum period_result date_reader_read(struct date_reader *r, struct period *out);

/* What stands at i up to a blank, bracket, quotation mark or "..", without punctuation behind
 * it. */
struct slice date_piece_at(struct slice s, size_t i);
/* Of 1 to 4 digits and nothing else; -1 else. */
int date_number(struct slice s);
bool date_year_in_bounds(int year);

#endif
