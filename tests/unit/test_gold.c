/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The analyzer against lists made by hand: compounds (precision and recall of
 * seams), and pairs of words that must or must not meet in one term.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "stemming/analyzer.h"
#include "stemming/compound.h"
#include "stemming/fold.h"
#include "stemming/hyphenation.h"
#include "stemming/irregular.h"
#include "tests/unit/table.h"

enum { SEAMS_MAX = 8 };

/* The places where parts end, in bytes of the folded word. */
struct seams {
	size_t at[SEAMS_MAX];
	size_t count;
};

static struct {
	unsigned right, wrong, missed;
} tally;

static struct seams seams_of_gold(struct slice word, struct slice split)
{
	struct seams s = {.count = 0};
	struct buffer part = BUFFER_INIT;
	size_t at = 0;
	while (split.len && s.count < SEAMS_MAX) {
		size_t end = slice_find(split, 0, "+");
		fold_plain(slice_sub(split, 0, end), &part);
		at = slice_find(word, at, buffer_cstr(&part)) + part.len;
		split = slice_from(split, end + 1);
		if (split.len)
			s.at[s.count++] = at;
	}
	buffer_release(&part);
	return s;
}

static struct seams seams_of_splitter(struct slice word)
{
	struct seams s = {.count = 0};
	struct compound c;
	if (compound_split(word, &c))
		for (unsigned i = 0; i + 1 < c.count; i++)
			s.at[s.count++] = (size_t)(c.parts[i].ptr - word.ptr) + c.parts[i].len;
	return s;
}

static bool has(const struct seams *s, size_t at)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i] == at)
			return true;
	return false;
}

static void check_compound(struct table *t)
{
	struct buffer folded = BUFFER_INIT;
	fold_plain(t->field[0], &folded);
	struct slice word = buffer_slice(&folded);
	struct seams gold = seams_of_gold(word, t->field[1]), found = seams_of_splitter(word);
	for (size_t i = 0; i < found.count; i++) {
		tally.right += has(&gold, found.at[i]);
		tally.wrong += !has(&gold, found.at[i]);
	}
	for (size_t i = 0; i < gold.count; i++)
		tally.missed += !has(&found, gold.at[i]);
	buffer_release(&folded);
}

static void measure_seams(const char *table, double least_precision, double least_recall)
{
	memset(&tally, 0, sizeof tally);
	table_run(table, NULL, check_compound, 500);
	double precision = (double)tally.right / (tally.right + tally.wrong);
	double recall = (double)tally.right / (tally.right + tally.missed);
	print_message("%s: precision %.3f, recall %.3f\n", table, precision, recall);
	assert_true(precision >= least_precision);
	assert_true(recall >= least_recall);
}

static void test_compounds(void **state)
{
	(void)state;
	measure_seams("tests/tables/gold-compounds.tsv", 0.97, 0.92);
	measure_seams("tests/tables/gold-frequent.tsv", 0.92, 0.90);
}

/* The parts joined by '+': what stands between them as a link is left out. */
static void check_split(struct table *t)
{
	struct buffer folded = BUFFER_INIT, actual = BUFFER_INIT;
	struct compound c;
	fold_plain(t->field[1], &folded);
	bool split = compound_split(buffer_slice(&folded), &c);
	if (!split)
		buffer_add_slice(&actual, buffer_slice(&folded));
	for (unsigned i = 0; split && i < c.count; i++)
		buffer_printf(&actual, "%s%.*s", i ? "+" : "", SLICE_ARG(c.parts[i]));
	table_expect(t, t->field[2], buffer_slice(&actual));
	buffer_release(&folded);
	buffer_release(&actual);
}

static void test_kinds_of_words(void **state)
{
	(void)state;
	table_run("tests/tables/splits.tsv", NULL, check_split, 89);
}

static void test_hyphens(void **state)
{
	(void)state;
	assert_int_equal(hyphenation_points(slice_of("bestaat")), 1 << 2);
	assert_int_equal(hyphenation_points(slice_of("bespreken")), 1 << 2 | 1 << 6);
	assert_int_equal(hyphenation_points(slice_of("onderwijs")), 1 << 2 | 1 << 5);
	assert_int_equal(hyphenation_points(slice_of("oma")), 0);
	assert_int_equal(hyphenation_points(slice_of("")), 0);
	assert_int_equal(hyphenation_points(slice_of("\xff\xff\xff\xff\x7f{`")), 0);
}

static struct analyzer *analyzer;
static unsigned pairs, bad_same, bad_other;

static void check_pair(struct table *t)
{
	struct buffer a = BUFFER_INIT, b = BUFFER_INIT;
	analyzer_stem(analyzer, t->field[0], &a);
	analyzer_stem(analyzer, t->field[1], &b);
	bool meet = slice_eq(buffer_slice(&a), buffer_slice(&b));
	bool should = slice_is(t->field[2], "same");
	pairs++;
	bad_same += should && !meet;
	bad_other += !should && meet;
	if (meet != should)
		print_message("line %lu: %s / %s\n", t->line, buffer_cstr(&a), buffer_cstr(&b));
	buffer_release(&a);
	buffer_release(&b);
}

/* A few pairs are known to fail: degrees of comparison that the word list cannot tell from
 * nouns. */
static void test_pairs(void **state)
{
	(void)state;
	assert_int_equal(analyzer_new(&analyzer, NULL), STATUS_OK);
	table_run("tests/tables/gold-stems.tsv", NULL, check_pair, 400);
	analyzer_free(analyzer);
	print_message("%u pairs: %u apart, %u together by mistake\n", pairs, bad_same, bad_other);
	assert_true(pairs >= 400);
	assert_true(bad_same <= pairs / 50);
	assert_int_equal(bad_other, 0);
}

static char last_form[80];

static void check_order(struct table *t)
{
	struct slice form = t->field[0];
	assert_int_equal(t->fields, 2);
	assert_true(form.len < sizeof last_form);
	assert_true(slice_compare(slice_of(last_form), form) < 0);
	memcpy(last_form, form.ptr, form.len);
	last_form[form.len] = '\0';
	assert_true(slice_eq(irregular_lemma(form), t->field[1]));
}

/* The table is searched in place: it must be sorted, and every line found. */
static void test_irregular_table(void **state)
{
	(void)state;
	table_run("stemming/irregular.tsv", NULL, check_order, 1000);
	assert_int_equal(irregular_lemma(slice_of("onzinwoord")).len, 0);
	assert_int_equal(irregular_lemma(slice_of("")).len, 0);
}

/* What no list holds must not cost much: the search is bounded. */
static void test_made_up_words(void **state)
{
	(void)state;
	struct compound c;
	char word[COMPOUND_LEN_MAX + 1];
	for (size_t i = 0; i + 4 <= COMPOUND_LEN_MAX; i += 4)
		memcpy(word + i, "land", 4);
	word[COMPOUND_LEN_MAX] = '\0';
	compound_split(slice_of(word), &c);
	assert_true(c.count <= COMPOUND_PARTS_MAX);
	assert_false(compound_split(slice_of("minister"), &c));
	assert_false(compound_split(slice_of(""), &c));
	assert_true(compound_split(slice_of("wiskundeonderwijs"), &c));
	assert_int_equal(c.count, 2);
	assert_true(slice_is(c.parts[0], "wiskunde") && slice_is(c.parts[1], "onderwijs"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compounds),       cmocka_unit_test(test_kinds_of_words),
		cmocka_unit_test(test_hyphens),         cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_irregular_table), cmocka_unit_test(test_made_up_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
