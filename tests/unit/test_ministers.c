/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People and offices: what goes into the index, and whom the text of a query names there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "indexer/document/document_builder.h"
#include "searcher/people/ministers.h"
#include "store/index/schema.h"
#include "tests/unit/sample_question.h"
#include "tests/unit/xap_fixture.h"

static struct analyzer *analyzer;
static struct xap_db *people;
static struct arena arena;

/* One question a line; its document id is its place. */
static const struct paper {
	enum parliament parliament;
	int asked, answered;
	const char *minister, *role, *asker, *text;
} papers[] = {
	/* 1 */ {PARLIAMENT_VLAAMS, 20220207, 0, "BART SOMERS", "", "SAM VAN ROOY", "Wat?"},
	/* 2 */ {PARLIAMENT_VLAAMS, 20120110, 20120201, "PEETERS", "", "Jan Roos", "Wat?"},
	/* 3 */
	{PARLIAMENT_VLAAMS, 20220207, 0, "Lydia Peeters", "VLAAMS MINISTER VAN MOBILITEIT",
	 "Roos, Jan", "Wat?"},
	/* 4 */ {PARLIAMENT_VLAAMS, 20190920, 20191015, "BEN WEYTS", "", "", "Wat?"},
	/* 5 */ {PARLIAMENT_VLAAMS, 20190601, 0, "minister Weyts", "", "", "Wat?"},
	/* 6 */
	{PARLIAMENT_TWEEDEKAMER, 20241030, 0, "Agema",
	 "Minister van Volksgezondheid, Welzijn en Sport", "Westerveld", "Wat?"},
	/* 7 */
	{PARLIAMENT_KAMER, 20170104, 0, "",
	 "Vice-eersteminister en minister van Werk, belast met Justitie", "Van Rooy", "Wat?"},
	/* 8 */
	{PARLIAMENT_VLAAMS, 20231201, 0, "Gwendolyn Rutten", "", "",
	 "Uit het antwoord van voormalig minister Somers, minister van Onderwijs, blijkt iets."},
	/* 9 */ {PARLIAMENT_VLAAMS, 20200301, 0, "", "Vlaams minister van Onderwijs", "", "Wat?"},
	/* 10 */
	{PARLIAMENT_TWEEDEKAMER, 20241030, 0, "Faber-Van de Klashorst",
	 "Minister van Asiel en Migratie", "", "Wat?"},
	/* 11 */
	{PARLIAMENT_TWEEDEKAMER, 20241030, 0, "Van Weel", "Minister van Justitie en Veiligheid", "",
	 "Antwoord van minister Agema (Volksgezondheid)"},
};

static void index_paper(struct document_builder *builder, struct xap_doc *doc,
			const struct paper *p)
{
	struct question q;
	struct buffer id = BUFFER_INIT;
	bool chamber = p->parliament == PARLIAMENT_KAMER;
	const char *department = chamber ? "Werk, KMO's en justitieel beleid" : "";
	question_init(&q);
	q.parliament = p->parliament;
	q.date_asked = p->asked;
	q.date_answered = p->answered;
	q.title = slice_of("Iets");
	question_add_minister(&q, slice_of(p->minister), slice_of(p->role), slice_of(department));
	if (*p->asker)
		question_add_asker(&q, slice_of(p->asker), slice_of("N-VA"));
	question_add_theme(&q, slice_of("Wonen"));
	question_add_subquestion(&q, slice_of("1"), slice_of(p->text));
	buffer_printf(&id, "%zu", (size_t)(p - papers) + 1);
	q.id = buffer_slice(&id);
	question_finish(&q);
	document_build(builder, &q, SLICE_EMPTY, doc);
	schema_term(&id, PREFIX_ID, arena_copy(&arena, q.id));
	ok(xap_replace(people, buffer_slice(&id), doc, NULL, &err));
	buffer_release(&id);
	question_release(&q);
}

static int make_index(void **state)
{
	if (set_up(state) || analyzer_new(&analyzer, &err))
		return -1;
	struct document_builder *builder = document_builder_new(analyzer);
	struct xap_doc *doc = xap_doc_new();
	people = open_db(at("people"), XAP_WRITE_NEW);
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
		index_paper(builder, doc, &papers[i]);
	ok(xap_commit(people, &err));
	xap_doc_free(doc);
	document_builder_free(builder);
	return 0;
}

static int end_index(void **state)
{
	xap_close(people);
	analyzer_free(analyzer);
	arena_release(&arena);
	return tear_down(state);
}

/* ---- the index ---- */

static void has_value(uint32_t docid, enum schema_slot slot, const char *expected)
{
	struct buffer value = BUFFER_INIT;
	ok(xap_value(people, docid, slot, &value, &err));
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] == SCHEMA_LIST_SEPARATOR)
			value.ptr[i] = '|';
	assert_slice(buffer_slice(&value), expected);
	buffer_release(&value);
}

static void names_to_count_are_spelt_one_way(void **state)
{
	(void)state;
	has_value(1, SLOT_MINISTERS, "Bart Somers");
	has_value(1, SLOT_MINISTER, "bart-somers");
	has_value(2, SLOT_MINISTERS, "Kris Peeters");
	has_value(4, SLOT_MINISTERS, "Ben Weyts");
	has_value(5, SLOT_MINISTERS, "Ben Weyts");
	has_value(6, SLOT_MINISTERS, "Fleur Agema"); /* by the list and the day */
	has_value(7, SLOT_MINISTERS, "");
	has_value(9, SLOT_MINISTERS, "Ben Weyts"); /* who held the office that day */
	has_value(3, SLOT_ASKERS, "Jan Roos");
	has_value(3, SLOT_ASKER, "jan-roos");
	has_value(3, SLOT_PARTIES, "N-VA");
	has_value(3, SLOT_THEMES, "Wonen");
	has_value(4, SLOT_ASKERS, "");
}

static void offices_are_those_of_the_day(void **state)
{
	(void)state;
	has_value(4, SLOT_OFFICES,
		  "Viceminister-president|Onderwijs|Sport|Dierenwelzijn|Vlaamse Rand");
	has_value(5, SLOT_OFFICES,
		  "Mobiliteit|Openbare Werken|Vlaamse Rand|Toerisme|Dierenwelzijn");
	has_value(3, SLOT_OFFICES,
		  "Mobiliteit|Openbare Werken"); /* printed in capitals too: once */
	has_value(6, SLOT_OFFICES, "Volksgezondheid, Welzijn en Sport");
	has_value(7, SLOT_OFFICES, "Vice-eersteminister|Werk|Justitie");
	has_value(7, SLOT_MINISTER, "vice-eersteminister-en-minister-van-werk-belast-met-justitie");
}

/* ---- queries ---- */

#define names(text, display, ids) names_at(__LINE__, minister_resolve, text, display, ids)
#define asks(text, display, ids) names_at(__LINE__, asker_resolve, text, display, ids)

typedef enum status resolve_fn(struct xap_db *, struct arena *, struct slice, struct minister_set *,
			       struct error *);

static struct minister_set names_at(int line, resolve_fn *resolve, const char *text,
				    const char *display, const char *ids)
{
	struct minister_set set;
	ok_at(line, resolve(people, &arena, slice_of(text), &set, &err));
	if (!slice_is(set.display, display))
		fail_msg("line %d: \"%.*s\", not \"%s\"", line, SLICE_ARG(set.display), display);
	finds_at(line, people, minister_query(&set), ids);
	return set;
}

static void a_person_is_found_in_all_offices(void **state)
{
	(void)state;
	static const char *const forms[] = {
		"weyts",          "Ben Weyts",     "Weyts Ben",        "WEYTS, Ben",
		"minister Weyts", "de heer Weyts", "b\xc3\xa9n weyts", "be\xcc\x81n weyts"};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		names(forms[i], "Ben Weyts", "4 5 9");
	names("somers", "Bart Somers", "1"); /* mentioned in 8 */
	names("klashorst", "Marjolein Faber-van de Klashorst", "10");
	names("van weel", "David van Weel", "11");
	names("minister van weel", "David van Weel", "11");
	names("agema", "Fleur Agema", "6"); /* named in the text of 11 */
	names("Fleur Agema", "Fleur Agema", "6");
	names("F. Agema", "Fleur Agema", "6");
}

static void an_office_is_whoever_held_it(void **state)
{
	(void)state;
	names("onderwijs", "de minister van Onderwijs", "4 9");
	names("minister van Onderwijs", "de minister van Onderwijs", "4 9");
	names("Vlaams minister van Onderwijs en Sport",
	      "de minister van Onderwijs en de minister van Sport "
	      "of de minister van Volksgezondheid, Welzijn en Sport",
	      "4 9");
	names("minister van Binnenlands Bestuur", "de minister van Binnenlands Bestuur", "1 8");
	names("mobiliteit", "de minister van Mobiliteit", "3 5");
	names("minister-president", "de minister-president", "2");
	names("viceminister-president", "de viceminister-president", "1 4 8 9");
	names("Minister van Volksgezondheid, Welzijn en Sport",
	      "de minister van Volksgezondheid, Welzijn en Sport", "6");
	names("minister van Asiel en Migratie", "de minister van Asiel en Migratie", "10");
	names("kmo", "de minister van KMO's", "7"); /* the ministry's other name */
	names("justitieel beleid", "de minister van Justitieel beleid", "7");
	names("vice-eersteminister en minister van Werk en Justitie",
	      "de vice-eersteminister bevoegd voor Werk "
	      "en de minister van Justitie of de minister van Justitie en Veiligheid",
	      "7");
	names("Minister van Werk, KMO's", "de minister van Werk en KMO's", "7");
	names("veiligheid en justitie", "de minister van Justitie en Veiligheid", "11");
}

static void several_persons_are_all_searched(void **state)
{
	(void)state;
	struct minister_set set = names("peeters", "Kris Peeters of Lydia Peeters", "2 3");
	assert_true(set.ambiguous);
	assert_int_equal(set.count, 2);
	assert_int_equal(set.items[0].documents, 1);
	assert_int_equal(set.items[0].kind, MINISTER_PERSON);
	set = names("justitie",
		    "de minister van Justitie of de minister van Justitie en Veiligheid", "7 11");
	assert_false(set.ambiguous); /* two offices are no choice to make */
	names("minister Peeters", "Kris Peeters of Lydia Peeters", "2 3");
	set = names("weyts onderwijs", "Ben Weyts en de minister van Onderwijs", "4 9");
	assert_int_equal(set.groups, 2);
}

static void nobody_gives_close_names(void **state)
{
	(void)state;
	struct minister_set set = names("sommers", "sommers", "");
	assert_int_equal(set.count, 0);
	assert_int_equal(set.close_count, 1);
	assert_slice(set.close[0], "Bart Somers");
	set = names("minister van Onderwijz", "minister van Onderwijz", "");
	assert_int_equal(set.close_count, 1);
	assert_slice(set.close[0], "Onderwijs");
	set = names("Hilde Crevitz", "Hilde Crevitz", "");
	assert_slice(set.close[0], "Hilde Crevits"); /* of the list only */
	static const char *const nobody[] = {"som", "van", "minister", "de",
					     "",    "...", "\xff",     "qqqqqqqqq"};
	for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
		assert_int_equal(names(nobody[i], nobody[i], "").count, 0);
}

static void who_is_known_but_has_no_question(void **state)
{
	(void)state;
	struct minister_set set = names("Hilde Crevits", "Hilde Crevits", "");
	assert_int_equal(set.count, 1);
	assert_int_equal(set.items[0].documents, 0);
	names("minister van Zeevisserij", "de minister van Zeevisserij", "");
}

static void askers_are_found_by_name(void **state)
{
	(void)state;
	asks("roos", "Jan Roos", "2 3");
	asks("Roos, Jan", "Jan Roos", "2 3");
	asks("Lisa Westerveld", "Westerveld", "6");
	assert_true(asks("van rooy", "Sam Van Rooy of Van Rooy", "1 7").ambiguous);
	asks("somers", "somers", "");
	struct minister_set set = asks("westervelt", "westervelt", "");
	assert_int_equal(set.close_count, 1);
	assert_slice(set.close[0], "Westerveld");
}

static void an_empty_index_has_nobody(void **state)
{
	(void)state;
	struct xap_db *db = new_db("empty");
	struct minister_set set;
	ok(asker_resolve(db, &arena, slice_of("roos"), &set, &err));
	assert_int_equal(set.count, 0);
	ok(minister_resolve(db, &arena, slice_of("somers"), &set, &err));
	assert_int_equal(set.count, 1);
	finds(db, minister_query(&set), "");
	xap_fault_next("corrupt");
	fails(minister_resolve(db, &arena, slice_of("somers"), &set, &err), STATUS_CORRUPT, "");
	xap_fault_next("modified");
	fails(asker_resolve(db, &arena, slice_of("somers"), &set, &err), STATUS_MODIFIED, "");
	xap_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_to_count_are_spelt_one_way),
		cmocka_unit_test(offices_are_those_of_the_day),
		cmocka_unit_test(a_person_is_found_in_all_offices),
		cmocka_unit_test(an_office_is_whoever_held_it),
		cmocka_unit_test(several_persons_are_all_searched),
		cmocka_unit_test(nobody_gives_close_names),
		cmocka_unit_test(who_is_known_but_has_no_question),
		cmocka_unit_test(askers_are_found_by_name),
		cmocka_unit_test(an_empty_index_has_nobody),
	};
	return cmocka_run_group_tests(tests, make_index, end_index);
}
