/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/text/items.h"
#include "corpus/text/marks.h"
#include "corpus/text/numbering.h"
#include "tests/unit/table.h"

#define TABLE "tests/tables/numbering.tsv"

static void add_labels(struct buffer *out, const struct labels *labels, char between)
{
	char label[8];
	for (size_t i = 0; i < labels->count; i++) {
		if (i)
			buffer_add_byte(out, between);
		buffer_add_slice(out, label_format(labels, i, label));
	}
}

static void expect(struct table *t, struct buffer *actual)
{
	if (!actual->len)
		buffer_add_byte(actual, '-');
	table_expect(t, t->field[2], buffer_slice(actual));
	buffer_release(actual);
}

typedef bool labels_fn(struct slice s, struct labels *out, size_t *used);

static void check_group(struct table *t, labels_fn *parse)
{
	struct buffer actual = BUFFER_INIT;
	struct labels labels;
	size_t used;
	if (parse(t->field[1], &labels, &used)) {
		add_labels(&actual, &labels, ' ');
		buffer_add_byte(&actual, '|');
		buffer_add_slice(&actual, slice_from(t->field[1], used));
	}
	expect(t, &actual);
}

static bool parse_digits(struct slice s, struct labels *out, size_t *used)
{
	return labels_parse(s, NUMERAL_DIGITS, out, used);
}

static bool parse_roman(struct slice s, struct labels *out, size_t *used)
{
	return labels_parse(s, NUMERAL_ROMAN, out, used);
}

static bool parse_lettered(struct slice s, struct labels *out, size_t *used)
{
	return labels_parse(s, NUMERAL_LETTER, out, used);
}

static void check_labels(struct table *t)
{
	check_group(t, parse_digits);
}

static void check_roman(struct table *t)
{
	check_group(t, parse_roman);
}

static void check_lettered(struct table *t)
{
	check_group(t, parse_lettered);
}

static void check_list(struct table *t)
{
	check_group(t, labels_parse_list);
}

static void add_item(struct buffer *out, struct slice text, const struct item *item)
{
	struct slice behind = slice_trim(slice_from(text, item->text));
	size_t end = 0;
	while (end < behind.len && !byte_is_space(behind.ptr[end]) &&
	       !byte_is_digit(behind.ptr[end]))
		end++;
	if (out->len)
		buffer_add_byte(out, ' ');
	add_labels(out, &item->labels, '+');
	buffer_add_byte(out, '=');
	buffer_add_slice(out, slice_sub(behind, 0, end));
}

static void check_items(struct table *t, struct item_style style)
{
	struct buffer actual = BUFFER_INIT;
	struct item item;
	size_t pos = 0;
	for (int next = 1; item_find(t->field[1], &pos, next, next, style, &item);) {
		assert_true(item.start < item.text && item.text <= t->field[1].len);
		assert_int_equal(pos, item.text);
		add_item(&actual, t->field[1], &item);
		next = item.labels.number[item.labels.count - 1] + 1;
	}
	expect(t, &actual);
}

static void check_lines(struct table *t)
{
	check_items(t, (struct item_style){.by_line = true});
}

static void check_running(struct table *t)
{
	check_items(t, (struct item_style){.by_line = false});
}

/* Kind, form, labels and, behind "|", the text on the line. */
static void check_marks(struct table *t)
{
	static const char *const kinds[] = {"none",   "number", "question", "answer",
					    "remark", "annex",  "notice",   "notes"};
	static const char *const forms[] = {"", " joint", " partial", " additional", " replacing"};
	struct buffer actual = BUFFER_INIT;
	struct mark mark;
	if (mark_parse(t->field[1], &mark)) {
		buffer_printf(&actual, "%s%s ", kinds[mark.kind], forms[mark.form]);
		add_labels(&actual, &mark.labels, '+');
		buffer_add_byte(&actual, '|');
		buffer_add_slice(&actual, slice_from(t->field[1], mark.text));
	}
	expect(t, &actual);
}

static void marks_of_questions_and_answers(void **state)
{
	(void)state;
	table_run("tests/tables/marks.tsv", "mark", check_marks, 80);
}

static void roman_and_lettered_labels(void **state)
{
	(void)state;
	table_run(TABLE, "roman", check_roman, 8);
	table_run(TABLE, "letter", check_lettered, 6);
}

static void items_outside_lists(void **state)
{
	(void)state;
	const struct item_style style = {.by_line = true};
	struct slice text = slice_of(
		"1. Zie de lijst:\n1. Brug\n2. Sluis\n3. Kade\n2. Dat kost veel.");
	struct slice only = slice_of("1. Zie:\n1. Brug\n2. Sluis");
	struct item item;
	size_t pos = 3;
	assert_true(item_find_outside_list(text, &pos, 2, style, &item));
	assert_true(slice_is(slice_from(text, item.text), "Dat kost veel."));
	pos = 3;
	assert_true(item_find_outside_list(only, &pos, 2, style, &item));
	assert_true(slice_is(slice_from(only, item.text), "Sluis"));
	pos = 3;
	assert_false(item_find_outside_list(text, &pos, 9, style, &item));
}

static void groups_of_labels(void **state)
{
	(void)state;
	table_run(TABLE, "labels", check_labels, 39);
}

static void lists_behind_a_word(void **state)
{
	(void)state;
	table_run(TABLE, "list", check_list, 10);
}

static void items_by_line(void **state)
{
	(void)state;
	table_run(TABLE, "lines", check_lines, 10);
}

static void items_in_running_text(void **state)
{
	(void)state;
	table_run(TABLE, "running", check_running, 10);
}

static void gaps_are_allowed_up_to_the_last(void **state)
{
	(void)state;
	const struct item_style style = {.by_line = true};
	struct slice text = slice_of("7. Ja\n3. Ja\n5. Nee");
	struct item item;
	size_t pos = 0;
	assert_true(item_find(text, &pos, 2, 6, style, &item));
	assert_int_equal(item.labels.number[0], 3);
	assert_true(item_find(text, &pos, 4, 6, style, &item));
	assert_int_equal(item.labels.number[0], 5);
	assert_false(item_find(text, &pos, 6, 6, style, &item));
}

static void a_range_fills_no_more_than_there_is_room(void **state)
{
	(void)state;
	struct labels labels;
	size_t used;
	assert_true(labels_parse(slice_of("1-64. Ja"), NUMERAL_DIGITS, &labels, &used));
	assert_int_equal(labels.count, LABELS_MAX);
	assert_false(labels_parse(slice_of("1-65. Ja"), NUMERAL_DIGITS, &labels, &used));
	assert_false(labels_parse(slice_of("1-9999999999999999999. Ja"), NUMERAL_DIGITS, &labels,
				  &used));
}

static void the_widest_label_fits(void **state)
{
	(void)state;
	struct labels labels;
	size_t used;
	char out[8];
	assert_true(labels_parse(slice_of("199. z) Ja"), NUMERAL_DIGITS, &labels, &used));
	assert_true(slice_is(label_format(&labels, 0, out), "199z"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_of_labels),
		cmocka_unit_test(roman_and_lettered_labels),
		cmocka_unit_test(marks_of_questions_and_answers),
		cmocka_unit_test(items_outside_lists),
		cmocka_unit_test(lists_behind_a_word),
		cmocka_unit_test(items_by_line),
		cmocka_unit_test(items_in_running_text),
		cmocka_unit_test(gaps_are_allowed_up_to_the_last),
		cmocka_unit_test(a_range_fills_no_more_than_there_is_room),
		cmocka_unit_test(the_widest_label_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
