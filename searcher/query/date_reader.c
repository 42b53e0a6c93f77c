/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/query/date_reader.h"

#include "corpus/text/dates.h"
#include "searcher/query/calendar.h"
#include "searcher/query/query.h"
#include "searcher/query/query_lexer.h"

enum { COUNT_MAX = 999 }; /* of days, weeks, months or years back */

/* ---- pieces ---- */

/* The format has one %.*s for the text from start to end. */
enum period_result date_reader_bad(struct date_reader *r, size_t start, size_t end,
				   const char *format)
{
	buffer_clear(r->cause);
	buffer_printf(r->cause, format, SLICE_ARG(slice_trim(slice_sub(r->s, start, end))));
	r->at = end;
	return PERIOD_BAD;
}

/* What stands at i up to a blank, bracket, quotation mark or "..", without punctuation behind
 * it. */
struct slice date_piece_at(struct slice s, size_t i)
{
	size_t end = query_chunk_end(s, i);
	struct slice piece = slice_sub(s, i, end);
	piece.len = slice_find(piece, 0, "..");
	piece.len = slice_find(piece, 0, "\xe2\x80\xa6"); /* … */
	while (piece.len && strchr(".,;:?!", piece.ptr[piece.len - 1]))
		piece.len--;
	return piece;
}

/* End of the words of the phrase at i, any blanks between them; 0 when they do not stand there. */
static size_t phrase_end(struct slice s, size_t i, const char *phrase)
{
	for (; *phrase; phrase++) {
		if (*phrase == ' ') {
			if (!query_blank_len(s, i))
				return 0;
			i = query_skip_blanks(s, i);
		} else if (i >= s.len || byte_lower(s.ptr[i++]) != *phrase) {
			return 0;
		}
	}
	bool letters = byte_is_alpha(phrase[-1]);
	return letters && i < query_chunk_end(s, i) && !strchr(".,;:", s.ptr[i]) ? 0 : i;
}

bool date_reader_take(struct date_reader *r, const char *phrase)
{
	size_t end = phrase_end(r->s, r->at, phrase);
	if (!end)
		return false;
	r->at = end;
	return true;
}

bool date_reader_take_any(struct date_reader *r, const char *const *phrases)
{
	for (; *phrases; phrases++)
		if (date_reader_take(r, *phrases))
			return true;
	return false;
}

void date_reader_skip(struct date_reader *r)
{
	r->at = query_skip_blanks(r->s, r->at);
}

/* 1 to 4 digits and nothing else; -1 else. */
int date_number(struct slice s)
{
	int value = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (!byte_is_digit(s.ptr[i]))
			return -1;
		value = i < 4 ? value * 10 + (s.ptr[i] - '0') : -1;
	}
	return s.len && s.len <= 4 ? value : -1;
}

bool date_year_in_bounds(int year)
{
	return year >= QUERY_YEAR_MIN && year <= QUERY_YEAR_MAX;
}

/* A day, a month (day 0) or a year (month 0 too) that was written from start to end. */
static enum period_result settle(struct date_reader *r, size_t start, size_t end, int year,
				 int month, int day, struct period *out)
{
	if (!date_year_in_bounds(year))
		return date_reader_bad(r, start, end,
				       "het jaar van \"%.*s\" valt buiten 1800 tot 2200");
	if (r->years_only && month)
		return date_reader_bad(r, start, end,
				       "\"%.*s\" is geen jaar; schrijf een jaar zoals 2022, of "
				       "gebruik datum:");
	if (month < 0 || month > 12 || (day && !month))
		return date_reader_bad(r, start, end,
				       "\"%.*s\" bestaat niet: een jaar heeft twaalf maanden");
	if (day && !date_make(year, month, day))
		return date_reader_bad(r, start, end, "\"%.*s\" is geen bestaande dag");
	r->at = end;
	int date = date_make(year, month, day);
	*out = day     ? (struct period){date, date}
	       : month ? calendar_month(year, month)
		       : calendar_year(year);
	return PERIOD_OK;
}

/* ---- one date ---- */

/* Splits "7-2-2022" into numbers; 0 when it is something else. */
static unsigned split(struct slice piece, int value[3], size_t digits[3])
{
	unsigned count = 0;
	size_t from = 0;
	char sign = 0;
	for (size_t i = 0; i <= piece.len; i++) {
		if (i < piece.len && byte_is_digit(piece.ptr[i]))
			continue;
		if (count == 3 || (i < piece.len && (!strchr("-/.", piece.ptr[i]) ||
						     (sign && sign != piece.ptr[i]))))
			return 0;
		sign = i < piece.len ? piece.ptr[i] : sign;
		value[count] = date_number(slice_sub(piece, from, i));
		digits[count] = i - from;
		if (value[count++] < 0)
			return 0;
		from = i + 1;
	}
	return count;
}

static enum period_result read_numeric(struct date_reader *r, struct slice piece,
				       struct period *out)
{
	int v[3];
	size_t n[3], start = r->at, end = r->at + piece.len;
	unsigned count = split(piece, v, n);
	if (count == 1 && n[0] == 4)
		return settle(r, start, end, v[0], 0, 0, out);
	if (count == 2 && n[0] == 4 && n[1] <= 2)
		return settle(r, start, end, v[0], v[1] ? v[1] : 13, 0, out);
	if (count == 2 && n[1] == 4 && n[0] <= 2)
		return settle(r, start, end, v[1], v[0] ? v[0] : 13, 0, out);
	if (count == 3 && n[0] == 4 && n[1] <= 2 && n[2] <= 2)
		return settle(r, start, end, v[0], v[1] ? v[1] : 13, v[2] ? v[2] : 32, out);
	if (count == 3 && n[2] == 4 && n[0] <= 2 && n[1] <= 2)
		return settle(r, start, end, v[2], v[1] ? v[1] : 13, v[0] ? v[0] : 32, out);
	if (count == 3 && n[0] <= 2 && n[1] <= 2 && n[2] == 2)
		return date_reader_bad(r, start, end,
				       "schrijf het jaar van \"%.*s\" met vier cijfers");
	if (count == 2 && n[0] <= 2 && n[1] <= 2)
		return date_reader_bad(r, start, end,
				       "\"%.*s\" heeft geen jaar; schrijf bijvoorbeeld 7/2/2022");
	return PERIOD_NONE;
}

/*
 * The month and year of the second date in "1 maart en 31 maart 2017" or "1 tot 31 maart 2017",
 * from what stands behind the first; false when no such date follows.
 */
static bool peek_second(const struct date_reader *r, size_t at, int *month, int *year)
{
	static const char *const words[] = {"tot en met", "t/m", "t.e.m.",        "tem",
					    "tot",        "en",  "until",         "to",
					    "and",        "- ",  "\xe2\x80\x93 ", NULL};
	struct date_reader ahead = *r;
	ahead.at = query_skip_blanks(r->s, at);
	if (!date_reader_take_any(&ahead, words))
		return false;
	size_t i = query_skip_blanks(r->s, ahead.at);
	struct slice piece = date_piece_at(r->s, i);
	if (piece.len <= 2 && date_number(piece) > 0)
		i = query_skip_blanks(r->s, i + piece.len);
	piece = date_piece_at(r->s, i);
	*month = date_month(piece);
	i = query_skip_blanks(r->s, i + piece.len);
	piece = date_piece_at(r->s, i);
	*year = piece.len == 4 ? date_number(piece) : -1;
	return *month && *year > 0;
}

/* "7 februari 2022" and "maart 2022" from the month at `at`; day 0 when there is none. */
static enum period_result read_written(struct date_reader *r, size_t start, size_t at, int month,
				       int day, struct period *out)
{
	size_t month_end = at + date_piece_at(r->s, at).len;
	size_t dot = slice_starts(slice_from(r->s, month_end), ".") ? 1 : 0;
	size_t i = query_skip_blanks(r->s, month_end + dot);
	struct slice piece = date_piece_at(r->s, i);
	int year = date_number(piece), second;
	if ((year < 0 || piece.len != 4) && peek_second(r, month_end + dot, &second, &year))
		return settle(r, start, month_end + dot, month > second ? year - 1 : year, month,
			      day, out);
	if (year < 0 || piece.len != 4)
		return date_reader_bad(r, start, month_end,
				       "\"%.*s\" heeft geen jaar; schrijf bijvoorbeeld "
				       "\"7 februari 2022\" of \"maart 2022\"");
	return settle(r, start, i + 4, year, month, day, out);
}

/* "3 maanden" back from today; the count is 1 when it is left out. */
static enum period_result read_back(struct date_reader *r, size_t start, struct period *out)
{
	static const char *const days[] = {"dagen", "dag", "days", "day", NULL};
	static const char *const weeks[] = {"weken", "week", "weeks", NULL};
	static const char *const months[] = {"maanden", "maand", "months", "month", NULL};
	static const char *const years[] = {"jaren", "jaar", "years", "year", NULL};
	date_reader_skip(r);
	struct slice piece = date_piece_at(r->s, r->at);
	int count = date_number(piece);
	bool written = piece.len && byte_is_digit(piece.ptr[0]);
	if (written) {
		r->at += piece.len;
		date_reader_skip(r);
	}
	size_t unit = r->at;
	int from = 0, n = written ? (count > COUNT_MAX ? 0 : count) : 1;
	if (date_reader_take_any(r, days))
		from = n > 0 ? calendar_days_back(r->today, n) : 0;
	else if (date_reader_take_any(r, weeks))
		from = n > 0 ? calendar_days_back(r->today, 7 * n) : 0;
	else if (date_reader_take_any(r, months))
		from = n > 0 ? calendar_months_back(r->today, n) : 0;
	else if (date_reader_take_any(r, years))
		from = n > 0 ? calendar_months_back(r->today, 12 * n) : 0;
	else
		return date_reader_bad(
			r, start, unit,
			"achter \"%.*s\" hoort een aantal dagen, weken, maanden of jaren");
	if (n <= 0)
		return date_reader_bad(r, start, r->at,
				       "\"%.*s\": het aantal moet tussen 1 en 999 liggen");
	if (r->years_only)
		return date_reader_bad(r, start, r->at, "\"%.*s\" is geen jaar; gebruik datum:");
	*out = (struct period){calendar_next_day(from), r->today};
	return PERIOD_OK;
}

static bool read_relative(struct date_reader *r, struct period *out)
{
	static const struct {
		const char *words;
		char unit;
		int back;
	} known[] = {
		{"vandaag", 'd', 0},    {"today", 'd', 0},       {"eergisteren", 'd', 2},
		{"gisteren", 'd', 1},   {"yesterday", 'd', 1},   {"deze week", 'w', 0},
		{"this week", 'w', 0},  {"vorige week", 'w', 1}, {"last week", 'w', 1},
		{"deze maand", 'm', 0}, {"this month", 'm', 0},  {"vorige maand", 'm', 1},
		{"last month", 'm', 1}, {"dit jaar", 'y', 0},    {"this year", 'y', 0},
		{"vorig jaar", 'y', 1}, {"last year", 'y', 1},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if ((r->years_only && known[i].unit != 'y') || !date_reader_take(r, known[i].words))
			continue;
		int day = calendar_days_back(r->today, known[i].back);
		*out = known[i].unit == 'd' ? (struct period){day, day}
					    : calendar_unit(r->today, known[i].unit, known[i].back);
		return true;
	}
	return false;
}

enum period_result date_reader_read(struct date_reader *r, struct period *out)
{
	static const char *const rolling[] = {"laatste", "afgelopen", "voorbije",
					      "last",    "past",      NULL};
	static const char *const articles[] = {"de", "het", "the", NULL};
	date_reader_skip(r);
	size_t start = r->at;
	struct slice piece = date_piece_at(r->s, start);
	if (read_relative(r, out))
		return PERIOD_OK;
	if (piece.len && byte_is_digit(piece.ptr[0])) {
		int day = date_number(piece);
		size_t next = query_skip_blanks(r->s, start + piece.len);
		int month = piece.len <= 2 ? date_month(date_piece_at(r->s, next)) : 0, year;
		if (!month && day > 0 && piece.len <= 2 &&
		    peek_second(r, start + piece.len, &month, &year))
			return settle(r, start, start + piece.len, year, month, day, out);
		return month ? read_written(r, start, next, month, day ? day : 32, out)
			     : read_numeric(r, piece, out);
	}
	int month = date_month(piece);
	if (month)
		return read_written(r, start, start, month, 0, out);
	if (date_reader_take_any(r, articles))
		date_reader_skip(r);
	if (date_reader_take_any(r, rolling))
		return read_back(r, start, out);
	r->at = start;
	return PERIOD_NONE;
}
