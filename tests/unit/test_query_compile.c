/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What queries find, on a small index made by the indexer's own document builder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/compile_fixture.h"

static void words_are_wholes_or_stand_apart(void **state)
{
	(void)state;
	asks("fiets", "1");
	asks("fietsen", "1");
	asks("Trein", "4");
	asks("inburgering", "1 2"); /* 1 has it as a part */
	asks("traject", "1 2");
	asks("inburgeringstraject", "1 2"); /* 2 has "traject van inburgering" */
	asks("inburgeringsfiets", "");      /* 1 has its parts, far apart */
	asks("inburgeringsbus", "");
	asks("wiskunde-onderwijs", "3");
	asks("wiskundeonderwijs", "3");
	asks("auto's", "4");
	asks("'s-Gravenhage", "4");
	asks("\xc3\xa9\xc3\xa9n", "3");
	asks("trein/bus", "4");
	asks("trein/fiets", "");
	asks("de/trein", "4"); /* a stop word in a piece is no condition */
	asks("7/2/2022", "4"); /* the written date */
	asks("2022-02-07", "4");
	asks("7 februari 2022", "4");
	asks("onbekendwoord", "");
}

static void stop_words_count_when_alone_or_meant(void **state)
{
	(void)state;
	asks("de", "2 4 5");
	asks("de het", "2 5");
	asks("de fiets", "1");
	asks("het bus", "4");
	asks("de EN fiets", "");
	asks("het EN bus", "");
	asks("titel:in fiets", "1");
	asks("titel:in", "1 4");
	asks("titel:in bus", "4");
	asks("fiets -de", "1");
	asks("trein -de", "");
	asks("de minister:somers", "");
	asks("de minister:demir", "2");
}

static void operators(void **state)
{
	(void)state;
	asks("fiets OF bus", "1 4");
	asks("trein bus", "4");
	asks("trein EN fiets", "");
	asks("inburgering -fiets", "2");
	asks("-inburgering", "3 4 5");
	asks("NIET (inburgering OF bus)", "3 5");
	asks("-inburgering -bus", "3 5");
	asks("-(inburgering fiets)", "2 3 4 5");
	asks("-(-inburgering)", "1 2");
	asks("fiets OF -inburgering", "1 3 4 5");
	asks("inburgering fiets OF trein bus", "1 4");
	asks("inburgering (fiets OF wet)", "1 2");
	asks("inburgering minister:somers", "1");
	asks("inburgering -minister:somers", "2");
}

static void fields_are_positions(void **state)
{
	(void)state;
	asks("titel:inburgering", "1 2");
	asks("vraag:inburgering", "");
	asks("antwoord:inburgering", "2");
	asks("antwoord:fiets", "1");
	asks("vraag:(fiets station)", "1");
	asks("antwoord:(fiets station)", "");
	asks("titel:inburgeringstraject", "1");
	asks("vraag:inburgeringstraject", ""); /* not all parts in this field */
	asks("titel:(inburgering OF auto)", "1 2 4");
	asks("titel:(inburgering -gent)", "2");
	asks("-titel:inburgering", "3 4 5");
	asks("titel:openbare", "1"); /* themes stand with the title */
	asks("titel:integr*", "");
	asks("antwoord:integr*", "5");
	asks("antwoord:(integr* OF inburger*)", "2 5");
	asks("vraag:in*", "");
}

static void phrases(void **state)
{
	(void)state;
	asks("\"auto en trein\"", "4");
	asks("\"trein en auto\"", "");
	asks("\"auto trein\"", "");
	asks("\"na auto\"", "4");
	asks("\"de wet\"", "2");
	asks("\"fiets\"", "1");
	asks("\"traject\"", "2");             /* 1 has it as a part only */
	asks("\"inburgeringstraject\"", "1"); /* the whole only */
	asks("\"wiskunde onderwijs\"", "3");
	asks("\"wiskunde-onderwijs\"", "3");
	asks("titel:\"wiskunde-onderwijs\"", "3");
	asks("vraag:\"wiskunde-onderwijs\"", "3");
	asks("antwoord:\"wiskunde onderwijs\"", "");
	asks("antwoord:\"onderwijs in wiskunde\"", "3");
	asks("titel:\"onderwijs in wiskunde\"", "");
	asks("\"Gent openbare\"", "");      /* title and theme are two texts */
	asks("\"station tien\"", "");       /* question and answer are two texts */
	asks("\"nieuwkomer de wet\"", "2"); /* over the end of a sentence */
	asks("\"\xc3\xa9\xc3\xa9n leraar\"", "3");
	asks("\"op 7 februari 2022\"", "4");
	asks("\"7/2/2022\"", "4");
	asks("\"Auto's in 's-Gravenhage\"", "4");
	asks("\"de het een\"", "5");
}

static void words_near_each_other(void **state)
{
	(void)state;
	asks("fiets BIJ/1 station", "");
	asks("fiets BIJ/5 station", "1"); /* fietsen staan er bij het station */
	asks("fiets BIJ/4 station", "");
	asks("station BIJ/5 fiets", "1");
	asks("station BIJ tien", "");
	asks("antwoord:(fiets BIJ station)", "");
	asks("vraag:(fiets BIJ station)", "1");
	asks("auto BIJ/2 trein", "4");
	asks("auto BIJ/1 trein", "");
	asks("auto BIJ/2 auto", "4"); /* two of them */
	asks("bus BIJ/100 bus", "");
	asks("(bus OF fiets) BIJ/5 (trein OF station)", "1 4");
	asks("leraar BIJ/3 \xc3\xa9\xc3\xa9n BIJ/3 zeg", "3");
	asks("wetenschap* BIJ nieuwkomer", "");
	asks("nieuw* BIJ/2 wet", "2");
	asks("inburgeringstraject BIJ/2 gent", "1");
	asks("inburgering BIJ/5 jaar", "2");
	asks("traject BIJ/2 inburgeringstraject", ""); /* a part stands where its whole stands */
}

static void prefixes(void **state)
{
	(void)state;
	asks("inburger*", "1 2");
	asks("INBURGER*", "1 2");
	asks("integratieb*", "5");
	asks("fie*", "1");
	asks("\xc3\xa9\xc3\xa9n*", ""); /* stop words are none of the words it stands for */
	asks("2022*", "4");
	asks("zzz*", "");
	asks("wiskunde-on*", "3");
	asks("-inburger*", "3 4 5");
}

static void conditions(void **state)
{
	(void)state;
	asks("minister:somers", "1");
	asks("minister:\"Bart Somers\"", "1");
	asks("minister:bart", "1 4");
	asks("minister:(somers OF demir)", "1 2");
	asks("minister:\"Bart Demir\"", "");
	asks("vraagsteller:jansen", "1");
	asks("door:peeters", "2");
	asks("partij:n-va", "1");
	asks("partij:\"N VA\"", "1");
	asks("partij:GROEN", "2");
	asks("thema:\"openbare werken\"", "1");
	asks("thema:openbare", "");
	asks("nr:181", "1");
	asks("nr:2024z17972", "3");
	asks("nr:\"181 van 7 februari 2022\"", "1");
	asks("nr:\"181 van 8 februari 2022\"", "");
	asks("nr. 181", "1");
	asks("181", "1 4"); /* the number, or the word */
	asks("2024Z17972", "3");
	asks("citeert:181", "2");
	asks("citeert:\"181 van 7/2/2022\"", "2");
	asks("citeert:\"181 van 8/2/2022\"", "");
	asks("citeert:230", "3");
	asks("parlement:vlaams", "1 2");
	asks("-parlement:vlaams", "3 4 5");
	asks("status:beantwoord", "1 3");
	asks("status:onbeantwoord", "2 4 5");
	asks("soort:schriftelijk", "1 2 3 4 5");
	asks("zittingsjaar:2021-2022", "1");
	asks("zittingsjaar:2022", "2");
}

static void periods(void **state)
{
	(void)state;
	asks("datum:2022", "1");
	asks("datum:7 februari 2022", "1");
	asks("datum:8 februari 2022", "");
	asks("datum:2022..2023", "1 2");
	asks("datum:..2022", "1 4");
	asks("datum:voor 2022", "4");
	asks("datum:na 2022", "2 3");
	asks("jaar:2023", "2");
	asks("beantwoord:2022", "1");
	asks("beantwoord:2022..", "1 3");
	asks("-datum:2000..", "5"); /* without a date: in no period */
	asks("datum:(2022 OF 2019)", "1 4");
}

static void notices_tell_what_is_not_there(void **state)
{
	(void)state;
	static const struct {
		const char *text, *notice;
	} cases[] = {
		{"fiets", ""},
		{"minister:somers", ""},
		{"fiets -datum:2022", ""},
		{"datum:2022 OF datum:2019",
		 "vragen zonder datum zijn niet doorzocht: 1 van de 5 in de index"},
		{"partij:groen", ""},
		{"inburger*", ""},
		{"minister:jambon", "geen vraag heeft een minister \"jambon\""},
		{"vraagsteller:somers", "geen vraag heeft een vraagsteller \"somers\""},
		{"fiets partij:pvda", "geen vraagsteller is van een partij \"pvda\""},
		{"thema:x", "geen vraag heeft een thema \"x\""},
		{"nr:99", "geen vraag heeft nummer 99"},
		{"citeert:99", "geen vraag verwijst naar vraag 99"},
		{"zzz*", "geen woord begint met \"zzz\""},
	};
	struct query session;
	struct query_compiled twice;
	compile("zittingsjaar:1999", NULL, &session, &twice);
	assert_int_equal(twice.notice_count, 2);
	assert_true(slice_is(twice.notices[0].text, "geen vraag is van zittingsjaar 1999-2000"));
	assert_true(slice_starts(twice.notices[1].text,
				 "vragen zonder zittingsjaar zijn niet doorzocht: "));
	query_compiled_release(&twice);
	query_release(&session);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct query q;
		struct query_compiled out;
		compile(cases[i].text, NULL, &q, &out);
		assert_int_equal(out.notice_count, *cases[i].notice != 0);
		if (out.notice_count)
			assert_true(slice_is(out.notices[0].text, cases[i].notice));
		query_compiled_release(&out);
		query_release(&q);
	}
}

static void a_prefix_is_cut_at_the_most_frequent(void **state)
{
	(void)state;
	const struct query_compile_options options = {.prefix_terms = 2};
	struct query q;
	struct query_compiled out;
	compile("fiets in*", &options, &q, &out);
	assert_int_equal(out.notice_count, 1);
	assert_true(slice_is(out.notices[0].text,
			     "meer dan 2 woorden beginnen met \"in\": alleen de 2 meest "
			     "voorkomende zijn gezocht"));
	assert_int_equal(out.notices[0].start, 6);
	assert_false(term_set_has(&out.terms, slice_of("in"))); /* a stop word */
	assert_true(term_set_has(&out.terms, slice_of("inburgering")));
	assert_int_equal(out.terms.count, 3);
	query_compiled_release(&out);
	query_release(&q);
}

static void only_wanted_terms_are_marked(void **state)
{
	(void)state;
	struct query q;
	struct query_compiled out;
	compile("fietsen inburgeringstrajecten -trein -(\"een bus\" OF auto*) minister:somers",
		NULL, &q, &out);
	static const char *const terms[] = {"fiets", "inburgeringstraject", "inburgering",
					    "traject"};
	assert_int_equal(out.terms.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(term_set_has(&out.terms, slice_of(terms[i])));
	assert_true(out.ranked);
	query_compiled_release(&out);
	query_release(&q);
	compile("minister:somers -trein", NULL, &q, &out);
	assert_false(out.ranked);
	query_compiled_release(&out);
	query_release(&q);
}

/* Scores of the hits, best first. */
static void scores_of(const char *text, double *scores, uint32_t *docids, size_t expected)
{
	struct query q;
	struct query_compiled out;
	compile(text, NULL, &q, &out);
	static struct xap_hit hits[ALL];
	assert_int_equal(find(db, out.query, hits), expected);
	for (size_t i = 0; i < expected; i++) {
		scores[i] = hits[i].score;
		docids[i] = hits[i].docid;
	}
	query_compiled_release(&out);
	query_release(&q);
}

static void words_weigh_and_conditions_do_not(void **state)
{
	(void)state;
	double plain[4], narrowed[4];
	uint32_t ids[4];
	scores_of("fiets", plain, ids, 1);
	scores_of("fiets minister:somers datum:2022 partij:n-va -bus nr:181", narrowed, ids, 1);
	assert_true(plain[0] > 0 && plain[0] == narrowed[0]);
	scores_of("minister:somers datum:2022", plain, ids, 1);
	assert_true(plain[0] == 0);
	scores_of("-bus", plain, ids, 4);
	assert_true(plain[0] == 0);
	scores_of("\"tien fietsen\" inburger*", plain, ids, 1);
	assert_true(plain[0] > 0);
	scores_of("181", plain, ids, 2); /* by its number first */
	assert_int_equal(ids[0], 1);
	assert_true(plain[0] >= QUERY_NUMBER_WEIGHT && plain[1] < 1000);
}

static void names_are_resolved(void **state)
{
	(void)state;
	struct query q;
	struct query_compiled out;
	compile("minister:somers OF minister:niemand OF door:jansen", NULL, &q, &out);
	assert_int_equal(out.person_count, 3);
	assert_true(slice_is(q.root->children[0]->resolved, "Bart Somers"));
	assert_int_equal(q.root->children[1]->resolved.len, 0);
	assert_int_equal(out.notice_count, 1);
	query_compiled_release(&out);
	query_release(&q);
}

static void an_empty_query_is_all(void **state)
{
	(void)state;
	struct query q = QUERY_INIT;
	struct query_compiled out;
	ok(query_compile(db, analyzer, &q, NULL, &out, &err));
	finds(db, xap_query_copy(out.query), "1 2 3 4 5");
	query_compiled_release(&out);
}

static void failures_of_the_store_come_through(void **state)
{
	(void)state;
	static const char *const texts[] = {"partij:groen", "inburger*", "a BIJ inburger*", "nr:1"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct query q;
		struct query_compiled out;
		ok(query_parse(slice_of(texts[i]), 20261123, &q, NULL, &err));
		xap_fault_next("corrupt");
		if (query_compile(db, analyzer, &q, NULL, &out, &err) == STATUS_OK) {
			static struct xap_hit hits[ALL];
			size_t count;
			assert_int_equal(find_by_matcher(db, out.query, hits, &count),
					 STATUS_CORRUPT);
		}
		assert_int_equal(err.code, STATUS_CORRUPT);
		err = (struct error){0};
		query_compiled_release(&out);
		query_release(&q);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_wholes_or_stand_apart),
		cmocka_unit_test(stop_words_count_when_alone_or_meant),
		cmocka_unit_test(operators),
		cmocka_unit_test(fields_are_positions),
		cmocka_unit_test(phrases),
		cmocka_unit_test(words_near_each_other),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(conditions),
		cmocka_unit_test(periods),
		cmocka_unit_test(notices_tell_what_is_not_there),
		cmocka_unit_test(a_prefix_is_cut_at_the_most_frequent),
		cmocka_unit_test(only_wanted_terms_are_marked),
		cmocka_unit_test(words_weigh_and_conditions_do_not),
		cmocka_unit_test(names_are_resolved),
		cmocka_unit_test(an_empty_query_is_all),
		cmocka_unit_test(failures_of_the_store_come_through),
	};
	return cmocka_run_group_tests(tests, make_index, drop_index);
}
