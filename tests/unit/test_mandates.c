/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles and their offices; who held which office in the Flemish Government. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "corpus/offices/mandates.h"
#include "corpus/offices/offices.h"
#include "corpus/text/dates.h"
#include "corpus/text/person_name.h"
#include "tests/unit/sample_question.h"
#include "tests/unit/table.h"

#define TABLE "tests/tables/offices.tsv"

/* ---- titles ---- */

static void check_offices(struct table *t, bool whole)
{
	struct office_cursor cursor = offices_of(t->field[1], whole);
	struct buffer joined = BUFFER_INIT;
	struct slice office;
	while (offices_next(&cursor, &office)) {
		buffer_add_str(&joined, joined.len ? " | " : "");
		buffer_add_slice(&joined, office);
	}
	table_expect(t, t->field[2], buffer_slice(&joined));
	buffer_release(&joined);
}

static void check_fields(struct table *t)
{
	check_offices(t, false);
}

static void check_whole(struct table *t)
{
	check_offices(t, true);
}

static void check_holds(struct table *t)
{
	table_expect(t, t->field[3], slice_of(offices_holds(t->field[1], t->field[2]) ? "yes" : "no"));
}

static void check_display(struct table *t)
{
	struct arena arena = ARENA_INIT;
	table_expect(t, t->field[2], offices_display(&arena, t->field[1]));
	arena_release(&arena);
}

static void titles_are_cut_into_offices(void **state)
{
	(void)state;
	table_run(TABLE, "fields", check_fields, 15);
	table_run(TABLE, "whole", check_whole, 4);
	table_run(TABLE, "holds", check_holds, 9);
	table_run(TABLE, "display", check_display, 5);
}

/* Whatever stands in a title, the walk ends and gives no empty office. */
static void any_title_comes_to_an_end(void **state)
{
	(void)state;
	static const char *const words[] = {"minister", "van", " ", ",", "en", "-", "de", ".", "belast met",
					    "toegevoegd aan", "Onderwijs", "staatssecretaris", "\xc3\xab", "\xff"};
	unsigned seed = 7;
	for (unsigned i = 0; i < 20000; i++) {
		struct buffer title = BUFFER_INIT;
		for (unsigned k = 0; k < 8; k++) {
			seed = seed * 1103515245u + 12345u;
			buffer_add_str(&title, words[(seed >> 16) % (sizeof words / sizeof *words)]);
			buffer_add_str(&title, seed & 0x10000000u ? " " : "");
		}
		struct office_cursor cursor = offices_of(buffer_slice(&title), i % 2);
		struct slice office;
		unsigned count = 0;
		while (offices_next(&cursor, &office))
			assert_true(office.len > 0 && ++count <= 8);
		buffer_release(&title);
	}
}

static void rank_words_begin_an_office(void **state)
{
	(void)state;
	size_t end;
	assert_true(offices_rank(slice_of("minister van Onderwijs"), &end) && end == 13);
	assert_true(offices_rank(slice_of("Staatssecretaris voor Asiel"), &end) && end == 22);
	assert_true(offices_rank(slice_of("minister Somers"), &end) && end == 0);
	assert_true(offices_rank(slice_of("minister Vandeurzen"), &end) && end == 0);
	assert_false(offices_rank(slice_of("ministerie van Justitie"), &end));
	assert_false(offices_rank(slice_of(""), &end));
}

/* ---- the list ---- */

static void list_is_sorted_and_whole(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	struct mandate m, before = {.start = 0};
	size_t pos = 0, count = 0;
	while (mandates_next(&pos, &m)) {
		assert_true(slice_compare(before.slug, m.slug) <= 0);
		assert_true(slice_eq(name_slug(&arena, m.name), m.slug));
		assert_true(m.title.len > 0 && date_days(m.start) > 0);
		assert_true(m.end == 0 || m.end >= m.start);
		before = m;
		count++;
	}
	assert_true(count >= 200);
	arena_release(&arena);
}

static void every_mandate_is_found_again(void **state)
{
	(void)state;
	struct mandate m, found;
	size_t pos = 0;
	while (mandates_next(&pos, &m)) {
		struct slice names[8];
		size_t at = 0;
		bool same = false;
		while (mandates_of(m.slug, m.start, &at, &found))
			same = same || slice_eq(found.title, m.title);
		assert_true(same);
		assert_int_equal(mandates_find(m.name, m.start, names, 8), 1);
	}
}

/* The titles on a day, joined. */
static void expect_titles(const char *slug, int day, const char *expected)
{
	struct buffer joined = BUFFER_INIT;
	struct mandate m;
	size_t pos = 0;
	while (mandates_of(slice_of(slug), day, &pos, &m)) {
		buffer_add_str(&joined, joined.len ? " | " : "");
		buffer_add_slice(&joined, m.title);
	}
	assert_string_equal(buffer_cstr(&joined), expected);
	buffer_release(&joined);
}

static void offices_change_with_the_day(void **state)
{
	(void)state;
	static const char vice[] = "Viceminister-president van de Vlaamse Regering";
	char both[256];
	expect_titles("ben-weyts", 20140724, "");
	expect_titles("ben-weyts", 20190701, "Vlaams minister van Mobiliteit, Openbare Werken, Vlaamse Rand, "
		      "Toerisme en Dierenwelzijn");
	snprintf(both, sizeof both, "%s | Vlaams minister van Onderwijs, Sport, Dierenwelzijn en Vlaamse Rand", vice);
	expect_titles("ben-weyts", 20191002, both);
	expect_titles("ben-weyts", 20240929, both);
	snprintf(both, sizeof both, "%s | Vlaams minister van Begroting en Financi\xc3\xabn, Vlaamse Rand, "
		 "Onroerend Erfgoed en Dierenwelzijn", vice);
	expect_titles("ben-weyts", 20240930, both);
	expect_titles("niemand", 20240930, "");
	expect_titles("", 0, "");
}

/* The source gives no end for the government of October 2019: the next composition ends it. */
static void a_missing_end_is_the_successors_start(void **state)
{
	(void)state;
	struct slice names[4];
	assert_int_equal(mandates_find(slice_of("Somers"), 20231107, names, 4), 1);
	assert_int_equal(mandates_find(slice_of("Somers"), 20231108, names, 4), 0);
	assert_int_equal(mandates_find(slice_of("Rutten"), 20231107, names, 4), 0);
	assert_int_equal(mandates_find(slice_of("Rutten"), 20231108, names, 4), 1);
	assert_int_equal(mandates_find(slice_of("Brouns"), 20991231, names, 4), 1); /* still in office */
}

static void forms_of_a_name_are_one_person(void **state)
{
	(void)state;
	static const char *const forms[] = {"Bart Somers", "BART SOMERS", "Somers, Bart", "SOMERS, Bart",
					    "Somers Bart", "Somers", "minister Somers", "B. Somers",
					    "Vlaams minister Bart Somers", "de heer Somers"};
	struct slice names[4];
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		assert_int_equal(mandates_find(slice_of(forms[i]), 20220207, names, 4), 1);
		assert_slice(names[0], "Bart Somers");
	}
	static const char *const others[] = {"Som", "Jan Somers", "Somers Peeters", "B.", "van", "minister", ""};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(mandates_find(slice_of(others[i]), 20220207, names, 4), 0);
	assert_int_equal(mandates_find(slice_of("Detiege"), 0, names, 4), 1);
	assert_slice(names[0], "Leona Deti\xc3\xa8ge");
}

static void one_surname_of_several_people(void **state)
{
	(void)state;
	struct slice names[8];
	assert_int_equal(mandates_find(slice_of("Peeters"), 0, names, 8), 3);
	assert_int_equal(mandates_find(slice_of("Peeters"), 0, names, 1), 3); /* more than there is room for */
	assert_int_equal(mandates_find(slice_of("Peeters"), 20120101, names, 8), 1);
	assert_slice(names[0], "Kris Peeters");
	assert_int_equal(mandates_find(slice_of("Peeters"), 20220101, names, 8), 1);
	assert_slice(names[0], "Lydia Peeters");
}

static void holders_of_an_office(void **state)
{
	(void)state;
	struct slice names[40];
	assert_int_equal(mandates_holders(slice_of("onderwijs"), 20220101, names, 40), 1);
	assert_slice(names[0], "Ben Weyts");
	assert_int_equal(mandates_holders(slice_of("minister van Binnenlands Bestuur"), 20220101, names, 40), 1);
	assert_slice(names[0], "Bart Somers");
	assert_int_equal(mandates_holders(slice_of("minister-president"), 20220101, names, 40), 1);
	assert_slice(names[0], "Jan Jambon");
	assert_true(mandates_holders(slice_of("onderwijs"), 0, names, 40) >= 8);
	assert_int_equal(mandates_holders(slice_of("ruimtevaart"), 0, names, 40), 0);
	assert_int_equal(mandates_holders(slice_of("onderwijs"), 19500101, names, 40), 0);
}

static void expect_person(const char *printed, enum parliament parliament, int day, const char *name)
{
	assert_slice(mandates_person(slice_of(printed), parliament, day), name);
}

static void who_is_meant_depends_on_the_parliament(void **state)
{
	(void)state;
	expect_person("WEYTS", PARLIAMENT_VLAAMS, 20220101, "Ben Weyts");
	expect_person("Somers", PARLIAMENT_VLAAMS, 20240101, "Bart Somers"); /* out of office, yet the only one */
	expect_person("Peeters", PARLIAMENT_VLAAMS, 20220101, "Lydia Peeters");
	expect_person("Peeters", PARLIAMENT_VLAAMS, 0, "");
	expect_person("KRIS PEETERS", PARLIAMENT_KAMER, 20170101, "Kris Peeters");
	expect_person("Peeters", PARLIAMENT_KAMER, 20120101, "");
	expect_person("Ben Weyts", PARLIAMENT_TWEEDEKAMER, 20220101, "");
	expect_person("", PARLIAMENT_VLAAMS, 20220101, "");
}

static void a_question_has_the_offices_of_its_day(void **state)
{
	(void)state;
	struct question q;
	struct mandate m;
	size_t pos = 0;
	fill_flemish(&q);
	assert_int_equal(mandates_day(&q), 20220207);
	assert_false(mandates_of_minister(&q, &q.ministers[0], &pos, &m)); /* "Samenleven": not by the list */
	q.ministers[0].role = slice_of("VICEMINISTER-PRESIDENT, MINISTER VAN SAMENLEVEN EN INBURGERING");
	assert_true(mandates_of_minister(&q, &q.ministers[0], &pos, &m));
	assert_slice(m.title, "Viceminister-president van de Vlaamse Regering");
	assert_true(mandates_of_minister(&q, &q.ministers[0], &pos, &m));
	assert_false(mandates_of_minister(&q, &q.ministers[0], &pos, &m));
	q.date_answered = 20240101;
	pos = 0;
	assert_false(mandates_of_minister(&q, &q.ministers[0], &pos, &m));
	q.date_answered = q.date_asked = 0;
	assert_false(mandates_of_minister(&q, &q.ministers[0], &pos, &m));
	q.date_asked = 20220207;
	q.parliament = PARLIAMENT_KAMER;
	assert_false(mandates_of_minister(&q, &q.ministers[0], &pos, &m));
	question_release(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles_are_cut_into_offices),
		cmocka_unit_test(any_title_comes_to_an_end),
		cmocka_unit_test(rank_words_begin_an_office),
		cmocka_unit_test(list_is_sorted_and_whole),
		cmocka_unit_test(every_mandate_is_found_again),
		cmocka_unit_test(offices_change_with_the_day),
		cmocka_unit_test(a_missing_end_is_the_successors_start),
		cmocka_unit_test(forms_of_a_name_are_one_person),
		cmocka_unit_test(one_surname_of_several_people),
		cmocka_unit_test(holders_of_an_office),
		cmocka_unit_test(who_is_meant_depends_on_the_parliament),
		cmocka_unit_test(a_question_has_the_offices_of_its_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
