/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CALENDAR_H
#define SEARCHER_CALENDAR_H

/* Reckoning with days as yyyymmdd; the first year is QUERY_YEAR_MIN. */
#include "searcher/query/query_dates.h"

int calendar_next_day(int date);
int calendar_day_before(int date);
int calendar_days_back(int date, int days);
/* The same day of an earlier month, or its last day. */
int calendar_months_back(int date, int months);
struct period calendar_year(int year);
struct period calendar_month(int year, int month);
/* The calendar week ('w'), month ('m') or year ('y') that lies `back` before that of the day. */
struct period calendar_unit(int today, char unit, int back);

#endif
