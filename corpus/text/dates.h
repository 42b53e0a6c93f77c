/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_DATES_H
#define CORPUS_DATES_H

/*
 * Dates as Dutch papers print them.  A date is an int yyyymmdd; 0 is no date.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"

/* yyyymmdd, or 0 when there is no such day. */
int date_make(int year, int month, int day);

/* Day of the week, 0 = Sunday. */
int date_weekday(int date);

/* Days since 1970-01-01, for differences. */
long date_days(int date);

/* 1-12 for a Dutch month name or its usual abbreviation in any case ("maart", "mrt."), else 0. */
int date_month(struct slice word);

/*
 * Reads one date at the start of s: `7 februari 2022`, `07/02/2022`, `7-2-2022`,
 * `7.2.2022`, `2022-02-07`; white space, also a line break, may stand between
 * day, month and year.  A moment with a zone, `2023-10-29T23:00:00Z`, is the day on the clocks of
 * Brussels and The Hague.  *used gets the bytes read.  False when none stands there.
 */
bool date_parse(struct slice s, int *date, size_t *used);

/* The first date in s at or after *pos; moves *pos behind it. */
bool date_find(struct slice s, size_t *pos, int *date);

/* "2022-02-07" in the arena; empty for 0. */
struct slice date_iso(struct arena *arena, int date);

/* Writes the same into a char[11], "" for 0. */
void date_format(int date, char out[11]);

/*
 * First calendar year of the parliamentary year that holds the date.  It begins on the fourth
 * Monday of September in the Flemish Parliament, on the third Tuesday of September in the Tweede
 * Kamer, and on the second Tuesday of October in the Belgian Chamber.
 */
int date_flemish_session(int date);
int date_dutch_session(int date);
int date_chamber_session(int date);

#endif
