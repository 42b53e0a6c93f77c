/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A period is read word by word: a shape that a date has (digits and separators, or a
 * day, a month's name and a year) decides that a date is meant, only then is it
 * asked whether the calendar has it.  So an impossible date is an error, never
 * a word to look for.
 */
#include "searcher/query/query_dates.h"

#include <stdio.h>

#include "corpus/text/dates.h"
#include "searcher/query/query.h"
#include "searcher/query/query_lexer.h"

enum { COUNT_MAX = 999 }; /* of days, weeks, months or years back */

struct reader {
	struct slice s;
	size_t at;
	int today;
	bool years_only;
	struct buffer *cause;
};

/* ---- calendar ---- */

static int days_in(int year, int month)
{
	return date_make(year, month, 31) ? 31 : date_make(year, month, 30) ? 30 : date_make(year, month, 29) ? 29 : 28;
}

static int next_day(int date)
{
	int y = date / 10000, m = date / 100 % 100, d = date % 100;
	if (d < days_in(y, m))
		return date + 1;
	return m < 12 ? date_make(y, m + 1, 1) : date_make(y + 1, 1, 1);
}

static int day_before(int date)
{
	int y = date / 10000, m = date / 100 % 100, d = date % 100;
	if (d > 1)
		return date - 1;
	return m > 1 ? date_make(y, m - 1, days_in(y, m - 1)) : date_make(y - 1, 12, 31);
}

static int days_back(int date, int days)
{
	while (days-- > 0)
		date = day_before(date);
	return date;
}

/* The same day of an earlier month, or its last day. */
static int months_back(int date, int months)
{
	int n = date / 10000 * 12 + date / 100 % 100 - 1 - months, d = date % 100;
	int y = n / 12, m = n % 12 + 1;
	if (y < QUERY_YEAR_MIN)
		return date_make(QUERY_YEAR_MIN, 1, 1);
	return date_make(y, m, d < days_in(y, m) ? d : days_in(y, m));
}

static struct period year_of(int year)
{
	return (struct period){date_make(year, 1, 1), date_make(year, 12, 31)};
}

static struct period month_of(int year, int month)
{
	return (struct period){date_make(year, month, 1), date_make(year, month, days_in(year, month))};
}

/* ---- pieces ---- */

static enum period_result bad(struct reader *r, size_t start, size_t end, const char *format)
	__attribute__((format(printf, 4, 0)));

/* The format has one %.*s for the text from start to end. */
static enum period_result bad(struct reader *r, size_t start, size_t end, const char *format)
{
	buffer_clear(r->cause);
	buffer_printf(r->cause, format, SLICE_ARG(slice_trim(slice_sub(r->s, start, end))));
	r->at = end;
	return PERIOD_BAD;
}

/* What stands at i up to a blank, bracket, quotation mark or "..", without punctuation behind it. */
static struct slice piece_at(struct slice s, size_t i)
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

static bool take(struct reader *r, const char *phrase)
{
	size_t end = phrase_end(r->s, r->at, phrase);
	if (!end)
		return false;
	r->at = end;
	return true;
}

static bool take_any(struct reader *r, const char *const *phrases)
{
	for (; *phrases; phrases++)
		if (take(r, *phrases))
			return true;
	return false;
}

static void skip(struct reader *r)
{
	r->at = query_skip_blanks(r->s, r->at);
}

/* 1 to 4 digits and nothing else; -1 else. */
static int number_of(struct slice s)
{
	int value = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (!byte_is_digit(s.ptr[i]))
			return -1;
		value = i < 4 ? value * 10 + (s.ptr[i] - '0') : -1;
	}
	return s.len && s.len <= 4 ? value : -1;
}

static bool year_in_bounds(int year)
{
	return year >= QUERY_YEAR_MIN && year <= QUERY_YEAR_MAX;
}

/* A day, a month (day 0) or a year (month 0 too) that was written from start to end. */
static enum period_result settle(struct reader *r, size_t start, size_t end, int year, int month,
				 int day, struct period *out)
{
	if (!year_in_bounds(year))
		return bad(r, start, end, "het jaar van \"%.*s\" valt buiten 1800 tot 2200");
	if (r->years_only && month)
		return bad(r, start, end, "\"%.*s\" is geen jaar; schrijf een jaar zoals 2022, of "
			   "gebruik datum:");
	if (month < 0 || month > 12 || (day && !month))
		return bad(r, start, end, "\"%.*s\" bestaat niet: een jaar heeft twaalf maanden");
	if (day && !date_make(year, month, day))
		return bad(r, start, end, "\"%.*s\" is geen bestaande dag");
	r->at = end;
	int date = date_make(year, month, day);
	*out = day ? (struct period){date, date} : month ? month_of(year, month) : year_of(year);
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
		value[count] = number_of(slice_sub(piece, from, i));
		digits[count] = i - from;
		if (value[count++] < 0)
			return 0;
		from = i + 1;
	}
	return count;
}

static enum period_result read_numeric(struct reader *r, struct slice piece, struct period *out)
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
		return bad(r, start, end, "schrijf het jaar van \"%.*s\" met vier cijfers");
	if (count == 2 && n[0] <= 2 && n[1] <= 2)
		return bad(r, start, end, "\"%.*s\" heeft geen jaar; schrijf bijvoorbeeld 7/2/2022");
	return PERIOD_NONE;
}

/*
 * The month and year of the second date in "1 maart en 31 maart 2017" or "1 tot 31 maart 2017", from what stands
 * behind the first; false when no such date follows.
 */
static bool peek_second(const struct reader *r, size_t at, int *month, int *year)
{
	static const char *const words[] = {"tot en met", "t/m", "t.e.m.", "tem", "tot", "en", "until", "to", "and",
					    "- ", "\xe2\x80\x93 ", NULL};
	struct reader ahead = *r;
	ahead.at = query_skip_blanks(r->s, at);
	if (!take_any(&ahead, words))
		return false;
	size_t i = query_skip_blanks(r->s, ahead.at);
	struct slice piece = piece_at(r->s, i);
	if (piece.len <= 2 && number_of(piece) > 0)
		i = query_skip_blanks(r->s, i + piece.len);
	piece = piece_at(r->s, i);
	*month = date_month(piece);
	i = query_skip_blanks(r->s, i + piece.len);
	piece = piece_at(r->s, i);
	*year = piece.len == 4 ? number_of(piece) : -1;
	return *month && *year > 0;
}

/* "7 februari 2022" and "maart 2022" from the month at `at`; day 0 when there is none. */
static enum period_result read_written(struct reader *r, size_t start, size_t at, int month, int day,
				       struct period *out)
{
	size_t month_end = at + piece_at(r->s, at).len;
	size_t dot = slice_starts(slice_from(r->s, month_end), ".") ? 1 : 0;
	size_t i = query_skip_blanks(r->s, month_end + dot);
	struct slice piece = piece_at(r->s, i);
	int year = number_of(piece), second;
	if ((year < 0 || piece.len != 4) && peek_second(r, month_end + dot, &second, &year))
		return settle(r, start, month_end + dot, month > second ? year - 1 : year, month, day, out);
	if (year < 0 || piece.len != 4)
		return bad(r, start, month_end, "\"%.*s\" heeft geen jaar; schrijf bijvoorbeeld "
			   "\"7 februari 2022\" of \"maart 2022\"");
	return settle(r, start, i + 4, year, month, day, out);
}

/* "3 maanden" back from today; the count is 1 when it is left out. */
static enum period_result read_back(struct reader *r, size_t start, struct period *out)
{
	static const char *const days[] = {"dagen", "dag", "days", "day", NULL};
	static const char *const weeks[] = {"weken", "week", "weeks", NULL};
	static const char *const months[] = {"maanden", "maand", "months", "month", NULL};
	static const char *const years[] = {"jaren", "jaar", "years", "year", NULL};
	skip(r);
	struct slice piece = piece_at(r->s, r->at);
	int count = number_of(piece);
	bool written = piece.len && byte_is_digit(piece.ptr[0]);
	if (written) {
		r->at += piece.len;
		skip(r);
	}
	size_t unit = r->at;
	int from = 0, n = written ? (count > COUNT_MAX ? 0 : count) : 1;
	if (take_any(r, days))
		from = n > 0 ? days_back(r->today, n) : 0;
	else if (take_any(r, weeks))
		from = n > 0 ? days_back(r->today, 7 * n) : 0;
	else if (take_any(r, months))
		from = n > 0 ? months_back(r->today, n) : 0;
	else if (take_any(r, years))
		from = n > 0 ? months_back(r->today, 12 * n) : 0;
	else
		return bad(r, start, unit, "achter \"%.*s\" hoort een aantal dagen, weken, maanden of jaren");
	if (n <= 0)
		return bad(r, start, r->at, "\"%.*s\": het aantal moet tussen 1 en 999 liggen");
	if (r->years_only)
		return bad(r, start, r->at, "\"%.*s\" is geen jaar; gebruik datum:");
	*out = (struct period){next_day(from), r->today};
	return PERIOD_OK;
}

/* The calendar week, month or year that lies `back` before the present one. */
static struct period calendar(int today, char unit, int back)
{
	int y = today / 10000, m = today / 100 % 100;
	if (unit == 'y')
		return year_of(y - back);
	if (unit == 'm') {
		int before = months_back(date_make(y, m, 1), back);
		return month_of(before / 10000, before / 100 % 100);
	}
	int monday = days_back(today, (date_weekday(today) + 6) % 7 + 7 * back), sunday = monday;
	for (int i = 0; i < 6; i++)
		sunday = next_day(sunday);
	return (struct period){monday, sunday};
}

static bool read_relative(struct reader *r, struct period *out)
{
	static const struct { const char *words; char unit; int back; } known[] = {
		{"vandaag", 'd', 0}, {"today", 'd', 0}, {"eergisteren", 'd', 2},
		{"gisteren", 'd', 1}, {"yesterday", 'd', 1},
		{"deze week", 'w', 0}, {"this week", 'w', 0}, {"vorige week", 'w', 1}, {"last week", 'w', 1},
		{"deze maand", 'm', 0}, {"this month", 'm', 0}, {"vorige maand", 'm', 1},
		{"last month", 'm', 1},
		{"dit jaar", 'y', 0}, {"this year", 'y', 0}, {"vorig jaar", 'y', 1}, {"last year", 'y', 1},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if ((r->years_only && known[i].unit != 'y') || !take(r, known[i].words))
			continue;
		int day = days_back(r->today, known[i].back);
		*out = known[i].unit == 'd' ? (struct period){day, day}
					    : calendar(r->today, known[i].unit, known[i].back);
		return true;
	}
	return false;
}

static enum period_result read_date(struct reader *r, struct period *out)
{
	static const char *const rolling[] = {"laatste", "afgelopen", "voorbije", "last", "past", NULL};
	static const char *const articles[] = {"de", "het", "the", NULL};
	skip(r);
	size_t start = r->at;
	struct slice piece = piece_at(r->s, start);
	if (read_relative(r, out))
		return PERIOD_OK;
	if (piece.len && byte_is_digit(piece.ptr[0])) {
		int day = number_of(piece);
		size_t next = query_skip_blanks(r->s, start + piece.len);
		int month = piece.len <= 2 ? date_month(piece_at(r->s, next)) : 0, year;
		if (!month && day > 0 && piece.len <= 2 && peek_second(r, start + piece.len, &month, &year))
			return settle(r, start, start + piece.len, year, month, day, out);
		return month ? read_written(r, start, next, month, day ? day : 32, out)
			     : read_numeric(r, piece, out);
	}
	int month = date_month(piece);
	if (month)
		return read_written(r, start, start, month, 0, out);
	if (take_any(r, articles))
		skip(r);
	if (take_any(r, rolling))
		return read_back(r, start, out);
	r->at = start;
	return PERIOD_NONE;
}

/* ---- periods ---- */

/* A second date behind "..", "tot", "t/m" and the like; NONE leaves the reader where it was. */
static enum period_result read_second(struct reader *r, bool *open_end, struct period *out)
{
	static const char *const dots[] = {"...", "..", "\xe2\x80\xa6", NULL};
	static const char *const words[] = {"tot en met", "t/m", "t.e.m.", "tem", "tot", "until", "to",
					    "- ", "\xe2\x80\x93 ", NULL};
	size_t before = r->at;
	skip(r);
	bool blank_before = r->at > before, dotted = take_any(r, dots);
	size_t behind = r->at;
	*open_end = dotted;
	if (!dotted && (!blank_before || !take_any(r, words))) {
		r->at = before;
		return PERIOD_NONE;
	}
	if (dotted && !blank_before && query_blank_len(r->s, r->at))
		return PERIOD_NONE;
	enum period_result result = read_date(r, out);
	if (result == PERIOD_NONE)
		r->at = dotted ? behind : before;
	return result;
}

static enum period_result ordered(struct reader *r, size_t start, struct period *out)
{
	if (out->from && out->to && out->from > out->to)
		return bad(r, start, r->at, "in \"%.*s\" ligt het einde voor het begin");
	return PERIOD_OK;
}

/* "2021-2022" as years from and to. */
static bool year_pair(struct reader *r, struct period *out)
{
	struct slice piece = piece_at(r->s, r->at);
	size_t dash = query_minus_len(piece, 4);
	int first = number_of(slice_sub(piece, 0, 4)), last = number_of(slice_from(piece, 4 + dash));
	if (!dash || piece.len != 8 + dash || !year_in_bounds(first) || !year_in_bounds(last))
		return false;
	*out = (struct period){year_of(first).from, year_of(last).to};
	r->at += piece.len;
	return true;
}

/* "2021", "2021..2022", "maart 2021 tot mei 2022"; `must` when a second date has to follow. */
static enum period_result read_range(struct reader *r, size_t start, bool must, struct period *out)
{
	struct period second;
	bool open_end = false;
	skip(r);
	if (year_pair(r, out))
		return ordered(r, start, out);
	enum period_result result = read_date(r, out);
	if (result != PERIOD_OK)
		return result;
	result = read_second(r, &open_end, &second);
	if (result == PERIOD_OK) {
		out->to = second.to;
		return ordered(r, start, out);
	}
	if (result == PERIOD_NONE && open_end)
		out->to = 0;
	else if (result == PERIOD_NONE && must)
		return bad(r, start, r->at, "achter \"%.*s\" hoort \"tot\" en een tweede datum; of schrijf "
			   "\"vanaf\"");
	return result == PERIOD_BAD ? PERIOD_BAD : PERIOD_OK;
}

static enum period_result read_between(struct reader *r, size_t start, struct period *out)
{
	static const char *const ands[] = {"en", "and", NULL};
	struct period second;
	enum period_result result = read_date(r, out);
	if (result == PERIOD_OK) {
		skip(r);
		result = take_any(r, ands) ? read_date(r, &second) : PERIOD_NONE;
	}
	if (result == PERIOD_NONE)
		return bad(r, start, r->at, "achter \"%.*s\" ontbreekt een datum: schrijf \"tussen 2021 en 2022\"");
	if (result != PERIOD_OK)
		return result;
	out->to = second.to;
	return ordered(r, start, out);
}

/* "vanaf 2021", "vanaf 2021 tot 2022" */
static enum period_result read_until(struct reader *r, size_t start, int from, struct period *out)
{
	struct period second = {0, 0};
	bool open_end;
	if (read_second(r, &open_end, &second) == PERIOD_BAD)
		return PERIOD_BAD;
	*out = (struct period){from, second.to};
	return ordered(r, start, out);
}

enum bound { BOUND_NONE, BOUND_FROM, BOUND_TO, BOUND_AFTER, BOUND_BEFORE, BOUND_RANGE, BOUND_BETWEEN };

static enum bound take_bound(struct reader *r)
{
	static const struct { const char *words; enum bound bound; } known[] = {
		{"...", BOUND_TO}, {"..", BOUND_TO}, {"\xe2\x80\xa6", BOUND_TO}, {">=", BOUND_FROM},
		{"<=", BOUND_TO}, {">", BOUND_AFTER}, {"<", BOUND_BEFORE}, {"\xe2\x89\xa5", BOUND_FROM},
		{"\xe2\x89\xa4", BOUND_TO}, {"vanaf", BOUND_FROM}, {"sinds", BOUND_FROM},
		{"since", BOUND_FROM}, {"tot en met", BOUND_TO}, {"t/m", BOUND_TO},
		{"t.e.m.", BOUND_TO}, {"tem", BOUND_TO}, {"tot", BOUND_TO}, {"until", BOUND_TO},
		{"uiterlijk", BOUND_TO}, {"na", BOUND_AFTER}, {"after", BOUND_AFTER},
		{"voor", BOUND_BEFORE}, {"v\xc3\xb3\xc3\xb3r", BOUND_BEFORE}, {"before", BOUND_BEFORE},
		{"van", BOUND_RANGE}, {"from", BOUND_RANGE},
		{"tussen", BOUND_BETWEEN}, {"between", BOUND_BETWEEN},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (take(r, known[i].words))
			return known[i].bound;
	return BOUND_NONE;
}

static enum period_result read_period(struct reader *r, struct period *out)
{
	size_t start = r->at;
	enum bound bound = take_bound(r);
	size_t behind = r->at;
	if (bound == BOUND_BETWEEN)
		return read_between(r, start, out);
	if (bound == BOUND_NONE || bound == BOUND_RANGE) {
		enum period_result result = read_range(r, start, bound == BOUND_RANGE, out);
		if (result == PERIOD_NONE && bound == BOUND_RANGE)
			return bad(r, start, behind, "achter \"%.*s\" hoort een datum");
		return result;
	}
	struct period date;
	enum period_result result = read_date(r, &date);
	if (result == PERIOD_NONE)
		return bad(r, start, behind, "achter \"%.*s\" hoort een datum");
	if (result != PERIOD_OK)
		return result;
	switch (bound) {
	case BOUND_FROM: return read_until(r, start, date.from, out);
	case BOUND_TO: *out = (struct period){0, date.to}; break;
	case BOUND_AFTER: *out = (struct period){next_day(date.to), 0}; break;
	default: *out = (struct period){0, day_before(date.from)}; break;
	}
	if (result == PERIOD_OK && !year_in_bounds((out->from ? out->from : out->to) / 10000))
		return bad(r, start, r->at, "\"%.*s\" valt buiten de jaren 1800 tot 2200");
	return result;
}

enum period_result query_period_read(struct slice s, int today, bool years_only, struct period *out,
				     size_t *used, struct buffer *cause)
{
	struct reader r = {.s = s, .today = today, .years_only = years_only, .cause = cause};
	enum period_result result = read_period(&r, out);
	*used = r.at;
	return result;
}
