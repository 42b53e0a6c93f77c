/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a question derives from its parts: id, parliamentary year, fingerprint, status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/model/question_checks.h"
#include "tests/unit/sample_question.h"

static void flemish_id_and_session(void **state)
{
	(void)state;
	struct question q;
	fill_flemish(&q);
	question_finish(&q);
	assert_slice(q.id, "vlaams-2022-02-07-181-bart-somers");
	assert_slice(q.session, "2021-2022");
	assert_int_equal(q.state, STATE_ONBEKEND);
	assert_int_equal(q.fingerprint.len, 16);
	question_release(&q);
}

static void a_given_id_and_session_stay(void **state)
{
	(void)state;
	struct question q;
	fill_flemish(&q);
	q.id = slice_of("eigen-id");
	q.session = slice_of("2019-2020");
	question_finish(&q);
	assert_slice(q.id, "eigen-id");
	assert_slice(q.session, "2019-2020");
	question_release(&q);
}

static void the_office_stands_in_for_the_minister(void **state)
{
	(void)state;
	struct question q;
	fill_flemish(&q);
	q.ministers[0].name = SLICE_EMPTY;
	question_finish(&q);
	assert_slice(q.id, "vlaams-2022-02-07-181-minister-van-samenleven");
	question_release(&q);
	fill_flemish(&q);
	q.minister_count = 0;
	question_finish(&q);
	assert_slice(q.id, "vlaams-2022-02-07-181");
	question_release(&q);
}

static void tweede_kamer_ids(void **state)
{
	(void)state;
	struct question q;
	question_init(&q);
	q.parliament = PARLIAMENT_TWEEDEKAMER;
	q.session = slice_of("2024-2025");
	question_add_number(&q, slice_of("594"));
	question_finish(&q);
	assert_slice(q.id, "tweedekamer-ah-2024-2025-594");
	question_clear(&q);
	q.parliament = PARLIAMENT_TWEEDEKAMER;
	question_add_number(&q, slice_of("2024Z18285"));
	question_add_number(&q, slice_of("594"));
	question_finish(&q);
	assert_slice(q.id, "tweedekamer-2024Z18285");
	assert_slice(question_number(&q), "2024Z18285");
	question_release(&q);
}

static void without_a_number_the_fingerprint_names(void **state)
{
	(void)state;
	struct question q;
	fill_flemish(&q);
	q.number_count = 0;
	question_finish(&q);
	assert_true(slice_starts(q.id, "vlaams-t-"));
	assert_true(slice_ends(q.id, arena_cstr(&q.arena, q.fingerprint)));
	question_release(&q);
}

static struct slice fingerprint_of(struct question *q, const char *title, const char *asked)
{
	question_clear(q);
	q->title = slice_of(title);
	question_add_subquestion(q, slice_of("1"), slice_of(asked));
	question_finish(q);
	return q->fingerprint;
}

static void the_fingerprint_looks_at_letters_only(void **state)
{
	(void)state;
	struct question a, b;
	question_init(&a);
	question_init(&b);
	struct slice one = fingerprint_of(&a, "Fietspaden \xe2\x80\x93 co\xc3\xb6rdinatie",
					  "Hoeveel\nzijn er?");
	assert_true(slice_eq(one,
			     fingerprint_of(&b, "FIETSPADEN - Coordinatie", "Hoe-  veel zijn er")));
	assert_false(
		slice_eq(one, fingerprint_of(&b, "Fietspaden - Coordinatie", "Hoeveel waren er?")));
	assert_false(
		slice_eq(one, fingerprint_of(&b, "Fietspad - Coordinatie", "Hoeveel zijn er?")));
	question_release(&a);
	question_release(&b);
}

static void the_status_follows_from_the_answer(void **state)
{
	(void)state;
	struct question q;
	fill_flemish(&q);
	question_add_answer(&q, slice_of("Er zijn er tien."));
	question_finish(&q);
	assert_int_equal(q.state, STATE_BEANTWOORD);
	question_release(&q);
	fill_flemish(&q);
	q.date_answered = 20220307;
	q.state = STATE_UITGESTELD;
	question_finish(&q);
	assert_int_equal(q.state, STATE_UITGESTELD);
	question_release(&q);
}

static void what_is_there_is_not_added_again(void **state)
{
	(void)state;
	struct question q;
	question_init(&q);
	for (int i = 0; i < 20; i++) {
		question_add_number(&q, slice_of("12"));
		question_add_theme(&q, slice_of("Mobiliteit"));
		question_add_citation(&q, slice_of("9"), i == 5 ? 20190503 : 0, SLICE_EMPTY);
	}
	question_add_number(&q, SLICE_EMPTY);
	question_add_theme(&q, SLICE_EMPTY);
	question_add_citation(&q, slice_of("9"), 20200503, SLICE_EMPTY);
	assert_int_equal(q.number_count, 1);
	assert_int_equal(q.theme_count, 1);
	assert_int_equal(q.cite_count, 2);
	assert_int_equal(q.cites[0].date, 20190503);
	question_release(&q);
}

static void names_are_parsed_back(void **state)
{
	(void)state;
	enum parliament p;
	enum question_kind k;
	enum answer_state s;
	enum origin o;
	for (int i = 0; i <= PARLIAMENT_TWEEDEKAMER; i++)
		assert_true(parliament_parse(slice_of(parliament_name((enum parliament)i)), &p) &&
			    (int)p == i);
	for (int i = 0; i <= KIND_MEDEDELING; i++)
		assert_true(kind_parse(slice_of(kind_name((enum question_kind)i)), &k) &&
			    (int)k == i);
	for (int i = 0; i <= STATE_UITGESTELD; i++)
		assert_true(state_parse(slice_of(state_name((enum answer_state)i)), &s) &&
			    (int)s == i);
	for (int i = 0; i <= ORIGIN_DEFAULT; i++)
		assert_true(origin_parse(slice_of(origin_name((enum origin)i)), &o) && (int)o == i);
	for (int f = 0; f < FIELD_COUNT; f++)
		assert_true(strlen(field_name((enum field)f)) > 1);
	assert_false(parliament_parse(slice_of("senaat"), &p) || kind_parse(SLICE_EMPTY, &k));
}

static void mark_all(struct question *q)
{
	for (int f = 0; f < FIELD_COUNT; f++)
		question_mark(q, (enum field)f, ORIGIN_TEXT, 95);
}

static void what_holds_stays_sure(void **state)
{
	(void)state;
	struct question q;
	fill_all(&q);
	q.state = STATE_BEANTWOORD;
	mark_all(&q);
	question_check(&q);
	for (int f = 0; f < FIELD_COUNT; f++)
		assert_int_equal(q.provenance[f].percent, 95);
	question_release(&q);
}

static void what_cannot_be_is_less_sure(void **state)
{
	(void)state;
	static const struct {
		const char *asker, *party, *title, *role;
		int answered;
		enum answer_state state;
		enum field field;
	} cases[] = {
		{"Zwaan aan de minister", "SP", "Bruggen", "minister van Werk", 0,
		 STATE_ONBEANTWOORD, FIELD_ASKERS},
		{"Zwaan over bruggen", "SP", "Bruggen", "minister van Werk", 0, STATE_ONBEANTWOORD,
		 FIELD_ASKERS},
		{"Zwaan", "N-VA (07999)", "Bruggen", "minister van Werk", 0, STATE_ONBEANTWOORD,
		 FIELD_ASKERS},
		{"Zwaan", "SP", "minister van Werk", "minister van Werk", 0, STATE_ONBEANTWOORD,
		 FIELD_TITLE},
		{"Zwaan", "SP", "Bruggen", "Bruggen en wegen", 0, STATE_ONBEANTWOORD,
		 FIELD_MINISTERS},
		{"Zwaan", "SP", "Bruggen", "minister van Werk", 20220101, STATE_BEANTWOORD,
		 FIELD_DATE_ANSWERED},
		{"Zwaan", "SP", "Bruggen", "minister van Werk", 20220401, STATE_ONBEANTWOORD,
		 FIELD_STATUS},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct question q;
		question_init(&q);
		q.date_asked = 20220207;
		q.date_answered = cases[i].answered;
		q.state = cases[i].state;
		q.title = slice_of(cases[i].title);
		question_add_asker(&q, slice_of(cases[i].asker), slice_of(cases[i].party));
		question_add_minister(&q, SLICE_EMPTY, slice_of(cases[i].role), SLICE_EMPTY);
		mark_all(&q);
		question_mark(&q, FIELD_SESSION, ORIGIN_SIDECAR, 100);
		question_check(&q);
		assert_int_equal(q.provenance[cases[i].field].percent, CHECK_FAILED);
		question_release(&q);
	}
}

static void an_answer_to_nothing_is_less_sure(void **state)
{
	(void)state;
	struct question q;
	fill_flemish(&q);
	question_add_answer(&q, slice_of("Tien."));
	question_add_label(&q, slice_of("1b"));
	mark_all(&q);
	question_check(&q);
	assert_int_equal(q.provenance[FIELD_ANSWERS].percent, 95);
	question_add_answer(&q, slice_of("Geen."));
	question_add_label(&q, slice_of("4"));
	question_check(&q);
	assert_int_equal(q.provenance[FIELD_ANSWERS].percent, CHECK_FAILED);
	question_release(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flemish_id_and_session),
		cmocka_unit_test(a_given_id_and_session_stay),
		cmocka_unit_test(the_office_stands_in_for_the_minister),
		cmocka_unit_test(tweede_kamer_ids),
		cmocka_unit_test(without_a_number_the_fingerprint_names),
		cmocka_unit_test(the_fingerprint_looks_at_letters_only),
		cmocka_unit_test(the_status_follows_from_the_answer),
		cmocka_unit_test(what_is_there_is_not_added_again),
		cmocka_unit_test(names_are_parsed_back),
		cmocka_unit_test(what_holds_stays_sure),
		cmocka_unit_test(what_cannot_be_is_less_sure),
		cmocka_unit_test(an_answer_to_nothing_is_less_sure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
