/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, by its first bytes; its bytes, again and again; a second encoding undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/extract/input.h"
#include "corpus/extract/list_numbering.h"
#include "corpus/sources/sniff.h"
#include "corpus/text/latin.h"

static void the_first_bytes_tell(void **state)
{
	static const struct {
		const char *head;
		enum sniffed kind;
	} cases[] = {
		{"", SNIFFED_TEXT},
		{"SCHRIFTELIJKE VRAAG\n", SNIFFED_TEXT},
		{"{", SNIFFED_TEXT},
		{"{\"id\": 1}\n", SNIFFED_JSON_LINES},
		{"\xef\xbb\xbf {\"id\": 1}", SNIFFED_JSON_LINES},
		{"{}", SNIFFED_JSON_LINES},
		{"{\n \"items\": []}", SNIFFED_JSON},
		{"{ \r\n\"a\"", SNIFFED_JSON},
		{"[{\"a\": 1}]", SNIFFED_JSON},
		{"{accolade} in een tekst", SNIFFED_TEXT},
		{"<?xml version=\"1.0\"?><result>", SNIFFED_XML},
		{"\n<QRVADOC>", SNIFFED_XML},
		{"<!DOCTYPE HTML><p>", SNIFFED_HTML},
		{"<?xml version=\"1.0\"?>\n<html>", SNIFFED_HTML},
		{"<p>Vraag</p>", SNIFFED_HTML},
		{"< 5 jaar", SNIFFED_TEXT},
		{"%PDF-1.4\n", SNIFFED_PDF},
		{"Een %PDF-bestand is geen tekst", SNIFFED_TEXT},
		{"PK\x03\x04....", SNIFFED_ZIP},
		{"\x1f\x8b\x08", SNIFFED_GZIP},
		{"{\\rtf1\\ansi", SNIFFED_RTF},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SNIFFED_WORD},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (sniff(slice_of(cases[i].head)) != cases[i].kind)
			fail_msg("\"%s\" is taken for kind %d", cases[i].head,
				 sniff(slice_of(cases[i].head)));
}

/* Gives three bytes at a time of the string at ctx. */
static enum status drip(void *ctx, char *out, size_t room, size_t *got, struct error *err)
{
	const char **rest = ctx;
	(void)err;
	*got = strlen(*rest) < 3 ? strlen(*rest) : 3;
	*got = *got < room ? *got : room;
	memcpy(out, *rest, *got);
	*rest += *got;
	return STATUS_OK;
}

static void an_input_is_peeked_held_and_read_again(void **state)
{
	(void)state;
	const char *text = "een twee drie";
	struct input input;
	struct slice head;
	struct buffer all = BUFFER_INIT;
	struct error err = {0};
	input_from(&input, drip, &text);
	assert_int_equal(input_peek(&input, &head, &err), STATUS_OK);
	assert_true(slice_is(head, "een twee drie"));
	assert_int_equal(input_hold(&input, 100, &err), STATUS_OK);
	for (int i = 0; i < 2; i++) {
		buffer_clear(&all);
		assert_int_equal(input_rewind(&input, &err), STATUS_OK);
		assert_int_equal(input_read_all(&input, 100, &all, &err), STATUS_OK);
		assert_string_equal(buffer_cstr(&all), "een twee drie");
	}
	assert_int_equal(input_rewind(&input, &err), STATUS_OK);
	buffer_clear(&all);
	assert_int_equal(input_read_all(&input, 5, &all, &err), STATUS_LIMIT);
	input_release(&input);
	buffer_release(&all);
}

static void a_second_encoding_is_undone_when_all_of_it_can_be(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT;
	assert_true(latin_undo_double(slice_of("num\xc3\x83\xc2\xa9rique"), &out));
	assert_string_equal(buffer_cstr(&out), "num\xc3\xa9rique");
	assert_true(latin_undo_double(slice_of("vijf \xc3\xa2\xe2\x80\x9a\xc2\xac"),
				      &out)); /* a euro sign */
	assert_string_equal(buffer_cstr(&out), "vijf \xe2\x82\xac");
	assert_false(latin_undo_double(slice_of("num\xc3\xa9rique"), &out));
	assert_false(latin_undo_double(slice_of("numeriek"), &out));
	assert_false(latin_undo_double(slice_of("\xc3\x83\xc2\xa9 en \xc3\xa9"), &out));
	assert_false(latin_undo_double(slice_of("\xce\xb1 \xc3\x83\xc2\xa9"), &out));
	buffer_release(&out);
}

static void numbers_of_lists_are_written_out(void **state)
{
	static const struct {
		const char *format;
		int n;
		const char *text;
	} cases[] = {
		{"decimal", 12, "12"},
		{"lowerLetter", 3, "c"},
		{"upperLetter", 1, "A"},
		{"lowerRoman", 14, "xiv"},
		{"upperRoman", 49, "XLIX"},
		{"bullet", 1, ""},
		{"", 1, ""},
	};
	(void)state;
	struct buffer out = BUFFER_INIT;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		buffer_clear(&out);
		numbering_format(slice_of(cases[i].format), cases[i].n, &out);
		assert_string_equal(buffer_cstr(&out), cases[i].text);
	}
	buffer_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_bytes_tell),
		cmocka_unit_test(an_input_is_peeked_held_and_read_again),
		cmocka_unit_test(a_second_encoding_is_undone_when_all_of_it_can_be),
		cmocka_unit_test(numbers_of_lists_are_written_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
