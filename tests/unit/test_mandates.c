/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles and their offices; who held which office in the Flemish Government. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "corpus/offices/added.h"
#include "corpus/offices/mandates.h"
#include "corpus/offices/ministries.h"
#include "corpus/offices/offices.h"
#include "corpus/offices/parties.h"
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
	table_expect(t, t->field[3],
		     slice_of(offices_holds(t->field[1], t->field[2]) ? "yes" : "no"));
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
	static const char *const words[] = {"minister",   "van",
					    " ",          ",",
					    "en",         "-",
					    "de",         ".",
					    "belast met", "toegevoegd aan",
					    "Onderwijs",  "staatssecretaris",
					    "\xc3\xab",   "\xff"};
	unsigned seed = 7;
	for (unsigned i = 0; i < 20000; i++) {
		struct buffer title = BUFFER_INIT;
		for (unsigned k = 0; k < 8; k++) {
			seed = seed * 1103515245u + 12345u;
			buffer_add_str(&title,
				       words[(seed >> 16) % (sizeof words / sizeof *words)]);
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
	assert_true(count >= 500);
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
		if (m.parliament == PARLIAMENT_VLAAMS)
			assert_int_equal(mandates_find(m.name, m.start, names, 8), 1);
		if (!m.unsure)
			assert_true(slice_eq(
				mandates_person(m.name, m.title, m.parliament, m.start), m.name));
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
	expect_titles("ben-weyts", 20190701,
		      "Vlaams minister van Mobiliteit, Openbare Werken, Vlaamse Rand, "
		      "Toerisme en Dierenwelzijn");
	snprintf(both, sizeof both,
		 "%s | Vlaams minister van Onderwijs, Sport, Dierenwelzijn en Vlaamse Rand", vice);
	expect_titles("ben-weyts", 20191002, both);
	expect_titles("ben-weyts", 20240929, both);
	snprintf(both, sizeof both,
		 "%s | Vlaams minister van Begroting en Financi\xc3\xabn, Vlaamse Rand, "
		 "Onroerend Erfgoed en Dierenwelzijn",
		 vice);
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
	assert_int_equal(mandates_find(slice_of("Brouns"), 20991231, names, 4),
			 1); /* still in office */
}

static void forms_of_a_name_are_one_person(void **state)
{
	(void)state;
	static const char *const forms[] = {
		"Bart Somers",     "BART SOMERS", "Somers, Bart",
		"SOMERS, Bart",    "Somers Bart", "Somers",
		"minister Somers", "B. Somers",   "Vlaams minister Bart Somers",
		"de heer Somers"};
	struct slice names[4];
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		assert_int_equal(mandates_find(slice_of(forms[i]), 20220207, names, 4), 1);
		assert_slice(names[0], "Bart Somers");
	}
	static const char *const others[] = {
		"Som", "Jan Somers", "Somers Peeters", "B.", "van", "minister", ""};
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
	assert_int_equal(mandates_find(slice_of("Peeters"), 0, names, 1),
			 3); /* more than there is room for */
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
	assert_int_equal(
		mandates_holders(slice_of("minister van Binnenlands Bestuur"), 20220101, names, 40),
		1);
	assert_slice(names[0], "Bart Somers");
	assert_int_equal(mandates_holders(slice_of("minister-president"), 20220101, names, 40), 1);
	assert_slice(names[0], "Jan Jambon");
	assert_true(mandates_holders(slice_of("onderwijs"), 0, names, 40) >= 8);
	assert_int_equal(mandates_holders(slice_of("ruimtevaart"), 0, names, 40), 0);
	assert_int_equal(mandates_holders(slice_of("onderwijs"), 19500101, names, 40), 0);
}

static void expect_person(const char *printed, const char *role, enum parliament parliament,
			  int day, const char *name)
{
	assert_slice(mandates_person(slice_of(printed), slice_of(role), parliament, day), name);
}

static void who_is_meant_depends_on_the_parliament(void **state)
{
	(void)state;
	expect_person("WEYTS", "", PARLIAMENT_VLAAMS, 20220101, "Ben Weyts");
	expect_person("Somers", "", PARLIAMENT_VLAAMS, 20240101,
		      "Bart Somers"); /* out of office, yet the only one */
	expect_person("Peeters", "", PARLIAMENT_VLAAMS, 20220101, "Lydia Peeters");
	expect_person("Peeters", "", PARLIAMENT_VLAAMS, 0, "");
	expect_person("KRIS PEETERS", "", PARLIAMENT_KAMER, 20170101, "Kris Peeters");
	expect_person("Peeters", "", PARLIAMENT_KAMER, 20120101, "");
	expect_person("Ben Weyts", "", PARLIAMENT_TWEEDEKAMER, 20220101, "");
	expect_person("", "", PARLIAMENT_VLAAMS, 20220101, "");
}

static void other_governments_are_known_by_the_day(void **state)
{
	(void)state;
	expect_person("Francken", "", PARLIAMENT_KAMER, 20170101, "Theo Francken");
	expect_person("Francken", "", PARLIAMENT_KAMER, 0, "");
	expect_person("Theo Francken", "", PARLIAMENT_KAMER, 0, "Theo Francken");
	expect_person("Van Weel", "", PARLIAMENT_TWEEDEKAMER, 20241119, "David van Weel");
	expect_person("D.M. van Weel", "", PARLIAMENT_TWEEDEKAMER, 20241119, "David van Weel");
	expect_person("David van Weel", "", PARLIAMENT_TWEEDEKAMER, 20241119, "David van Weel");
	expect_person("D.M. van Weel", "", PARLIAMENT_TWEEDEKAMER, 20120101,
		      ""); /* not in office, and no role is printed */
	expect_person("Van Weel", "Minister van Justitie en Veiligheid", PARLIAMENT_TWEEDEKAMER, 0,
		      "David van Weel");
	expect_person("Van Weel", "Minister van Defensie", PARLIAMENT_TWEEDEKAMER, 0, "");
	expect_person("Yeşilgöz", "", PARLIAMENT_TWEEDEKAMER, 20220301, "Dilan Yeşilgöz-Zegerius");
	expect_person("David", "", PARLIAMENT_TWEEDEKAMER, 20241119, "");
	expect_person("Leers", "", PARLIAMENT_TWEEDEKAMER, 20110301,
		      ""); /* from no source: it joins nobody */
	assert_slice(mandates_bare_surname(slice_of("david-van-weel")), "van-weel");
	assert_slice(mandates_bare_surname(slice_of("kris-peeters")), ""); /* there are others */
	assert_slice(mandates_bare_surname(slice_of("niemand")), "");
	assert_true(mandates_is_signature(slice_of("piet-hein-donner"), slice_of("j-p-h-donner")));
	assert_false(mandates_is_signature(slice_of("piet-hein-donner"), slice_of("k-donner")));
}

static void expect_holder(const char *role, enum parliament parliament, int day, const char *name)
{
	struct mandate held[64], m;
	size_t pos = 0, count = 0;
	while (count < 64 && mandates_with_office(slice_of(role), parliament, &pos, &held[count]))
		count++;
	bool one = mandates_holder(held, count, day, &m);
	assert_slice(one ? m.name : SLICE_EMPTY, name);
}

static void an_office_and_a_day_are_somebody(void **state)
{
	(void)state;
	expect_holder("Minister van Justitie", PARLIAMENT_KAMER, 20170301, "Koen Geens");
	expect_holder("Vice-eersteminister en minister van Veiligheid en Binnenlandse Zaken, "
		      "belast met de Regie der Gebouwen",
		      PARLIAMENT_KAMER, 20170301, "Jan Jambon");
	expect_holder("Minister van Financien, belast met Bestrijding van de fiscale fraude",
		      PARLIAMENT_KAMER, 20170301, "Johan Van Overtveldt");
	expect_holder("Eerste minister", PARLIAMENT_KAMER, 20201001,
		      "Alexander De Croo"); /* the day of the change */
	expect_holder("Minister van Financiën", PARLIAMENT_TWEEDEKAMER, 20241101, "Eelco Heinen");
	expect_holder("Staatssecretaris van Financiën", PARLIAMENT_TWEEDEKAMER, 20250301,
		      ""); /* there were two */
	expect_holder("Minister-president", PARLIAMENT_TWEEDEKAMER, 20200101, "Mark Rutte");
	expect_holder("Minister van Justitie", PARLIAMENT_KAMER, 0, "");
	expect_holder("Minister van Justitie", PARLIAMENT_KAMER, 19990101, "");
	expect_holder("Minister van NMBS", PARLIAMENT_KAMER, 20170301, "");
	expect_holder("", PARLIAMENT_KAMER, 20170301, "");
}

static void expect_party(const char *printed, enum parliament parliament, const char *counted,
			 const char *other)
{
	struct arena arena = ARENA_INIT;
	struct slice slug;
	size_t pos = 0;
	bool found = !*other;
	assert_slice(party_counted(slice_of(printed), parliament), counted);
	while (party_names(slice_of(printed), &arena, &pos, &slug))
		found = found || slice_is(slug, other);
	assert_true(found);
	arena_release(&arena);
}

static void a_party_has_many_names(void **state)
{
	(void)state;
	expect_party("VB", PARLIAMENT_KAMER, "Vlaams Belang", "vlaams-belang");
	expect_party("nva", PARLIAMENT_VLAAMS, "N-VA", "n-va");
	expect_party("openvld", PARLIAMENT_VLAAMS, "Open Vld", "open-vld");
	expect_party("Nieuw Sociaal Contract", PARLIAMENT_TWEEDEKAMER, "NSC", "nsc");
	expect_party("NSC", PARLIAMENT_TWEEDEKAMER, "NSC", "");
	expect_party("Groen", PARLIAMENT_KAMER, "Groen",
		     "ecolo-groen"); /* it sits in that faction */
	expect_party("Ecolo-Groen", PARLIAMENT_KAMER, "Ecolo-Groen", "");
	expect_party("Partij van Niemand", PARLIAMENT_KAMER, "Partij van Niemand",
		     "partij-van-niemand");
	expect_party("", PARLIAMENT_KAMER, "", "");
}

static void ministries_have_offices(void **state)
{
	(void)state;
	struct ministry m;
	size_t pos = 0;
	assert_true(ministries_named(slice_of("vws"), &pos, &m));
	assert_int_equal(m.parliament, PARLIAMENT_TWEEDEKAMER);
	assert_true(slice_starts(m.offices, "Volksgezondheid, Welzijn en Sport"));
	pos = 0;
	assert_true(ministries_named(slice_of("FOD Financiën"), &pos, &m));
	assert_slice(m.offices, "Financiën");
	pos = 0;
	assert_true(ministries_named(slice_of("de premier"), &pos, &m));
	pos = 0;
	assert_false(ministries_named(slice_of("NMBS"), &pos, &m)); /* nobody's office */
	assert_true(ministries_is_agency(slice_of("nmbs")));
	assert_false(ministries_is_agency(slice_of("VWS")));
}

/* The last test: what is added stays. */
static void an_operator_adds_and_corrects(void **state)
{
	(void)state;
	added_use(slice_of(
		"m\tals-voorbeeld\tAls Voorbeeld\tMinister van Ruimtevaart\t20300101\t\tkamer\t\t\n"
		"m\tkoen-geens\tKoen Geens\tMinister van Justitie\t20141011\t20160101\tkamer\t\t\n"
		"p\tkamer\tVoorbeeldpartij\t\tVoorbeeldpartij\tVoorbeeldpartij|VBP\n"
		"s\to\tkamer\tRuimtevaart\tFOD Heelal\n"));
	expect_holder("Minister van Ruimtevaart", PARLIAMENT_KAMER, 20300601, "Als Voorbeeld");
	expect_holder("Minister van Justitie", PARLIAMENT_KAMER, 20170301, "");
	expect_holder("Minister van Justitie", PARLIAMENT_KAMER, 20150301, "Koen Geens");
	expect_person("Voorbeeld", "", PARLIAMENT_KAMER, 20300601, "Als Voorbeeld");
	expect_party("VBP", PARLIAMENT_KAMER, "Voorbeeldpartij", "voorbeeldpartij");
	expect_titles("als-voorbeeld", 20300601, "Minister van Ruimtevaart");
	struct ministry m;
	size_t pos = 0;
	assert_true(ministries_named(slice_of("fod heelal"), &pos, &m));
	assert_slice(m.offices, "Ruimtevaart");
	added_use(SLICE_EMPTY);
	expect_holder("Minister van Justitie", PARLIAMENT_KAMER, 20170301, "Koen Geens");
}

static void a_question_has_the_offices_of_its_day(void **state)
{
	(void)state;
	struct question q;
	struct mandate m;
	size_t pos = 0;
	fill_flemish(&q);
	assert_int_equal(mandates_day(&q), 20220207);
	assert_false(mandates_of_minister(&q, &q.ministers[0], &pos,
					  &m)); /* "Samenleven": not by the list */
	q.ministers[0].role = slice_of(
		"VICEMINISTER-PRESIDENT, MINISTER VAN SAMENLEVEN EN INBURGERING");
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
		cmocka_unit_test(other_governments_are_known_by_the_day),
		cmocka_unit_test(an_office_and_a_day_are_somebody),
		cmocka_unit_test(a_party_has_many_names),
		cmocka_unit_test(ministries_have_offices),
		cmocka_unit_test(a_question_has_the_offices_of_its_day),
		cmocka_unit_test(an_operator_adds_and_corrects),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
