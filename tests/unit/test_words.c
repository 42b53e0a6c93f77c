/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stemming/words.h"
#include "tests/unit/table.h"

static const char *kind_name(enum span_kind kind)
{
	static const char *const names[] = {
		[SPAN_WORD] = "word",
		[SPAN_HYPHENATED] = "hyphenated",
		[SPAN_APOSTROPHE] = "apostrophe",
		[SPAN_ABBREVIATION] = "abbreviation",
		[SPAN_NUMBER] = "number",
		[SPAN_DATE] = "date",
	};
	return names[kind];
}

static void check_spans(struct table *t)
{
	struct slice text = t->field[1];
	struct buffer actual = BUFFER_INIT;
	struct span span;
	size_t pos = 0;
	while (words_next(text, &pos, &span)) {
		assert_int_equal(pos, span.end);
		buffer_printf(&actual, "%s%s:", actual.len ? " " : "", kind_name(span.kind));
		buffer_add_slice(&actual, slice_sub(text, span.start, span.end));
	}
	assert_int_equal(pos, text.len);
	table_expect(t, t->field[2], buffer_slice(&actual));
	buffer_release(&actual);
}

static void spans_of_the_table(void **state)
{
	(void)state;
	table_run("tests/tables/tokens.tsv", "spans", check_spans, 44);
}

static void expect_span(struct slice text, size_t *pos, size_t start, size_t end,
			enum span_kind kind)
{
	struct span span;
	assert_true(words_next(text, pos, &span));
	assert_int_equal(span.start, start);
	assert_int_equal(span.end, end);
	assert_int_equal(span.kind, kind);
}

static void offsets_are_bytes(void **state)
{
	(void)state;
	struct slice text = slice_of("\xc3\x89\xc3\xa9n \xe2\x80\x9c"
				     "auto\xe2\x80\x99s\xe2\x80\x9d, 7.5!");
	struct span span;
	size_t pos = 0;
	expect_span(text, &pos, 0, 5, SPAN_WORD);
	expect_span(text, &pos, 9, 17, SPAN_APOSTROPHE);
	expect_span(text, &pos, 22, 25, SPAN_NUMBER);
	assert_false(words_next(text, &pos, &span));
	assert_false(words_next(text, &pos, &span));
}

static void the_walk_can_start_anywhere(void **state)
{
	(void)state;
	struct slice text = slice_of("brug en weg");
	size_t pos = 5;
	expect_span(text, &pos, 5, 7, SPAN_WORD);
	pos = 4;
	expect_span(text, &pos, 5, 7, SPAN_WORD);
	pos = text.len;
	struct span span;
	assert_false(words_next(text, &pos, &span));
}

/* Cut after any byte that ends a code point, in memory of its own: no byte too many is read. */
static void every_prefix_is_walked(void **state)
{
	(void)state;
	static const char text[] = "d'H i.h.k.v. 10/12/2021 1.234,5 a-b COVID-19 auto\xe2\x80\x99s "
				   "\xc3\xa9-\xc3\xa9 3-x 2022-02-07";
	for (size_t n = 1; n < sizeof text; n++) {
		if (((unsigned char)text[n] & 0xc0) == 0x80)
			continue;
		char *copy = malloc(n);
		struct span span;
		size_t pos = 0, last = 0;
		memcpy(copy, text, n);
		while (words_next(slice_make(copy, n), &pos, &span)) {
			assert_true(span.start >= last && span.end > span.start && span.end <= n);
			last = span.end;
		}
		free(copy);
	}
}

static void word_characters(void **state)
{
	(void)state;
	static const uint32_t in[] = {'a',   'Z',    '0',    0xe9, 0x153, 0x301,
				      0x3b1, 0x65e5, 0x2082, 0xad, 0x200b};
	static const uint32_t out[] = {' ',  '-',    '\'',   '.',    '_',    0xa0,
				       0xb2, 0x2019, 0x2013, 0x20ac, 0xf0b7, 0x1f600};
	for (size_t i = 0; i < sizeof in / sizeof *in; i++)
		assert_true(words_is_word_char(in[i]));
	for (size_t i = 0; i < sizeof out / sizeof *out; i++)
		assert_false(words_is_word_char(out[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_of_the_table),
		cmocka_unit_test(offsets_are_bytes),
		cmocka_unit_test(the_walk_can_start_anywhere),
		cmocka_unit_test(every_prefix_is_walked),
		cmocka_unit_test(word_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
