/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/dates.h"

#include <stdio.h>

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_make(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (year < 1000 || year > 2999 || month < 1 || month > 12 || day < 1)
		return 0;
	if (day > days[month - 1] + (month == 2 && leap(year)))
		return 0;
	return year * 10000 + month * 100 + day;
}

/* Days from civil, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013). */
long date_days(int date)
{
	int y = date / 10000, m = date / 100 % 100, d = date % 100;
	y -= m <= 2;
	long era = y / 400;
	long yoe = y - era * 400;
	long doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	long doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

int date_weekday(int date)
{
	long w = (date_days(date) + 4) % 7;
	return (int)(w < 0 ? w + 7 : w);
}

int date_month(struct slice word)
{
	static const struct {
		const char *full, *brief;
	} months[] = {
		{"januari", "jan"},   {"februari", "feb"}, {"maart", "mrt"},    {"april", "apr"},
		{"mei", "mei"},       {"juni", "jun"},     {"juli", "jul"},     {"augustus", "aug"},
		{"september", "sep"}, {"oktober", "okt"},  {"november", "nov"}, {"december", "dec"},
	};
	if (word.len && word.ptr[word.len - 1] == '.')
		word.len--;
	for (int i = 0; i < 12; i++)
		if (slice_is_nocase(word, months[i].full) || slice_is_nocase(word, months[i].brief))
			return i + 1;
	return slice_is_nocase(word, "sept") ? 9 : 0;
}

/* Reads 1 to max digits; 0 bytes used when there are none or more. */
static size_t read_number(struct slice s, size_t at, size_t max, int *value)
{
	size_t n = 0;
	*value = 0;
	while (at + n < s.len && byte_is_digit(s.ptr[at + n])) {
		if (n == max)
			return 0;
		*value = *value * 10 + (s.ptr[at + n++] - '0');
	}
	return n;
}

static size_t skip_space(struct slice s, size_t at)
{
	size_t start = at;
	while (at < s.len && at - start < 8 && byte_is_space(s.ptr[at]))
		at++;
	/* no-break space */
	if (at + 1 < s.len && s.ptr[at] == '\xc2' && s.ptr[at + 1] == '\xa0')
		at += 2;
	return at;
}

/* "7 februari 2022" from the end of the day on. */
static bool parse_written(struct slice s, size_t at, int day, int *date, size_t *used)
{
	size_t i = skip_space(s, at);
	if (i == at)
		return false;
	size_t start = i;
	while (i < s.len && byte_is_alpha(s.ptr[i]))
		i++;
	int month = date_month(slice_sub(s, start, i));
	if (!month)
		return false;
	if (i < s.len && s.ptr[i] == '.')
		i++;
	i = skip_space(s, i);
	int year;
	size_t n = read_number(s, i, 4, &year);
	if (n != 4)
		return false;
	*date = date_make(year, month, day);
	*used = i + n;
	return *date != 0;
}

/* Two more numbers behind the same separator: "/02/2022", "-02-07". */
static bool parse_numeric(struct slice s, size_t at, int first, bool year_first, int *date,
			  size_t *used)
{
	char sep = s.ptr[at];
	int b, c;
	size_t n = read_number(s, at + 1, 2, &b);
	if (!n || at + 1 + n >= s.len || s.ptr[at + 1 + n] != sep)
		return false;
	size_t i = at + 2 + n;
	n = read_number(s, i, year_first ? 2 : 4, &c);
	if (n != (year_first ? 2u : 4u) && !(year_first && n == 1))
		return false;
	*date = year_first ? date_make(first, b, c) : date_make(c, b, first);
	*used = i + n;
	return *date != 0;
}

/* ---- moments ---- */

/* The inverse of date_days, after the same paper. */
static int date_of_days(long days)
{
	days += 719468;
	long era = (days >= 0 ? days : days - 146096) / 146097, doe = days - era * 146097;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	long month = mp < 10 ? mp + 3 : mp - 9;
	return date_make((int)(yoe + era * 400 + (month <= 2)), (int)month,
			 (int)(doy - (153 * mp + 2) / 5 + 1));
}

static long last_sunday(int year, int month)
{
	int last = date_make(year, month, month == 9 ? 30 : 31);
	return date_days(last) - date_weekday(last);
}

/* Minutes that Brussels and The Hague are ahead of UTC: summer time begins and ends at 1:00 UTC on
 * the last Sunday of March and of October, of September before 1996. */
static long local_offset(long minutes)
{
	int year = date_of_days(minutes / 1440) / 10000;
	long from = last_sunday(year, 3) * 1440 + 60,
	     to = last_sunday(year, year < 1996 ? 9 : 10) * 1440 + 60;
	return minutes >= from && minutes < to ? 120 : 60;
}

/* "Z", "+01:00", "-0500" at i: minutes ahead of UTC. */
static bool parse_zone(struct slice s, size_t i, long *offset, size_t *end)
{
	int hours, minutes = 0;
	if (i >= s.len)
		return false;
	*offset = 0;
	*end = i + 1;
	if (s.ptr[i] == 'Z' || s.ptr[i] == 'z')
		return true;
	if ((s.ptr[i] != '+' && s.ptr[i] != '-') ||
	    read_number(slice_sub(s, 0, i + 3), i + 1, 2, &hours) != 2)
		return false;
	size_t k = i + 3;
	k += k < s.len && s.ptr[k] == ':';
	size_t n = read_number(slice_sub(s, 0, k + 2), k, 2, &minutes);
	*end = n == 2 ? k + 2 : i + 3;
	*offset = (hours * 60 + (n == 2 ? minutes : 0)) * (s.ptr[i] == '-' ? -1 : 1);
	return true;
}

/* A moment with a zone behind the day at i, "T23:00:00.000Z": *date becomes the day on the clocks
 * of Brussels and The Hague.  A moment without a zone is theirs already. */
static void take_zone(struct slice s, size_t i, int *date, size_t *used)
{
	int hour, minute;
	long offset;
	size_t end;
	if (i >= s.len || (s.ptr[i] != 'T' && s.ptr[i] != ' ') ||
	    read_number(s, i + 1, 2, &hour) != 2 || i + 3 >= s.len || s.ptr[i + 3] != ':' ||
	    read_number(s, i + 4, 2, &minute) != 2)
		return;
	size_t k = i + 6;
	while (k < s.len && (byte_is_digit(s.ptr[k]) || s.ptr[k] == ':' || s.ptr[k] == '.'))
		k++;
	if (hour > 24 || minute > 59 || !parse_zone(s, k, &offset, &end))
		return;
	long utc = date_days(*date) * 1440 + hour * 60 + minute - offset;
	int local = date_of_days((utc + local_offset(utc)) / 1440);
	*date = local ? local : *date;
	*used = end;
}

bool date_parse(struct slice s, int *date, size_t *used)
{
	int first;
	size_t n = read_number(s, 0, 4, &first);
	if (!n || n >= s.len)
		return false;
	char sep = s.ptr[n];
	if (n == 4) {
		if (sep != '-' || !parse_numeric(s, n, first, true, date, used))
			return false;
		take_zone(s, *used, date, used);
		return true;
	}
	if (n > 2)
		return false;
	if (sep == '/' || sep == '-' || sep == '.')
		return parse_numeric(s, n, first, false, date, used);
	return parse_written(s, n, first, date, used);
}

bool date_find(struct slice s, size_t *pos, int *date)
{
	for (size_t i = *pos; i < s.len; i++) {
		if (!byte_is_digit(s.ptr[i]) || (i && byte_is_digit(s.ptr[i - 1])))
			continue;
		size_t used;
		if (date_parse(slice_from(s, i), date, &used)) {
			*pos = i + used;
			return true;
		}
	}
	return false;
}

void date_format(int date, char out[11])
{
	if (!date) {
		out[0] = '\0';
		return;
	}
	unsigned d = (unsigned)date;
	snprintf(out, 11, "%04u-%02u-%02u", d / 10000 % 10000, d / 100 % 100, d % 100);
}

struct slice date_iso(struct arena *arena, int date)
{
	char text[11];
	date_format(date, text);
	return arena_copy(arena, slice_of(text));
}

/* The year whose n-th such weekday (0 = Sunday) of the month is the last one not behind the
 * date. */
static int session_of(int date, int month, int weekday, int n)
{
	int year = date / 10000;
	int first = 1 + (7 + weekday - date_weekday(date_make(year, month, 1))) % 7;
	return date >= date_make(year, month, first + 7 * (n - 1)) ? year : year - 1;
}

int date_flemish_session(int date)
{
	return session_of(date, 9, 1, 4);
}

int date_dutch_session(int date)
{
	return session_of(date, 9, 2, 3);
}

int date_chamber_session(int date)
{
	return session_of(date, 10, 2, 2);
}
