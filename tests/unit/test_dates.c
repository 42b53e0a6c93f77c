/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/text/dates.h"
#include "tests/unit/table.h"

#define TABLE "tests/tables/dates.tsv"

/* Fields of a case: the function, its text, what is expected. */
static void expect(struct table *t, struct buffer *actual)
{
	table_expect(t, t->field[2], buffer_slice(actual));
	buffer_release(actual);
}

static void check_parse(struct table *t)
{
	struct buffer actual = BUFFER_INIT;
	char iso[11];
	int date;
	size_t used;
	if (date_parse(t->field[1], &date, &used)) {
		date_format(date, iso);
		buffer_printf(&actual, "%s|", iso);
		buffer_add_slice(&actual, slice_from(t->field[1], used));
	} else {
		buffer_add_byte(&actual, '-');
	}
	expect(t, &actual);
}

static void check_find(struct table *t)
{
	struct buffer actual = BUFFER_INIT;
	char iso[11];
	int date;
	size_t pos = 0;
	while (date_find(t->field[1], &pos, &date)) {
		assert_true(pos <= t->field[1].len);
		date_format(date, iso);
		buffer_printf(&actual, "%s%s", actual.len ? " " : "", iso);
	}
	if (!actual.len)
		buffer_add_byte(&actual, '-');
	expect(t, &actual);
}

static void check_month(struct table *t)
{
	struct buffer actual = BUFFER_INIT;
	buffer_printf(&actual, "%d", date_month(t->field[1]));
	expect(t, &actual);
}

static int date_of(struct slice text)
{
	int date = 0;
	size_t used;
	assert_true(date_parse(text, &date, &used));
	return date;
}

static void check_weekday(struct table *t)
{
	struct buffer actual = BUFFER_INIT;
	buffer_printf(&actual, "%d", date_weekday(date_of(t->field[1])));
	expect(t, &actual);
}

static void check_session(struct table *t)
{
	struct buffer actual = BUFFER_INIT;
	int date = date_of(t->field[1]);
	buffer_printf(&actual, "%d %d %d", date_flemish_session(date), date_dutch_session(date),
		      date_chamber_session(date));
	expect(t, &actual);
}

static void dates_are_parsed(void **state)
{
	(void)state;
	table_run(TABLE, "parse", check_parse, 40);
}

static void dates_are_found_in_text(void **state)
{
	(void)state;
	table_run(TABLE, "find", check_find, 9);
}

static void months_have_names(void **state)
{
	(void)state;
	table_run(TABLE, "month", check_month, 12);
}

static void weekdays_are_known(void **state)
{
	(void)state;
	table_run(TABLE, "weekday", check_weekday, 5);
}

static void flemish_years_begin_on_the_fourth_monday(void **state)
{
	(void)state;
	table_run(TABLE, "session", check_session, 13);
}

/* Walks over every day of four centuries: make, days, weekday and format agree with each other. */
static void days_follow_each_other(void **state)
{
	(void)state;
	long days = date_days(date_make(1799, 12, 31));
	int weekday = date_weekday(date_make(1799, 12, 31)), count = 0;
	for (int year = 1800; year < 2200; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= 31; day++) {
				int date = date_make(year, month, day);
				if (!date)
					continue;
				assert_int_equal(date_days(date), ++days);
				weekday = (weekday + 1) % 7;
				assert_int_equal(date_weekday(date), weekday);
				count++;
			}
	assert_int_equal(count, 400 * 365 + 97);
}

static void formats_are_read_back(void **state)
{
	(void)state;
	for (int year = 1990; year < 2030; year++)
		for (int month = 1; month <= 12; month++) {
			char iso[11], written[32];
			int date = date_make(year, month, 28), back = 0;
			size_t used = 0;
			date_format(date, iso);
			assert_true(date_parse(slice_of(iso), &back, &used));
			assert_int_equal(back, date);
			assert_int_equal(used, 10);
			snprintf(written, sizeof written, "28/%d/%d", month, year);
			assert_true(date_parse(slice_of(written), &back, &used));
			assert_int_equal(back, date);
		}
}

static void no_date_is_empty(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	char iso[11];
	date_format(0, iso);
	assert_string_equal(iso, "");
	assert_int_equal(date_iso(&arena, 0).len, 0);
	assert_true(slice_is(date_iso(&arena, 20220207), "2022-02-07"));
	assert_int_equal(date_days(19700101), 0);
	assert_int_equal(date_days(19691231), -1);
	arena_release(&arena);
}

static void every_prefix_is_read_without_harm(void **state)
{
	(void)state;
	static const char text[] = "12 september 2014";
	for (size_t n = 0; n < sizeof text - 1; n++) {
		/* a copy of its own, so that the sanitizer sees a byte too many */
		char *copy = malloc(n + 1);
		int date;
		size_t used;
		memcpy(copy, text, n);
		copy = realloc(copy, n ? n : 1);
		assert_false(date_parse(slice_make(copy, n), &date, &used));
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_parsed),
		cmocka_unit_test(dates_are_found_in_text),
		cmocka_unit_test(months_have_names),
		cmocka_unit_test(weekdays_are_known),
		cmocka_unit_test(flemish_years_begin_on_the_fourth_monday),
		cmocka_unit_test(days_follow_each_other),
		cmocka_unit_test(formats_are_read_back),
		cmocka_unit_test(no_date_is_empty),
		cmocka_unit_test(every_prefix_is_read_without_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
