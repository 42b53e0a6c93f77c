/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/answer_term.h"

#include "corpus/text/dates.h"
#include "searcher/query/calendar.h"

enum { WORKING_DAYS = 20, WEEKS_DAYS = 21, LOOKED_BACK_DAYS = 120 };

/* Easter Sunday, by the Gregorian computus. */
static int easter(int year)
{
	const int a = year % 19, b = year / 100, c = year % 100,
		  d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	const int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7,
		  f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
	return date_make(year, f / 31, f % 31 + 1);
}

static bool is_holiday(int day)
{
	static const int fixed[] = {101, 501, 711, 721, 815, 1101, 1102, 1111, 1115, 1225, 1226};
	static const int after_easter[] = {1, 39, 40, 50};
	const long since = date_days(day) - date_days(easter(day / 10000));
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (day % 10000 == fixed[i])
			return true;
	for (size_t i = 0; i < sizeof after_easter / sizeof *after_easter; i++)
		if (since == after_easter[i])
			return true;
	return false;
}

static bool is_working_day(int day)
{
	const int weekday = date_weekday(day);
	return weekday != 0 && weekday != 6 && !is_holiday(day);
}

static int term_end(enum parliament parliament, int asked)
{
	int day = asked;
	if (parliament == PARLIAMENT_UNKNOWN || !asked)
		return 0;
	const bool working = parliament != PARLIAMENT_TWEEDEKAMER;
	for (int left = working ? WORKING_DAYS : WEEKS_DAYS; left;) {
		day = calendar_next_day(day);
		left -= !working || is_working_day(day);
	}
	return day;
}

int answer_term_end(const struct question *q)
{
	return q->kind != KIND_SCHRIFTELIJK ? 0
	       : q->date_due                ? q->date_due
					    : term_end(q->parliament, q->date_asked);
}

int answer_term_cutoff(enum parliament parliament, int today)
{
	int day = today;
	if (parliament == PARLIAMENT_UNKNOWN)
		return 0;
	for (int i = 0; i < LOOKED_BACK_DAYS && term_end(parliament, day) >= today; i++)
		day = calendar_day_before(day);
	return day;
}

const char *answer_term_rule(enum parliament parliament)
{
	switch (parliament) {
	case PARLIAMENT_VLAAMS: return "Een Vlaamse minister antwoordt binnen twintig werkdagen.";
	case PARLIAMENT_KAMER: return "Een federale minister antwoordt binnen twintig werkdagen.";
	case PARLIAMENT_TWEEDEKAMER:
		return "Een Nederlandse minister antwoordt binnen drie weken, of deelt mee dat het "
		       "later wordt.";
	default: return NULL;
	}
}
