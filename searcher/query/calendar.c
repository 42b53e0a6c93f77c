/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/query/calendar.h"

#include "corpus/text/dates.h"
#include "searcher/query/query.h"

static int days_in(int year, int month)
{
	return date_make(year, month, 31)   ? 31
	       : date_make(year, month, 30) ? 30
	       : date_make(year, month, 29) ? 29
					    : 28;
}

int calendar_next_day(int date)
{
	int y = date / 10000, m = date / 100 % 100, d = date % 100;
	if (d < days_in(y, m))
		return date + 1;
	return m < 12 ? date_make(y, m + 1, 1) : date_make(y + 1, 1, 1);
}

int calendar_day_before(int date)
{
	int y = date / 10000, m = date / 100 % 100, d = date % 100;
	if (d > 1)
		return date - 1;
	return m > 1 ? date_make(y, m - 1, days_in(y, m - 1)) : date_make(y - 1, 12, 31);
}

int calendar_days_back(int date, int days)
{
	while (days-- > 0)
		date = calendar_day_before(date);
	return date;
}

/* The same day of an earlier month, or its last day. */
int calendar_months_back(int date, int months)
{
	int n = date / 10000 * 12 + date / 100 % 100 - 1 - months, d = date % 100;
	int y = n / 12, m = n % 12 + 1;
	if (y < QUERY_YEAR_MIN)
		return date_make(QUERY_YEAR_MIN, 1, 1);
	return date_make(y, m, d < days_in(y, m) ? d : days_in(y, m));
}

struct period calendar_year(int year)
{
	return (struct period){date_make(year, 1, 1), date_make(year, 12, 31)};
}

struct period calendar_month(int year, int month)
{
	return (struct period){date_make(year, month, 1),
			       date_make(year, month, days_in(year, month))};
}

/* The calendar week, month or year that lies `back` before the present one. */
struct period calendar_unit(int today, char unit, int back)
{
	int y = today / 10000, m = today / 100 % 100;
	if (unit == 'y')
		return calendar_year(y - back);
	if (unit == 'm') {
		int before = calendar_months_back(date_make(y, m, 1), back);
		return calendar_month(before / 10000, before / 100 % 100);
	}
	int monday = calendar_days_back(today, (date_weekday(today) + 6) % 7 + 7 * back),
	    sunday = monday;
	for (int i = 0; i < 6; i++)
		sunday = calendar_next_day(sunday);
	return (struct period){monday, sunday};
}
