/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods back into text: the canonical spelling and the Dutch reading. */
#include "corpus/text/dates.h"
#include "searcher/query/query_dates.h"

enum grain { GRAIN_DAY, GRAIN_MONTH, GRAIN_YEAR };

static bool last_of_month(int date)
{
	return !date_make(date / 10000, date / 100 % 100, date % 100 + 1);
}

/* The coarsest unit that has its beginning, or its end, on the day. */
static enum grain grain_of(int date, bool end)
{
	if (end ? date % 10000 == 1231 : date % 10000 == 101)
		return GRAIN_YEAR;
	return (end ? last_of_month(date) : date % 100 == 1) ? GRAIN_MONTH : GRAIN_DAY;
}

static void add_date(int date, enum grain grain, struct buffer *out)
{
	char iso[11];
	date_format(date, iso);
	buffer_add(out, iso, grain == GRAIN_YEAR ? 4 : grain == GRAIN_MONTH ? 7 : 10);
}

static enum grain common_grain(struct period p)
{
	enum grain from = p.from ? grain_of(p.from, false) : GRAIN_YEAR;
	enum grain to = p.to ? grain_of(p.to, true) : GRAIN_YEAR;
	return from < to ? from : to;
}

static bool one_unit(struct period p, enum grain grain)
{
	static const int below[] = {1, 100, 10000};
	return p.from / below[grain] == p.to / below[grain];
}

void query_period_format(struct period p, struct buffer *out)
{
	enum grain grain = common_grain(p);
	if (p.from)
		add_date(p.from, grain, out);
	if (p.from && p.to && one_unit(p, grain))
		return;
	buffer_add_str(out, "..");
	if (p.to)
		add_date(p.to, grain, out);
}

static const char *month_name(int date)
{
	static const char *const names[] = {"januari",   "februari", "maart",    "april",
					    "mei",       "juni",     "juli",     "augustus",
					    "september", "oktober",  "november", "december"};
	return names[(date / 100 % 100 + 11) % 12];
}

void query_date_reading(int date, struct buffer *out)
{
	buffer_printf(out, "%d %s %d", date % 100, month_name(date), date / 10000);
}

void query_period_reading(struct period p, struct buffer *out)
{
	enum grain grain = common_grain(p);
	if (p.from && p.to && one_unit(p, grain)) {
		if (grain == GRAIN_YEAR)
			buffer_printf(out, "in %d", p.from / 10000);
		else if (grain == GRAIN_MONTH)
			buffer_printf(out, "in %s %d", month_name(p.from), p.from / 10000);
		else
			buffer_add_str(out, "op ");
		if (grain == GRAIN_DAY)
			query_date_reading(p.from, out);
		return;
	}
	if (p.from) {
		buffer_add_str(out, p.to ? "van " : "vanaf ");
		query_date_reading(p.from, out);
	}
	if (p.to) {
		buffer_add_str(out, p.from ? " tot en met " : "tot en met ");
		query_date_reading(p.to, out);
	}
}
