/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level 0: slices, buffers, arenas, errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

static void assert_slice(struct slice s, const char *expected)
{
	if (!slice_is(s, expected))
		fail_msg("\"%.*s\", not \"%s\"", SLICE_ARG(s), expected);
}

/* ---- slice ---- */

static void slice_sub_is_cut_to_the_length(void **state)
{
	(void)state;
	struct slice s = slice_of("kamer");
	assert_slice(slice_sub(s, 1, 3), "am");
	assert_slice(slice_sub(s, 0, 99), "kamer");
	assert_slice(slice_sub(s, 99, 100), "");
	assert_slice(slice_sub(s, 4, 2), "");
	assert_slice(slice_from(s, 3), "er");
	assert_slice(slice_from(s, 5), "");
	assert_int_equal(slice_sub(SLICE_EMPTY, 0, 5).len, 0);
}

static void slices_compare(void **state)
{
	(void)state;
	assert_true(slice_eq(SLICE_EMPTY, slice_of("")));
	assert_true(slice_eq(slice_of(NULL), SLICE_EMPTY));
	assert_false(slice_eq(slice_of("a"), slice_of("b")));
	assert_true(slice_compare(slice_of("a"), slice_of("ab")) < 0);
	assert_true(slice_compare(slice_of("b"), slice_of("ab")) > 0);
	assert_int_equal(slice_compare(SLICE_EMPTY, slice_of("")), 0);
	/* bytes, not signed chars */
	assert_true(slice_compare(slice_of("z"), slice_of("\xc3\xa9")) < 0);
}

static void slice_ends_and_starts(void **state)
{
	(void)state;
	struct slice s = slice_of("Vraag 12");
	assert_true(slice_starts(s, "Vraag"));
	assert_false(slice_starts(s, "vraag"));
	assert_true(slice_starts_nocase(s, "vRAAG"));
	assert_false(slice_starts(s, "Vraag 123"));
	assert_true(slice_ends(s, " 12"));
	assert_false(slice_ends(SLICE_EMPTY, "2"));
	assert_true(slice_is_nocase(s, "VRAAG 12"));
	assert_false(slice_is_nocase(s, "VRAAG 1"));
}

static void slice_trim_takes_spaces_of_every_kind(void **state)
{
	(void)state;
	assert_slice(slice_trim(slice_of(" \t\r\n a b \v\f")), "a b");
	assert_slice(slice_trim(slice_of("\xc2\xa0 a\xc2\xa0\n")), "a");
	assert_slice(slice_trim(slice_of(" \xc2\xa0 ")), "");
	assert_slice(slice_trim(SLICE_EMPTY), "");
	/* half a no-break space is none */
	assert_slice(slice_trim(slice_of("\xc2")), "\xc2");
	assert_slice(slice_trim(slice_of("\xc3\xa0")), "\xc3\xa0");
}

static void slice_find_gives_the_length_for_none(void **state)
{
	(void)state;
	struct slice s = slice_of("nr. 1 en NR. 2");
	assert_int_equal(slice_find(s, 0, "nr."), 0);
	assert_int_equal(slice_find(s, 1, "nr."), s.len);
	assert_int_equal(slice_find_nocase(s, 1, "nr."), 9);
	assert_int_equal(slice_find(s, 99, "nr."), s.len);
	assert_int_equal(slice_find_nocase(s, 99, "nr."), s.len);
	assert_int_equal(slice_find(SLICE_EMPTY, 0, "x"), 0);
	assert_int_equal(slice_find(s, 12, "2 en meer"), s.len);
}

static void slice_find_any_finds_the_first_in_the_text(void **state)
{
	static const char *const joints[] = {",", " en ", " en"};
	struct slice s = slice_of("Jan EN Piet, Karel");
	size_t which;
	(void)state;
	assert_int_equal(slice_find_any(s, joints, 3, &which), 3);
	assert_int_equal(which, 1); /* of two that begin there the first in the list */
	s = slice_from(s, 7);
	assert_int_equal(slice_find_any(s, joints, 3, &which), 4);
	assert_int_equal(which, 0);
	assert_int_equal(slice_find_any(slice_of("Jan"), joints, 3, &which), 3);
	assert_int_equal(slice_find_any(SLICE_EMPTY, joints, 3, &which), 0);
}

static void slice_next_line_takes_both_line_ends(void **state)
{
	(void)state;
	struct slice rest = slice_of("een\r\n\ntwee\nslot"), line;
	static const char *const expected[] = {"een", "", "twee", "slot"};
	for (size_t i = 0; i < 4; i++) {
		assert_true(slice_next_line(&rest, &line));
		assert_slice(line, expected[i]);
	}
	assert_false(slice_next_line(&rest, &line));
	rest = slice_of("een\n");
	assert_true(slice_next_line(&rest, &line));
	assert_false(slice_next_line(&rest, &line));
}

static void byte_classes_are_ascii_only(void **state)
{
	(void)state;
	for (int c = -128; c < 0; c++)
		assert_false(byte_is_alpha((char)c) || byte_is_digit((char)c) ||
			     byte_is_space((char)c));
	assert_true(byte_is_space('\v') && byte_is_space(' '));
	assert_false(byte_is_space('\0') || byte_is_alpha('@') || byte_is_alpha('[') ||
		     byte_is_digit(':'));
	assert_int_equal(byte_lower('Z'), 'z');
	assert_int_equal(byte_lower('['), '[');
}

/* ---- buffer ---- */

static void buffer_starts_empty(void **state)
{
	(void)state;
	struct buffer b = BUFFER_INIT;
	assert_string_equal(buffer_cstr(&b), "");
	assert_int_equal(buffer_slice(&b).len, 0);
	buffer_clear(&b);
	buffer_release(&b);
	buffer_release(&b);
}

static void buffer_grows_and_stays_terminated(void **state)
{
	(void)state;
	struct buffer b = BUFFER_INIT;
	for (int i = 0; i < 1000; i++) {
		buffer_add_str(&b, "regel ");
		assert_int_equal(strlen(b.ptr), b.len);
	}
	assert_int_equal(b.len, 6000);
	buffer_clear(&b);
	assert_string_equal(buffer_cstr(&b), "");
	buffer_add_slice(&b, SLICE_EMPTY);
	buffer_add(&b, NULL, 0);
	buffer_add_byte(&b, '\0');
	assert_int_equal(b.len, 1);
	buffer_release(&b);
	assert_null(b.ptr);
}

static void buffer_printf_appends_any_length(void **state)
{
	(void)state;
	struct buffer b = BUFFER_INIT;
	buffer_add_str(&b, "nr. ");
	buffer_printf(&b, "%d %s", 181, "van");
	assert_string_equal(buffer_cstr(&b), "nr. 181 van");
	buffer_printf(&b, "%5000d", 7);
	assert_int_equal(b.len, 5011);
	assert_int_equal(b.ptr[5010], '7');
	buffer_printf(&b, "%s", "");
	assert_int_equal(b.len, 5011);
	buffer_release(&b);
}

static void check_varint(uint64_t value, const char *bytes, size_t len)
{
	struct buffer b = BUFFER_INIT;
	buffer_add_varint(&b, value);
	assert_int_equal(b.len, len);
	assert_memory_equal(b.ptr, bytes, len);
	buffer_release(&b);
}

static void buffer_varints(void **state)
{
	(void)state;
	check_varint(0, "\0", 1);
	check_varint(127, "\x7f", 1);
	check_varint(128, "\x80\x01", 2);
	check_varint(300, "\xac\x02", 2);
	check_varint(20220207, "\xaf\x92\xd2\x09", 4);
	check_varint(UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10);
}

/* ---- arena ---- */

static void arena_memory_is_aligned_and_apart(void **state)
{
	(void)state;
	struct arena a = ARENA_INIT;
	char *last = NULL;
	for (size_t i = 0; i < 5000; i++) {
		char *p = arena_alloc(&a, i % 37);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		memset(p, (int)i, i % 37);
		if (last && (i - 1) % 37)
			assert_int_equal((unsigned char)last[0], (i - 1) % 256);
		last = p;
	}
	arena_release(&a);
	assert_null(a.head);
}

static void arena_takes_large_pieces(void **state)
{
	(void)state;
	struct arena a = ARENA_INIT;
	char *big = arena_calloc(&a, 3, 1024 * 1024);
	for (size_t i = 0; i < 3 * 1024 * 1024; i += 4096)
		assert_int_equal(big[i], 0);
	assert_true(a.total >= 3 * 1024 * 1024);
	arena_release(&a);
}

static void arena_copies_end_in_nul(void **state)
{
	(void)state;
	struct arena a = ARENA_INIT;
	struct slice s = arena_copy(&a, slice_make("kamervraag", 5));
	assert_slice(s, "kamer");
	assert_int_equal(s.ptr[5], '\0');
	assert_int_equal(arena_copy(&a, SLICE_EMPTY).ptr[0], '\0');
	assert_string_equal(arena_cstr(&a, slice_of("Vlaams")), "Vlaams");
	assert_slice(arena_printf(&a, "%d-%d", 2021, 2022), "2021-2022");
	assert_int_equal(arena_printf(&a, "%9000s", "x").len, 9000);
	arena_release(&a);
}

static void arena_clear_keeps_one_block(void **state)
{
	(void)state;
	struct arena a = ARENA_INIT;
	arena_clear(&a);
	for (int i = 0; i < 100; i++)
		arena_alloc(&a, 10000);
	arena_clear(&a);
	assert_non_null(a.head);
	size_t kept = a.total;
	arena_alloc(&a, 100);
	assert_int_equal(a.total, kept);
	arena_release(&a);
	assert_slice(arena_copy(&a, slice_of("again")), "again");
	arena_release(&a);
}

static void arena_grow_keeps_the_items(void **state)
{
	(void)state;
	struct arena a = ARENA_INIT;
	size_t room = 0;
	int *items = NULL;
	for (size_t i = 0; i < 1000; i++) {
		items = arena_grow(&a, items, i, &room, sizeof *items);
		assert_true(room > i);
		items[i] = (int)i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	arena_release(&a);
}

/* An array that came from elsewhere, such as a decoded record, has items but no known room. */
static void arena_grow_takes_over_an_array(void **state)
{
	(void)state;
	struct arena a = ARENA_INIT;
	size_t room = 0;
	long *items = arena_calloc(&a, 4000, sizeof *items);
	items[3999] = 7;
	items = arena_grow(&a, items, 4000, &room, sizeof *items);
	assert_true(room > 4000);
	assert_int_equal(items[3999], 7);
	assert_int_equal(items[4000], 0);
	arena_release(&a);
}

/* ---- error ---- */

static void error_set_fills_and_returns(void **state)
{
	(void)state;
	struct error err = {0};
	assert_int_equal(error_set(&err, STATUS_IO, "cannot read %s", "x"), STATUS_IO);
	assert_int_equal(err.code, STATUS_IO);
	assert_string_equal(err.msg, "cannot read x");
	assert_int_equal(error_set(NULL, STATUS_LIMIT, "unseen"), STATUS_LIMIT);
}

static void error_prefix_puts_the_place_first(void **state)
{
	(void)state;
	struct error err = {0};
	(void)error_set(&err, STATUS_FORMAT, "no title");
	assert_int_equal(error_prefix(&err, "line %d: ", 7), STATUS_FORMAT);
	assert_int_equal(error_prefix(&err, "%s: ", "a.txt"), STATUS_FORMAT);
	assert_string_equal(err.msg, "a.txt: line 7: no title");
	(void)error_prefix(NULL, "unseen");
}

static void error_messages_are_one_line(void **state)
{
	(void)state;
	struct error err = {0};
	(void)error_set(&err, STATUS_FORMAT, "%s",
			"Opening and ending tag mismatch:\n\tp line 3\r\n");
	assert_string_equal(err.msg, "Opening and ending tag mismatch: p line 3");
	(void)error_set(&err, STATUS_FORMAT, "%s", "\n\n");
	assert_string_equal(err.msg, "");
}

static void error_messages_are_cut(void **state)
{
	(void)state;
	struct error err = {0};
	char word[901];
	memset(word, 'x', 900);
	word[900] = '\0';
	(void)error_set(&err, STATUS_QUERY, "%s", word);
	assert_int_equal(strlen(err.msg), ERROR_MSG_SIZE - 1);
	(void)error_prefix(&err, "%s: ", "query");
	assert_int_equal(strlen(err.msg), ERROR_MSG_SIZE - 1);
	assert_int_equal(strncmp(err.msg, "query: ", 7), 0);
	(void)error_prefix(&err, "%s", word);
	assert_int_equal(strlen(err.msg), ERROR_MSG_SIZE - 1);
}

static void every_status_has_a_name(void **state)
{
	(void)state;
	for (int a = STATUS_OK; a <= STATUS_UNKNOWN; a++) {
		assert_non_null(status_name((enum status)a));
		for (int b = STATUS_OK; b < a; b++)
			assert_string_not_equal(status_name((enum status)a),
						status_name((enum status)b));
	}
	assert_string_equal(status_name((enum status)999), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slice_sub_is_cut_to_the_length),
		cmocka_unit_test(slices_compare),
		cmocka_unit_test(slice_ends_and_starts),
		cmocka_unit_test(slice_trim_takes_spaces_of_every_kind),
		cmocka_unit_test(slice_find_gives_the_length_for_none),
		cmocka_unit_test(slice_find_any_finds_the_first_in_the_text),
		cmocka_unit_test(slice_next_line_takes_both_line_ends),
		cmocka_unit_test(byte_classes_are_ascii_only),
		cmocka_unit_test(buffer_starts_empty),
		cmocka_unit_test(buffer_grows_and_stays_terminated),
		cmocka_unit_test(buffer_printf_appends_any_length),
		cmocka_unit_test(buffer_varints),
		cmocka_unit_test(arena_memory_is_aligned_and_apart),
		cmocka_unit_test(arena_takes_large_pieces),
		cmocka_unit_test(arena_copies_end_in_nul),
		cmocka_unit_test(arena_clear_keeps_one_block),
		cmocka_unit_test(arena_grow_keeps_the_items),
		cmocka_unit_test(arena_grow_takes_over_an_array),
		cmocka_unit_test(error_set_fills_and_returns),
		cmocka_unit_test(error_prefix_puts_the_place_first),
		cmocka_unit_test(error_messages_are_one_line),
		cmocka_unit_test(error_messages_are_cut),
		cmocka_unit_test(every_status_has_a_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
