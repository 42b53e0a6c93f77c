/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <utf8proc.h>

#include "corpus/text/latin.h"

/* ---- UTF-8 ---- */

static void utf8_check_finds_the_first_bad_byte(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t at;
	} cases[] = {
		{"", 0},
		{"Vlaams", 6},
		{"\xc3\xa9\xc3\xa9n", 5},
		{"\xe2\x82\xac", 3},
		{"\xf0\x9f\x98\x80", 4},
		{"a\x80", 1},
		{"a\xc3", 1},
		{"a\xc3z", 1},
		{"ab\xe2\x82", 2},
		{"\xf0\x9f\x98", 0},
		{"\xc0\xaf", 0},
		{"\xc1\xbf", 0},
		{"\xe0\x9f\xbf", 0},
		{"\xe0\xa0\x80", 3}, /* overlong */
		{"\xed\x9f\xbf", 3},
		{"\xed\xa0\x80", 0},
		{"\xed\xbf\xbf", 0},
		{"\xee\x80\x80", 3}, /* surrogates */
		{"\xf0\x8f\xbf\xbf", 0},
		{"\xf4\x8f\xbf\xbf", 4},
		{"\xf4\x90\x80\x80", 0},
		{"\xf5\x80\x80\x80", 0},
		{"x\xff", 1},
		{"x\xfe", 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(utf8_check(slice_of(cases[i].text)), cases[i].at);
}

static void every_code_point_goes_round(void **state)
{
	(void)state;
	struct buffer b = BUFFER_INIT;
	for (uint32_t c = 0; c <= 0x10ffff; c += c < 0x3000 ? 1 : 61) {
		buffer_clear(&b);
		utf8_add(&b, c);
		size_t pos = 0;
		bool surrogate = c >= 0xd800 && c <= 0xdfff;
		assert_int_equal(utf8_check(buffer_slice(&b)), surrogate ? 0 : b.len);
		assert_int_equal(utf8_next(buffer_slice(&b), &pos), c);
		assert_int_equal(pos, b.len);
	}
	buffer_release(&b);
}

/* The check agrees with utf8proc on all runs of two and, with a lead, three bytes. */
static void utf8_check_agrees_with_utf8proc(void **state)
{
	(void)state;
	unsigned char bytes[4] = {0};
	static const unsigned char leads[] = {'a', 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf1, 0xf4};
	for (size_t l = 0; l < sizeof leads; l++)
		for (unsigned x = 1; x < 0x10000; x++) {
			bytes[0] = leads[l];
			bytes[1] = (unsigned char)(x >> 8);
			bytes[2] = (unsigned char)x;
			bytes[3] = 0x80;
			utf8proc_int32_t c;
			utf8proc_ssize_t n = utf8proc_iterate(bytes, 4, &c);
			size_t good = utf8_check(slice_make((char *)bytes, 4));
			assert_int_equal(n > 0, good > 0);
		}
}

static void utf8_next_never_runs_past_the_end(void **state)
{
	(void)state;
	for (int lead = 0; lead < 256; lead++)
		for (size_t len = 1; len < 4; len++) {
			char *bytes = malloc(len);
			memset(bytes, 0x80, len);
			bytes[0] = (char)lead;
			size_t pos = 0;
			utf8_next(slice_make(bytes, len), &pos);
			assert_true(pos >= 1 && pos <= len);
			free(bytes);
		}
}

static void windows_1252_becomes_utf8(void **state)
{
	(void)state;
	struct buffer b = BUFFER_INIT;
	latin1_to_utf8(slice_of("co\xf6rdinatie \x93nu\x94 \x80 \x96 \x92s"), &b);
	assert_string_equal(buffer_cstr(&b),
			    "co\xc3\xb6rdinatie \xe2\x80\x9cnu\xe2\x80\x9d \xe2\x82\xac "
			    "\xe2\x80\x93 \xe2\x80\x99s");
	buffer_clear(&b);
	for (int c = 1; c < 256; c++) {
		char byte = (char)c;
		latin1_to_utf8(slice_make(&byte, 1), &b);
	}
	assert_int_equal(utf8_check(buffer_slice(&b)), b.len);
	buffer_clear(&b);
	latin1_to_utf8(slice_of("\x81"), &b);
	assert_string_equal(buffer_cstr(&b), "\xef\xbf\xbd");
	buffer_release(&b);
}

/* ---- letters ---- */

static bool is_category(uint32_t c, utf8proc_category_t category)
{
	return utf8proc_category((utf8proc_int32_t)c) == category;
}

/* Letters without a partner inside the two blocks keep their case. */
static bool odd_one(uint32_t c)
{
	return c == 0xaa || c == 0xb5 || c == 0xba || c == 0x130 || c == 0x131 || c == 0x138 ||
	       c == 0x149 || c == 0x17f;
}

static void case_agrees_with_unicode(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0x180; c++) {
		if (odd_one(c))
			continue;
		assert_int_equal(latin_is_upper(c), is_category(c, UTF8PROC_CATEGORY_LU));
		assert_int_equal(latin_is_lower(c), is_category(c, UTF8PROC_CATEGORY_LL));
		assert_int_equal(latin_lower(c), utf8proc_tolower((utf8proc_int32_t)c));
		if (c != 0xdf)
			assert_int_equal(latin_upper(c), utf8proc_toupper((utf8proc_int32_t)c));
	}
	assert_int_equal(latin_upper(0xdf), 0xdf);
}

static void letters_agree_with_unicode(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0x180; c++) {
		bool letter = is_category(c, UTF8PROC_CATEGORY_LU) ||
			      is_category(c, UTF8PROC_CATEGORY_LL);
		if (c < 0x80 || c >= 0xc0)
			assert_int_equal(latin_is_letter(c), letter);
	}
	assert_true(latin_is_letter(0x3b1) && latin_is_letter(0x44f) && latin_is_letter(0x1ebf));
	assert_false(latin_is_letter(0x2019) || latin_is_letter(0x20ac) || latin_is_letter(0x2022));
	assert_false(latin_is_letter(0x3001) || latin_is_letter(0xf0b7));
}

/* The first code point of the canonical decomposition, when that is ASCII. */
static uint32_t decomposed_base(uint32_t c)
{
	utf8proc_int32_t parts[8];
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 8,
						     UTF8PROC_DECOMPOSE, NULL);
	return n > 1 && parts[0] < 0x80 ? (uint32_t)parts[0] : 0;
}

static void base_letters_agree_with_unicode(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0x180; c++) {
		uint32_t base = decomposed_base(c);
		if (base)
			assert_int_equal(latin_base(c), base);
		if (c < 0xc0)
			assert_int_equal(latin_base(c), c);
		else if (c != 0xd7 && c != 0xf7)
			assert_true(latin_base(c) < 0x80);
	}
	assert_int_equal(latin_base(0xd8), 'O');
	assert_int_equal(latin_base(0xf8), 'o');
	assert_int_equal(latin_base(0x141), 'L');
	assert_int_equal(latin_base(0x142), 'l');
	assert_int_equal(latin_base(0x131), 'i');
	assert_int_equal(latin_base(0xd7), 0xd7);
	assert_int_equal(latin_base(0x20ac), 0x20ac);
}

static void capitals_are_seen(void **state)
{
	(void)state;
	assert_true(latin_all_capitals(slice_of("VAN DER STAAIJ")));
	assert_true(latin_all_capitals(slice_of("VAL\xc3\x89RIE 2.0")));
	assert_false(latin_all_capitals(slice_of("Somers")));
	assert_false(latin_all_capitals(slice_of("CAF\xc3\xa9")));
	assert_false(latin_all_capitals(slice_of("12 / 7")));
	assert_false(latin_all_capitals(SLICE_EMPTY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_check_finds_the_first_bad_byte),
		cmocka_unit_test(every_code_point_goes_round),
		cmocka_unit_test(utf8_check_agrees_with_utf8proc),
		cmocka_unit_test(utf8_next_never_runs_past_the_end),
		cmocka_unit_test(windows_1252_becomes_utf8),
		cmocka_unit_test(case_agrees_with_unicode),
		cmocka_unit_test(letters_agree_with_unicode),
		cmocka_unit_test(base_letters_agree_with_unicode),
		cmocka_unit_test(capitals_are_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
