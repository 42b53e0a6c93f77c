/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_UNIT_SAMPLE_QUESTION_H
#define TESTS_UNIT_SAMPLE_QUESTION_H

/* Questions to test with; a test includes <cmocka.h> first. */
#include "corpus/model/question.h"

static inline void assert_slice(struct slice s, const char *expected)
{
	if (!slice_is(s, expected))
		fail_msg("\"%.*s\", not \"%s\"", SLICE_ARG(s), expected);
}

static inline void fill_flemish(struct question *q)
{
	question_init(q);
	q->parliament = PARLIAMENT_VLAAMS;
	q->date_asked = 20220207;
	question_add_number(q, slice_of("181"));
	question_add_minister(q, slice_of("Bart Somers"), slice_of("minister van Samenleven"),
			      SLICE_EMPTY);
	q->title = slice_of("Fietspaden - Onderhoud");
	question_add_subquestion(q, slice_of("1"), slice_of("Hoeveel fietspaden zijn er?"));
}

/* Every field has something, lists have several items. */
static inline void fill_all(struct question *q)
{
	fill_flemish(q);
	q->source = slice_of("map/vraag 181.txt");
	q->url = slice_of("https://voorbeeld.be/181");
	q->kind = KIND_MONDELING;
	q->date_answered = 20220310;
	q->date_due = 20220308;
	q->other = (struct other_language){SLICE_LIT("fr"), SLICE_LIT("Le v\xc3\xa9lo"),
					   SLICE_LIT("Combien?"), SLICE_LIT("Deux.")};
	q->intro = slice_of("Inleiding.\nTweede regel.");
	q->answer_intro = slice_of("Geachte collega,");
	question_add_number(q, slice_of("2022Z00181"));
	question_add_asker(q, slice_of("Annick De Ridder"), slice_of("N-VA"));
	question_add_asker(q, slice_of("Jan Jansen"), SLICE_EMPTY);
	question_add_minister(q, SLICE_EMPTY, slice_of("minister van Werk"), slice_of("WSE"));
	question_add_theme(q, slice_of("Mobiliteit"));
	question_add_theme(q, slice_of("Fiets \"en\" pad"));
	question_add_subquestion(q, slice_of("2"),
				 slice_of("Co\xc3\xb6rdineert u dat \xe2\x80\x93 en hoe?"));
	question_add_subquestion(q, slice_of("3"), SLICE_EMPTY);
	question_add_answer(q, slice_of("Tien."));
	question_add_label(q, slice_of("1"));
	question_add_answer(q, slice_of("Ja."));
	question_add_label(q, slice_of("2"));
	question_add_label(q, slice_of("3a"));
	question_add_label(q, slice_of("3b"));
	question_add_citation(q, slice_of("12"), 20210405, SLICE_EMPTY);
	question_add_citation(q, slice_of("337"), 0, slice_of("2020-2021"));
	question_add_meeting(q, 20220401);
	q->answers[1].minister = slice_of("Hilde Crevits");
	q->answers[1].role = slice_of("minister van Werk");
	q->answers[1].number = slice_of("594");
	q->answers[1].date = 20220311;
	q->rest = slice_of("Handtekening onleesbaar.");
	q->document = slice_of("https://voorbeeld.be/181.pdf");
	question_add_note(q, slice_of("1"), slice_of("Zie het jaarverslag."));
	question_add_note(q, SLICE_EMPTY, slice_of("Met dank."));
	question_add_annex(q, slice_of("Bijlage 1: lijst"), slice_of("bijlage.pdf"));
	question_add_reference(q, slice_of("kamerstuk"), slice_of("36045-12"));
	question_add_alias(q, slice_of("vlaams-181-oud"));
	for (int f = 0; f < FIELD_COUNT; f++)
		question_mark(q, (enum field)f, ORIGIN_TEXT, (unsigned)(100 - f));
	question_finish(q);
}

#endif
