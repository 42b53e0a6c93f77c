/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_UNIT_COMPILE_FIXTURE_H
#define TESTS_UNIT_COMPILE_FIXTURE_H

/* Five questions in an index made by the indexer's own document builder, and queries that are put
 * to it. */
#include "corpus/model/question.h"
#include "indexer/document/document_builder.h"
#include "searcher/compile/query_compile.h"
#include "store/index/schema.h"
#include "tests/unit/xap_fixture.h"

static struct analyzer *analyzer;
static struct xap_db *db;

/* ---- the index ---- */

struct sample {
	const char *title, *question, *answer, *theme;
	const char *minister, *asker, *party, *number, *cites;
	int asked, answered, cited_date;
	enum parliament parliament;
};

static const struct sample samples[] = {
	/* 1 */ {.title = "Inburgeringstrajecten in Gent",
		 .question = "Hoeveel fietsen staan er bij het station?",
		 .answer = "Er zijn tien fietsen.",
		 .minister = "Bart Somers",
		 .asker = "Jan Jansen",
		 .party = "N-VA",
		 .number = "181",
		 .asked = 20220207,
		 .answered = 20220310,
		 .parliament = PARLIAMENT_VLAAMS,
		 .theme = "Openbare werken"},
	/* 2 */
	{.title = "Inburgering",
	 .question = "Welk traject volgt een nieuwkomer? De wet zegt niets.",
	 .answer = "Het traject van inburgering duurt een jaar.",
	 .minister = "Zuhal Demir",
	 .asker = "An Peeters",
	 .party = "Groen",
	 .number = "230",
	 .asked = 20230310,
	 .parliament = PARLIAMENT_VLAAMS,
	 .cites = "181",
	 .cited_date = 20220207},
	/* 3 */
	{.title = "Wiskunde-onderwijs",
	 .question = "Is het wiskunde onderwijs goed? Niet \xc3\xa9\xc3\xa9n leraar zegt van niet.",
	 .answer = "Het onderwijs in wiskunde en taal is goed.",
	 .number = "2024Z17972",
	 .asked = 20241107,
	 .answered = 20250101,
	 .parliament = PARLIAMENT_TWEEDEKAMER,
	 .cites = "230"},
	/* 4 */
	{.title = "Auto's in 's-Gravenhage",
	 .question = "Auto en trein, trein en bus; auto na auto.",
	 .answer = "De bus rijdt op 7 februari 2022. De trein rijdt 181 keer.",
	 .minister = "Bart Peeters",
	 .number = "12",
	 .asked = 20191015,
	 .parliament = PARLIAMENT_KAMER},
	/* 5 */
	{.title = "Zonder datum",
	 .question = "De het een.",
	 .answer = "Integratie en integratiebeleid.",
	 .parliament = PARLIAMENT_KAMER},
};

static void fill(struct question *q, const struct sample *s, unsigned id)
{
	question_init(q);
	q->id = arena_printf(&q->arena, "q%u", id);
	q->parliament = s->parliament;
	q->title = slice_of(s->title);
	q->date_asked = s->asked;
	q->date_answered = s->answered;
	q->state = s->answered ? STATE_BEANTWOORD : STATE_ONBEANTWOORD;
	question_add_subquestion(q, slice_of("1"), slice_of(s->question));
	question_add_answer(q, slice_of(s->answer));
	if (s->number)
		question_add_number(q, slice_of(s->number));
	if (s->minister)
		question_add_minister(q, slice_of(s->minister), slice_of("minister van Werk"),
				      SLICE_EMPTY);
	if (s->asker)
		question_add_asker(q, slice_of(s->asker), slice_of(s->party));
	if (s->theme)
		question_add_theme(q, slice_of(s->theme));
	if (s->cites)
		question_add_citation(q, slice_of(s->cites), s->cited_date, SLICE_EMPTY);
	question_finish(q);
}

static int make_index(void **state)
{
	if (set_up(state) || analyzer_new(&analyzer, &err))
		return -1;
	struct document_builder *builder = document_builder_new(analyzer);
	db = new_db("questions");
	for (unsigned i = 0; i < sizeof samples / sizeof *samples; i++) {
		struct question q;
		struct xap_doc *doc = xap_doc_new();
		char unique[16];
		fill(&q, &samples[i], i + 1);
		document_build(builder, &q, slice_of("hash"), doc);
		snprintf(unique, sizeof unique, "Qq%u", i + 1);
		ok(xap_replace(db, slice_of(unique), doc, NULL, &err));
		xap_doc_free(doc);
		question_release(&q);
	}
	ok(xap_commit(db, &err));
	document_builder_free(builder);
	return 0;
}

static int drop_index(void **state)
{
	xap_close(db);
	analyzer_free(analyzer);
	return tear_down(state);
}

/* ---- asking ---- */

static void compile(const char *text, const struct query_compile_options *options, struct query *q,
		    struct query_compiled *out)
{
	if (query_parse(slice_of(text), 20261123, q, NULL, &err))
		fail_msg("%s: %s", text, err.msg);
	ok(query_compile(db, analyzer, q, options, out, &err));
}

#define asks(text, ids) asks_at(__LINE__, text, ids)
static void asks_at(int line, const char *text, const char *ids)
{
	struct query q;
	struct query_compiled out;
	compile(text, NULL, &q, &out);
	finds_at(line, db, xap_query_copy(out.query), ids);
	query_compiled_release(&out);
	query_release(&q);
}

#endif
