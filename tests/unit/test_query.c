/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/model/question.h"
#include "searcher/query/query.h"
#include "searcher/query/query_dates.h"
#include "tests/unit/table.h"
#include "tests/unit/often.h"

enum { TODAY = 20261123 }; /* a Monday */

/* ---- tables ---- */

static struct slice format(const struct query *q, struct buffer *out)
{
	buffer_clear(out);
	query_format(q, out);
	return buffer_slice(out);
}

static void parse_into(struct query *q, struct slice text)
{
	struct error err = {0};
	if (query_parse(text, TODAY, q, NULL, &err))
		fail_msg("\"%.*s\": %s", SLICE_ARG(text), err.msg);
}

/* parse(format(q)) = q, and its spelling stays. */
static void assert_stable(const struct query *q)
{
	struct buffer once = BUFFER_INIT, again = BUFFER_INIT;
	struct query back;
	parse_into(&back, format(q, &once));
	format(&back, &again);
	if (!query_eq(q->root, back.root) || !slice_eq(buffer_slice(&once), buffer_slice(&again)))
		fail_msg("\"%s\" comes back as \"%s\"", buffer_cstr(&once), buffer_cstr(&again));
	query_release(&back);
	buffer_release(&once);
	buffer_release(&again);
}

static void check_query(struct table *t)
{
	struct query q;
	struct buffer out = BUFFER_INIT;
	struct error err = {0};
	if (query_parse(t->field[1], TODAY, &q, NULL, &err)) {
		table_expect(t, t->field[2], slice_of(err.msg));
		return;
	}
	table_expect(t, t->field[2], format(&q, &out));
	buffer_clear(&out);
	query_reading(&q, &out);
	table_expect(t, t->field[3], buffer_slice(&out));
	assert_stable(&q);
	query_release(&q);
	buffer_release(&out);
}

static void queries(void **state)
{
	(void)state;
	table_run("tests/tables/queries.tsv", "query", check_query, 140);
}

static void check_error(struct table *t)
{
	struct query q;
	struct query_place place = {0, 0};
	struct error err = {0};
	char bytes[48];
	enum status st = query_parse(t->field[1], TODAY, &q, &place, &err);
	assert_null(q.root);
	snprintf(bytes, sizeof bytes, "%zu-%zu", place.start, place.end);
	table_expect(t, t->field[2], slice_of(bytes));
	table_expect(t, t->field[3],
		     st == STATUS_QUERY ? slice_of(err.msg) : slice_of(status_name(st)));
	query_release(&q);
}

static void every_error(void **state)
{
	(void)state;
	table_run("tests/tables/query-errors.tsv", "error", check_error, 60);
}

static void check_date(struct table *t)
{
	struct buffer out = BUFFER_INIT, cause = BUFFER_INIT;
	struct period period;
	size_t used;
	bool years = slice_is(t->field[0], "year");
	enum period_result result = query_period_read(t->field[1], TODAY, years, &period, &used,
						      &cause);
	if (result == PERIOD_OK)
		buffer_printf(&out, "%d-%d", period.from, period.to);
	else
		buffer_add_str(&out, result == PERIOD_NONE ? "none" : buffer_cstr(&cause));
	table_expect(t, t->field[2], buffer_slice(&out));
	if (t->field[3].len) {
		buffer_clear(&out);
		buffer_add_slice(&out, slice_from(t->field[1], used));
		table_expect(t, t->field[3], buffer_slice(&out));
	} else if (result == PERIOD_OK) {
		assert_int_equal(used, t->field[1].len);
	}
	buffer_release(&out);
	buffer_release(&cause);
}

static void dates(void **state)
{
	(void)state;
	table_run("tests/tables/query-dates.tsv", "date", check_date, 80);
	table_run("tests/tables/query-dates.tsv", "year", check_date, 8);
}

/* ---- trees at random ---- */

static uint64_t seed;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

#define PICK(list) slice_of((list)[dice(sizeof(list) / sizeof *(list))])

static struct query_node *random_text(struct query *q, enum query_scope scope)
{
	static const char *const words[] = {"fiets",
					    "inburgering",
					    "de",
					    "tot",
					    "nr",
					    "vraag",
					    "5",
					    "2022",
					    "van",
					    "auto's",
					    "'s-Gravenhage",
					    "COVID-19",
					    "a/b",
					    "12:30",
					    "en",
					    "i.h.k.v.",
					    "7/2/2022",
					    "\xc3\xa9\xc3\xa9n",
					    "maart",
					    "-"};
	static const char *const phrases[] = {"a b", "AND", "de -fiets", "titel:x", "(a)"};
	static const char *const stems[] = {"in", "inburger", "d'Hon"};
	struct slice word = PICK(words);
	struct query_node *node;
	switch (dice(5)) {
	case 0: node = query_leaf(q, QUERY_PHRASE, PICK(phrases)); break;
	case 1: node = query_leaf(q, QUERY_PREFIX, PICK(stems)); break;
	default: node = query_leaf(q, QUERY_WORD, slice_is(word, "-") ? slice_of("x") : word);
	}
	node->scope = scope;
	node->named = (node->kind == QUERY_WORD || node->kind == QUERY_PHRASE) && dice(6) == 0;
	return node;
}

static struct query_node *random_condition(struct query *q)
{
	static const char *const names[] = {"somers", "Bart Somers", "CD&V", "Van Rooy, Sam",
					    "OF",     "12:30",       "a:b"};
	static const char *const states[] = {"beantwoord", "onbeantwoord", "uitgesteld",
					     "onbekend"};
	static const char *const kinds[] = {"schriftelijke-vraag", "mondelinge-vraag",
					    "mededeling"};
	static const char *const parliaments[] = {"vlaams", "kamer", "tweedekamer"};
	static const char *const numbers[] = {"181", "2024Z17972", "55002908C"};
	static const int days[] = {20210101, 20211231, 20220301, 20220331,
				   20220207, 20240229, 20191015};
	enum query_kind dated = dice(2) ? QUERY_ASKED : QUERY_ANSWERED;
	int from = days[dice(7)], to = days[dice(7)];
	switch (dice(8)) {
	case 0: return query_leaf(q, QUERY_STATUS, PICK(states));
	case 1: return query_leaf(q, QUERY_KIND, PICK(kinds));
	case 2: return query_leaf(q, QUERY_PARLIAMENT, PICK(parliaments));
	case 3: return query_leaf(q, QUERY_SESSION, slice_of("2021-2022"));
	case 4:
		return query_reference(q, dice(2) ? QUERY_NUMBER : QUERY_CITES, PICK(numbers),
				       dice(2) ? days[dice(7)] : 0);
	case 5:
		if (dice(3) == 0)
			return dice(2) ? query_period(q, dated, from, 0)
				       : query_period(q, dated, 0, to);
		return query_period(q, dated, from < to ? from : to, from < to ? to : from);
	default: return query_leaf(q, QUERY_MINISTER + dice(4), PICK(names));
	}
}

static struct query_node *random_near(struct query *q, enum query_scope group,
				      enum query_scope scope)
{
	struct query_node *near = query_group(q, QUERY_NEAR, group);
	near->distance = 1 + dice(QUERY_NEAR_MAX);
	for (unsigned n = 2 + dice(2); n--;) {
		struct query_node *word = query_leaf(q, dice(4) ? QUERY_WORD : QUERY_PREFIX,
						     slice_of("fiets"));
		struct query_node *either = query_group(q, QUERY_OR, scope);
		struct query_node *other = query_leaf(q, QUERY_WORD, slice_of("nr"));
		word->scope = other->scope = scope;
		query_add_child(q, either, word);
		query_add_child(q, either, other);
		query_add_child(q, near, dice(3) ? word : either);
	}
	return near;
}

static struct query_node *random_node(struct query *q, enum query_scope scope, unsigned depth)
{
	static const enum query_kind kinds[] = {QUERY_AND, QUERY_AND, QUERY_OR, QUERY_NOT};
	/* a field is written once, so what is in it stays in it */
	enum query_scope inner = scope || dice(4) ? scope : (enum query_scope)(1 + dice(3));
	unsigned what = dice(12);
	if (depth == 0 || what < 4)
		return scope || dice(2) ? random_text(q, inner) : random_condition(q);
	if (what == 4)
		return random_near(q, inner, scope || inner || dice(2) ? inner : QUERY_TITLE);
	struct query_node *group = query_group(q, kinds[dice(4)], inner);
	group->implicit = group->kind == QUERY_AND && dice(2);
	for (unsigned n = group->kind == QUERY_NOT ? 1 : 2 + dice(3); n--;)
		query_add_child(q, group, random_node(q, inner, depth - 1));
	return group;
}

static void trees_at_random_come_back(void **state)
{
	(void)state;
	seed = 20260401;
	for (unsigned i = 0; i < often(50000, 1500); i++) {
		struct query q = QUERY_INIT;
		q.root = random_node(&q, QUERY_ANYWHERE, 1 + dice(4));
		/* what a whole number or reference is read as */
		struct buffer text = BUFFER_INIT;
		query_reading(&q, &text);
		assert_true(slice_starts(buffer_slice(&text), "vragen ") ||
			    slice_starts(buffer_slice(&text), "alle vragen"));
		buffer_release(&text);
		assert_stable(&q);
		query_release(&q);
	}
}

/* Plain words in any order: what they are read as is read the same again. */
static void plain_words_at_random_come_back(void **state)
{
	static const char *const pieces[] = {
		"vragen",        "antwoorden", "vraag",  "over",
		"over",          "van",        "aan",    "de",
		"minister",      "minister",   "Somers", "wat",
		"zijn",          "op",         "met",    "betrekking",
		"tot",           "tussen",     "tussen", "1 maart 2017",
		"1 maart",       "2/3/2017",   "en",     "en",
		"31 maart 2017", "fiets",      "nr",     "5",
		"(a OF b)",      "datum:2016", "-x",     "\"vragen over\"",
		"premier"};
	unsigned plain = 0;
	(void)state;
	seed = 20260402;
	for (unsigned i = 0; i < often(100000, 3000); i++) {
		struct buffer text = BUFFER_INIT;
		struct query q;
		buffer_add_str(&text, dice(2) ? "vragen " : "");
		for (unsigned n = 1 + dice(9); n--;) {
			buffer_add_slice(&text, PICK(pieces));
			buffer_add_byte(&text, ' ');
		}
		if (query_parse(buffer_slice(&text), TODAY, &q, NULL, NULL) == STATUS_OK) {
			plain += q.plain;
			assert_true(q.root != NULL);
			assert_stable(&q);
			query_release(&q);
		}
		buffer_release(&text);
	}
	assert_true(plain > often(2000, 60));
}

/* ---- limits ---- */

static void assert_refused(const struct buffer *text, const char *message)
{
	struct query q;
	struct error err = {0};
	assert_int_equal(query_parse(buffer_slice(text), TODAY, &q, NULL, &err), STATUS_QUERY);
	assert_string_equal(err.msg, message);
}

static void repeat(struct buffer *out, const char *text, unsigned times)
{
	while (times--)
		buffer_add_str(out, text);
}

static void limits(void **state)
{
	(void)state;
	struct buffer text = BUFFER_INIT;
	struct query q;
	repeat(&text, "(", QUERY_DEPTH_MAX);
	buffer_add_str(&text, "a");
	repeat(&text, ")", QUERY_DEPTH_MAX);
	parse_into(&q, buffer_slice(&text));
	query_release(&q);
	buffer_clear(&text);
	repeat(&text, "(", QUERY_DEPTH_MAX + 1);
	assert_refused(
		&text,
		"teken 65: meer dan 64 haakjes en ontkenningen in elkaar; schrijf het vlakker.");
	buffer_clear(&text);
	repeat(&text, "NIET ", QUERY_DEPTH_MAX + 1);
	assert_refused(
		&text,
		"teken 321: meer dan 64 haakjes en ontkenningen in elkaar; schrijf het vlakker.");
	buffer_clear(&text);
	repeat(&text, "ab ", QUERY_WORDS_MAX);
	parse_into(&q, buffer_slice(&text));
	assert_int_equal(q.root->count, QUERY_WORDS_MAX);
	query_release(&q);
	buffer_add_str(&text, "\"cd\"");
	assert_refused(&text, "teken 769: meer dan 256 woorden; maak de zoekvraag korter.");
	buffer_clear(&text);
	repeat(&text, "\xc3\xa9", QUERY_LEN_MAX / 2);
	parse_into(&q, buffer_slice(&text));
	query_release(&q);
	buffer_add_str(&text, "a");
	assert_refused(&text, "teken 2049: de zoekvraag is 4097 bytes lang; hoogstens 4096 kan.");
	buffer_clear(&text);
	buffer_add_str(&text, "\xc3\xa9 \xff");
	assert_refused(&text, "teken 3: hier staan bytes die geen tekst in UTF-8 zijn; typ de "
			      "zoekvraag opnieuw.");
	buffer_release(&text);
}

/* What is quoted from a query neither breaks the line nor runs on for ever. */
static void messages_are_one_short_line(void **state)
{
	(void)state;
	struct buffer text = BUFFER_INIT;
	struct query q;
	struct error err = {0};
	buffer_add_str(&text, "status:\"een\n\x1b[31mrode ");
	repeat(&text, "regel ", 200);
	buffer_add_byte(&text, '"');
	assert_int_equal(query_parse(buffer_slice(&text), TODAY, &q, NULL, &err), STATUS_QUERY);
	assert_string_equal(err.msg, "teken 8: \"een  [31mrode regel regel regel regel "
				     "re\xe2\x80\xa6\" is geen status; kies "
				     "uit beantwoord, onbeantwoord, uitgesteld of onbekend.");
	buffer_release(&text);
}

/* ---- what a query says as a whole ---- */

static void assert_theme(const char *text, const char *expected)
{
	struct query q;
	struct arena arena = ARENA_INIT;
	parse_into(&q, slice_of(text));
	struct slice words = query_theme_words(&q, &arena);
	if (!slice_is(words, expected))
		fail_msg("theme of \"%s\" is \"%.*s\"", text, SLICE_ARG(words));
	arena_release(&arena);
	query_release(&q);
}

static void themes(void **state)
{
	(void)state;
	assert_theme("inburgering", "inburgering");
	assert_theme("(inburgering en  taal)", "inburgering en taal");
	assert_theme("inburgering minister:somers taal -datum:2022", "inburgering taal");
	assert_theme("taal (partij:groen OF partij:n-va)", "taal");
	assert_theme("minister:somers", "");
	assert_theme("minister:somers datum:2022", "");
	assert_theme("taal -brussel", "");
	assert_theme("taal OF les", "");
	assert_theme("taal EN les", "");
	assert_theme("taal les*", "");
	assert_theme("\"taal\"", "");
	assert_theme("taal titel:les", "");
	assert_theme("taal (les)", "taal les");
	assert_theme("taal (les cursus)", "");
	assert_theme("230", "");
}

static void assert_filtered(const char *text, const char *expected)
{
	struct query q = QUERY_INIT;
	struct buffer out = BUFFER_INIT;
	if (*text)
		parse_into(&q, slice_of(text));
	query_and_filter(&q, query_leaf(&q, QUERY_PARTY, slice_of("Open  \"VLD\"")));
	assert_true(slice_is(format(&q, &out), expected));
	assert_stable(&q);
	buffer_release(&out);
	query_release(&q);
}

static void filters_are_added(void **state)
{
	(void)state;
	assert_filtered("", "partij:\"Open VLD\"");
	assert_filtered("taal", "taal partij:\"Open VLD\"");
	assert_filtered("taal les", "taal les partij:\"Open VLD\"");
	assert_filtered("taal OF les", "(taal OF les) partij:\"Open VLD\"");
	assert_filtered("taal EN les", "(taal EN les) partij:\"Open VLD\"");
	assert_filtered("titel:(taal les)", "titel:(taal les) partij:\"Open VLD\"");
	assert_filtered("230", "(nr:230 OF 230) partij:\"Open VLD\"");
}

static void spans_point_into_the_source(void **state)
{
	(void)state;
	struct query q;
	parse_into(&q, slice_of("fiets -\"a b\" datum:7 mei 2022 (x OF y)"));
	static const char *const expected[] = {"fiets", "-\"a b\"", "datum:7 mei 2022", "(x OF y)"};
	assert_int_equal(q.root->count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(slice_is(
			slice_sub(q.source, q.root->children[i]->start, q.root->children[i]->end),
			expected[i]));
	query_release(&q);
}

/* The names that the language knows are those of the index. */
static void names_are_those_of_questions(void **state)
{
	(void)state;
	struct query q;
	char text[80];
	for (int i = PARLIAMENT_VLAAMS; i <= PARLIAMENT_TWEEDEKAMER; i++) {
		snprintf(text, sizeof text, "parlement:%s", parliament_name((enum parliament)i));
		parse_into(&q, slice_of(text));
		query_release(&q);
	}
	for (int i = KIND_SCHRIFTELIJK; i <= KIND_MEDEDELING; i++) {
		snprintf(text, sizeof text, "soort:%s", kind_name((enum question_kind)i));
		parse_into(&q, slice_of(text));
		query_release(&q);
	}
	for (int i = STATE_ONBEKEND; i <= STATE_UITGESTELD; i++) {
		snprintf(text, sizeof text, "status:%s", state_name((enum answer_state)i));
		parse_into(&q, slice_of(text));
		query_release(&q);
	}
}

static void resolved_names_are_read(void **state)
{
	(void)state;
	struct query q;
	struct buffer out = BUFFER_INIT;
	parse_into(&q, slice_of("minister:somers"));
	q.root->resolved = slice_of("Bart Somers (minister van Samenleven)");
	query_reading(&q, &out);
	assert_string_equal(
		out.ptr,
		"vragen gericht aan of beantwoord door Bart Somers (minister van Samenleven)");
	buffer_release(&out);
	query_release(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries),
		cmocka_unit_test(every_error),
		cmocka_unit_test(dates),
		cmocka_unit_test(trees_at_random_come_back),
		cmocka_unit_test(plain_words_at_random_come_back),
		cmocka_unit_test(limits),
		cmocka_unit_test(messages_are_one_short_line),
		cmocka_unit_test(themes),
		cmocka_unit_test(filters_are_added),
		cmocka_unit_test(spans_point_into_the_source),
		cmocka_unit_test(names_are_those_of_questions),
		cmocka_unit_test(resolved_names_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
