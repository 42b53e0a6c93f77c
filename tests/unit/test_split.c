/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/model/subquestions.h"
#include "tests/unit/often.h"

/* Written as "introduction|label: text|label,label: text", line breaks and all. */
static void add_part(struct buffer *out, const struct slice *labels, size_t count,
		     struct slice text)
{
	buffer_add_byte(out, '|');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buffer_add_byte(out, ',');
		buffer_add_slice(out, labels[i]);
	}
	buffer_add_str(out, ": ");
	buffer_add_slice(out, text);
}

static void expect_at(int line, struct buffer *actual, const char *expected)
{
	if (strcmp(buffer_cstr(actual), expected) != 0)
		fail_msg("line %d: \"%s\", not \"%s\"", line, buffer_cstr(actual), expected);
	buffer_release(actual);
}

#define asks(style, text, expected) asks_at(__LINE__, style, text, expected)
static void asks_at(int line, enum split_style style, const char *text, const char *expected)
{
	struct question q;
	struct buffer actual = BUFFER_INIT;
	question_init(&q);
	split_questions(&q, slice_of(text), style);
	buffer_add_slice(&actual, q.intro);
	for (size_t i = 0; i < q.question_count; i++)
		add_part(&actual, &q.questions[i].label, 1, q.questions[i].text);
	question_release(&q);
	expect_at(line, &actual, expected);
}

#define answers(style, questions, text, expected) \
	answers_at(__LINE__, style, questions, text, expected)
/* The answer to a paper with sub-questions 1 to `questions`. */
static void answers_at(int line, enum split_style style, int questions, const char *text,
		       const char *expected)
{
	struct question q;
	struct buffer actual = BUFFER_INIT;
	question_init(&q);
	for (int i = 1; i <= questions; i++) {
		char label[8];
		snprintf(label, sizeof label, "%d", i);
		question_add_subquestion(&q, slice_of(label), slice_of("Wat is dat?"));
	}
	split_answers(&q, slice_of(text), style);
	buffer_add_slice(&actual, q.answer_intro);
	for (size_t i = 0; i < q.answer_count; i++)
		add_part(&actual, q.answers[i].labels, q.answers[i].label_count, q.answers[i].text);
	question_release(&q);
	expect_at(line, &actual, expected);
}

/* ---- questions ---- */

static void questions_by_line(void **state)
{
	(void)state;
	asks(SPLIT_BY_LINE, "De brug is stuk.\n\n1. Sinds wanneer?\n2. Wie herstelt haar?\n",
	     "De brug is stuk.|1: Sinds wanneer?|2: Wie herstelt haar?");
	asks(SPLIT_BY_LINE, "1. Sinds wanneer\n   is dat zo?\n\n2) Waarom?",
	     "|1: Sinds wanneer\n   is dat zo?|2: Waarom?");
	asks(SPLIT_BY_LINE, "1.\nWaar?\n2.\nWaarom?", "|1: Waar?|2: Waarom?");
}

static void numbers_inside_lines_are_left_alone(void **state)
{
	(void)state;
	asks(SPLIT_BY_LINE, "1. Klopt het bedrag van 2. 500 euro?\n2. En dat van\n19.898 euro?",
	     "|1: Klopt het bedrag van 2. 500 euro?|2: En dat van\n19.898 euro?");
	asks(SPLIT_BY_LINE, "1. Was het op\n2.12.2021 zo?\n2. En nu?",
	     "|1: Was het op\n2.12.2021 zo?|2: En nu?");
}

static void running_questions(void **state)
{
	(void)state;
	asks(SPLIT_RUNNING, "De brug is stuk. 1. Sinds wanneer?2. Wie herstelt haar? 3. Waarom?",
	     "De brug is stuk.|1: Sinds wanneer?|2: Wie herstelt haar?|3: Waarom?");
	asks(SPLIT_RUNNING, "1. Hoe luidt artikel 2. van de wet?2. En 3?",
	     "|1: Hoe luidt artikel 2. van de wet?|2: En 3?");
	asks(SPLIT_RUNNING, "1. a) Wie? b) Wat?2. Waar?", "|1: a) Wie? b) Wat?|2: Waar?");
}

static void the_run_that_asks_most_is_taken(void **state)
{
	(void)state;
	asks(SPLIT_BY_LINE,
	     "Drie feiten:\n1. De brug is oud.\n2. De brug is smal.\n3. De brug is stuk.\n"
	     "Daarom vraag ik:\n1. Sinds wanneer?\n2. Wie herstelt haar?",
	     "Drie feiten:\n1. De brug is oud.\n2. De brug is smal.\n3. De brug is stuk.\nDaarom "
	     "vraag ik:"
	     "|1: Sinds wanneer?|2: Wie herstelt haar?");
}

static void letters_belong_to_the_text(void **state)
{
	(void)state;
	asks(SPLIT_BY_LINE, "1. a) Wie?\nb) Wat?\n2. Waar?", "|1: a) Wie?\nb) Wat?|2: Waar?");
	asks(SPLIT_BY_LINE, "1 a) Wie?\nb) Wat?\n2 a) Waar?", "|1: a) Wie?\nb) Wat?|2: a) Waar?");
	asks(SPLIT_BY_LINE, "1a) Wie is dat? Ja.\n2. Waar?", "|1: a) Wie is dat? Ja.|2: Waar?");
	asks(SPLIT_BY_LINE, "1) a) Wie?\n2) b) Wat?", "|1: a) Wie?|2: b) Wat?");
}

static void unnumbered_questions(void **state)
{
	(void)state;
	asks(SPLIT_BY_LINE,
	     "De brug is stuk.\n\nZij is ook oud.\n\nSinds wanneer is dat zo?\n\nWie herstelt "
	     "haar?",
	     "De brug is stuk.\n\nZij is ook oud.|1: Sinds wanneer is dat zo?\n\nWie herstelt "
	     "haar?");
	asks(SPLIT_BY_LINE, "Weet u dat?\n\nDe brug is stuk.\n\nWie herstelt haar?",
	     "Weet u dat?\n\nDe brug is stuk.|1: Wie herstelt haar?");
	asks(SPLIT_BY_LINE, "Graag een overzicht van alle bruggen.",
	     "|1: Graag een overzicht van alle bruggen.");
	asks(SPLIT_RUNNING, "De brug is stuk. Wie herstelt haar?",
	     "|1: De brug is stuk. Wie herstelt haar?");
	asks(SPLIT_BY_LINE, "", "");
	asks(SPLIT_BY_LINE, " \n\n ", "");
}

/* ---- answers ---- */

static void answers_by_line(void **state)
{
	(void)state;
	answers(SPLIT_BY_LINE, 2, "Geachte collega,\n\n1. Sinds mei.\n2. De gemeente.\n",
		"Geachte collega,|1: Sinds mei.|2: De gemeente.");
	answers(SPLIT_BY_LINE, 3, "1. Ja.\n3. Nee.", "|1: Ja.|3: Nee.");
}

static void groups_answer_together(void **state)
{
	(void)state;
	answers(SPLIT_BY_LINE, 3, "1. Ja.\n2-3. Nee.", "|1: Ja.|2,3: Nee.");
	answers(SPLIT_BY_LINE, 4, "1., 2. en 3. Ja.\n4. Nee.", "|1,2,3: Ja.|4: Nee.");
	answers(SPLIT_BY_LINE, 3, "1-3. Zie het jaarverslag.", "|1,2,3: Zie het jaarverslag.");
}

static void letters_in_groups_are_labels(void **state)
{
	(void)state;
	answers(SPLIT_BY_LINE, 4, "1. en 3. b) Ja.\n4. Nee.", "|1,3b: Ja.|4: Nee.");
	answers(SPLIT_BY_LINE, 2, "1. a) Ja.\nb) Nee.\n2. Wel.", "|1: a) Ja.\nb) Nee.|2: Wel.");
	answers(SPLIT_BY_LINE, 2, "1a) Ja. Zeker.\n2 a) Nee.", "|1: a) Ja. Zeker.|2: a) Nee.");
}

static void running_answers(void **state)
{
	(void)state;
	answers(SPLIT_RUNNING, 2, "Dank. 1. Sinds mei.2. De gemeente.",
		"Dank.|1: Sinds mei.|2: De gemeente.");
	answers(SPLIT_RUNNING, 1, "Twee zaken. 1. Dit. 2. Dat.", "|1: Twee zaken. 1. Dit. 2. Dat.");
}

static void a_list_inside_is_no_part(void **state)
{
	(void)state;
	answers(SPLIT_BY_LINE, 2, "1. De brug is:\n1. oud,\n1. smal.\n2. De gemeente.",
		"|1: De brug is:\n1. oud,\n1. smal.|2: De gemeente.");
	answers(SPLIT_BY_LINE, 2, "1. Ja.\n2. De redenen:\n1. geld\n2. tijd\n3. volk",
		"|1: Ja.|2: De redenen:\n1. geld\n2. tijd\n3. volk");
}

static void answers_without_numbers(void **state)
{
	(void)state;
	answers(SPLIT_BY_LINE, 1, "De brug wordt hersteld.", "|1: De brug wordt hersteld.");
	answers(SPLIT_BY_LINE, 3, "De brug wordt hersteld.", "|: De brug wordt hersteld.");
	answers(SPLIT_BY_LINE, 0, "De brug wordt hersteld.", "|: De brug wordt hersteld.");
	answers(SPLIT_BY_LINE, 3, " \n ", "");
}

/* No word may be lost: every letter of the text stands in a part, whatever the numbers. */
static void nothing_is_lost(void **state)
{
	(void)state;
	static const char *const pieces[] = {"1. ",     "2. ",   "\n",  "1a) ", "3 b) ", "2-3. ",
					     "Woord. ", "wat? ", "1) ", "en ",  "\n\n",  "3. "};
	struct question q;
	question_init(&q);
	srand(7);
	for (int round = 0; round < 3000; round++) {
		char text[256] = "";
		for (int i = 0; i < 12; i++)
			strcat(text, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
		size_t words = 0, kept = 0;
		for (const char *p = text; (p = strstr(p, "W")) != NULL; p++)
			words++;
		question_clear(&q);
		split_questions(&q, slice_of(text), round % 2 ? SPLIT_BY_LINE : SPLIT_RUNNING);
		for (size_t i = 0; i < q.intro.len; i++)
			kept += q.intro.ptr[i] == 'W';
		for (size_t i = 0; i < q.question_count; i++)
			for (size_t k = 0; k < q.questions[i].text.len; k++)
				kept += q.questions[i].text.ptr[k] == 'W';
		if (kept != words)
			fail_msg("%zu of %zu words left of \"%s\"", kept, words, text);
	}
	question_release(&q);
}

/* Texts made to hurt: the test hangs where time grows with the square of their length. */
static void large_texts_are_split_in_time(void **state)
{
	(void)state;
	static const char *const pieces[] = {"1. ",
					     "1.\n",
					     "2.\n",
					     "1-64. ",
					     "1, ",
					     "? 1",
					     "vraag nr. 1, ",
					     " ",
					     "\n\n?",
					     "vragen ",
					     "ingezonden 2024Z17972 ",
					     "Aanhangsel "};
	struct question q;
	question_init(&q);
	for (size_t p = 0; p < 2 * sizeof pieces / sizeof *pieces; p++) {
		struct buffer text = BUFFER_INIT;
		while (text.len < (size_t)often(512, 20) * 1024)
			buffer_add_str(&text, pieces[p / 2]);
		question_clear(&q);
		split_questions(&q, buffer_slice(&text), p % 2 ? SPLIT_BY_LINE : SPLIT_RUNNING);
		split_answers(&q, buffer_slice(&text), p % 2 ? SPLIT_BY_LINE : SPLIT_RUNNING);
		split_citations(&q, buffer_slice(&text));
		buffer_release(&text);
	}
	question_release(&q);
}

/* ---- citations ---- */

static void citations_leave_the_own_number_out(void **state)
{
	(void)state;
	struct question q;
	question_init(&q);
	question_add_number(&q, slice_of("181"));
	q.date_asked = 20220207;
	split_citations(
		&q,
		slice_of("Uw vraag nr. 181 van 7 februari 2022 gaat verder dan vraag nr. 12 van "
			 "3 mei 2021 en vraag nr. 181 van 4 mei 2020. Zie vraag nr. 12 van 3 mei "
			 "2021."));
	assert_int_equal(q.cite_count, 2);
	assert_true(slice_is(q.cites[0].number, "12"));
	assert_int_equal(q.cites[0].date, 20210503);
	assert_true(slice_is(q.cites[1].number, "181"));
	assert_int_equal(q.cites[1].date, 20200504);
	question_release(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_by_line),
		cmocka_unit_test(numbers_inside_lines_are_left_alone),
		cmocka_unit_test(running_questions),
		cmocka_unit_test(the_run_that_asks_most_is_taken),
		cmocka_unit_test(letters_belong_to_the_text),
		cmocka_unit_test(unnumbered_questions),
		cmocka_unit_test(answers_by_line),
		cmocka_unit_test(groups_answer_together),
		cmocka_unit_test(letters_in_groups_are_labels),
		cmocka_unit_test(running_answers),
		cmocka_unit_test(a_list_inside_is_no_part),
		cmocka_unit_test(answers_without_numbers),
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(large_texts_are_split_in_time),
		cmocka_unit_test(citations_leave_the_own_number_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
