/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods in a query, read word by word. */
#include "searcher/query/query_dates.h"

#include "searcher/query/calendar.h"
#include "searcher/query/date_reader.h"
#include "searcher/query/query_lexer.h"

/* A second date behind "..", "tot", "t/m" and the like; NONE leaves the reader where it was. */
static enum period_result read_second(struct date_reader *r, bool *open_end, struct period *out)
{
	static const char *const dots[] = {"...", "..", "\xe2\x80\xa6", NULL};
	static const char *const words[] = {"tot en met", "t/m", "t.e.m.", "tem",           "tot",
					    "until",      "to",  "- ",     "\xe2\x80\x93 ", NULL};
	size_t before = r->at;
	date_reader_skip(r);
	bool blank_before = r->at > before, dotted = date_reader_take_any(r, dots);
	size_t behind = r->at;
	*open_end = dotted;
	if (!dotted && (!blank_before || !date_reader_take_any(r, words))) {
		r->at = before;
		return PERIOD_NONE;
	}
	if (dotted && !blank_before && query_blank_len(r->s, r->at))
		return PERIOD_NONE;
	enum period_result result = date_reader_read(r, out);
	if (result == PERIOD_NONE)
		r->at = dotted ? behind : before;
	return result;
}

static enum period_result ordered(struct date_reader *r, size_t start, struct period *out)
{
	if (out->from && out->to && out->from > out->to)
		return date_reader_bad(r, start, r->at,
				       "in \"%.*s\" ligt het einde voor het begin");
	return PERIOD_OK;
}

/* "2021-2022" as years from and to. */
static bool year_pair(struct date_reader *r, struct period *out)
{
	struct slice piece = date_piece_at(r->s, r->at);
	size_t dash = query_minus_len(piece, 4);
	int first = date_number(slice_sub(piece, 0, 4)),
	    last = date_number(slice_from(piece, 4 + dash));
	if (!dash || piece.len != 8 + dash || !date_year_in_bounds(first) ||
	    !date_year_in_bounds(last))
		return false;
	*out = (struct period){calendar_year(first).from, calendar_year(last).to};
	r->at += piece.len;
	return true;
}

/* "2021", "2021..2022", "maart 2021 tot mei 2022"; `must` when a second date has to follow. */
static enum period_result read_range(struct date_reader *r, size_t start, bool must,
				     struct period *out)
{
	struct period second;
	bool open_end = false;
	date_reader_skip(r);
	if (year_pair(r, out))
		return ordered(r, start, out);
	enum period_result result = date_reader_read(r, out);
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
		return date_reader_bad(
			r, start, r->at,
			"achter \"%.*s\" hoort \"tot\" en een tweede datum; of schrijf "
			"\"vanaf\"");
	return result == PERIOD_BAD ? PERIOD_BAD : PERIOD_OK;
}

static enum period_result read_between(struct date_reader *r, size_t start, struct period *out)
{
	static const char *const ands[] = {"en", "and", NULL};
	struct period second;
	enum period_result result = date_reader_read(r, out);
	if (result == PERIOD_OK) {
		date_reader_skip(r);
		result = date_reader_take_any(r, ands) ? date_reader_read(r, &second) : PERIOD_NONE;
	}
	if (result == PERIOD_NONE)
		return date_reader_bad(
			r, start, r->at,
			"achter \"%.*s\" ontbreekt een datum: schrijf \"tussen 2021 en 2022\"");
	if (result != PERIOD_OK)
		return result;
	out->to = second.to;
	return ordered(r, start, out);
}

/* "vanaf 2021", "vanaf 2021 tot 2022" */
static enum period_result read_until(struct date_reader *r, size_t start, int from,
				     struct period *out)
{
	struct period second = {0, 0};
	bool open_end;
	if (read_second(r, &open_end, &second) == PERIOD_BAD)
		return PERIOD_BAD;
	*out = (struct period){from, second.to};
	return ordered(r, start, out);
}

enum bound {
	BOUND_NONE,
	BOUND_FROM,
	BOUND_TO,
	BOUND_AFTER,
	BOUND_BEFORE,
	BOUND_RANGE,
	BOUND_BETWEEN
};

static enum bound take_bound(struct date_reader *r)
{
	static const struct {
		const char *words;
		enum bound bound;
	} known[] = {
		{"...", BOUND_TO},
		{"..", BOUND_TO},
		{"\xe2\x80\xa6", BOUND_TO},
		{">=", BOUND_FROM},
		{"<=", BOUND_TO},
		{">", BOUND_AFTER},
		{"<", BOUND_BEFORE},
		{"\xe2\x89\xa5", BOUND_FROM},
		{"\xe2\x89\xa4", BOUND_TO},
		{"vanaf", BOUND_FROM},
		{"sinds", BOUND_FROM},
		{"since", BOUND_FROM},
		{"tot en met", BOUND_TO},
		{"t/m", BOUND_TO},
		{"t.e.m.", BOUND_TO},
		{"tem", BOUND_TO},
		{"tot", BOUND_TO},
		{"until", BOUND_TO},
		{"uiterlijk", BOUND_TO},
		{"na", BOUND_AFTER},
		{"after", BOUND_AFTER},
		{"voor", BOUND_BEFORE},
		{"v\xc3\xb3\xc3\xb3r", BOUND_BEFORE},
		{"before", BOUND_BEFORE},
		{"van", BOUND_RANGE},
		{"from", BOUND_RANGE},
		{"tussen", BOUND_BETWEEN},
		{"between", BOUND_BETWEEN},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (date_reader_take(r, known[i].words))
			return known[i].bound;
	return BOUND_NONE;
}

static enum period_result read_period(struct date_reader *r, struct period *out)
{
	size_t start = r->at;
	enum bound bound = take_bound(r);
	size_t behind = r->at;
	if (bound == BOUND_BETWEEN)
		return read_between(r, start, out);
	if (bound == BOUND_NONE || bound == BOUND_RANGE) {
		enum period_result result = read_range(r, start, bound == BOUND_RANGE, out);
		if (result == PERIOD_NONE && bound == BOUND_RANGE)
			return date_reader_bad(r, start, behind, "achter \"%.*s\" hoort een datum");
		return result;
	}
	struct period date;
	enum period_result result = date_reader_read(r, &date);
	if (result == PERIOD_NONE)
		return date_reader_bad(r, start, behind, "achter \"%.*s\" hoort een datum");
	if (result != PERIOD_OK)
		return result;
	switch (bound) {
	case BOUND_FROM: return read_until(r, start, date.from, out);
	case BOUND_TO: *out = (struct period){0, date.to}; break;
	case BOUND_AFTER: *out = (struct period){calendar_next_day(date.to), 0}; break;
	default: *out = (struct period){0, calendar_day_before(date.from)}; break;
	}
	if (result == PERIOD_OK && !date_year_in_bounds((out->from ? out->from : out->to) / 10000))
		return date_reader_bad(r, start, r->at,
				       "\"%.*s\" valt buiten de jaren 1800 tot 2200");
	return result;
}

enum period_result query_period_read(struct slice s, int today, bool years_only, struct period *out,
				     size_t *used, struct buffer *cause)
{
	struct date_reader r = {.s = s, .today = today, .years_only = years_only, .cause = cause};
	enum period_result result = read_period(&r, out);
	*used = r.at;
	return result;
}
