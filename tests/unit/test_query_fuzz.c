/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replays the seeds of the fuzz target and mutations of them: a plain run, no fuzzer needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/fuzz/query_fuzz.c"
#include "tests/unit/table.h"
#include "tests/unit/often.h"

static uint64_t seed = 1;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

/* In memory of its own size, so that a byte read too far is seen. */
static void try(struct slice text)
{
	uint8_t *exact = malloc(text.len ? text.len : 1);
	memcpy(exact, text.len ? text.ptr : "", text.len);
	LLVMFuzzerTestOneInput(exact, text.len);
	free(exact);
}

/* Puts in, takes out, doubles or swaps pieces; what it puts in is what the language is made of. */
static void mutate(struct buffer *text)
{
	static const char *const pieces[] = {
		"(",
		")",
		"\"",
		"-",
		"*",
		":",
		" ",
		" OF ",
		" EN ",
		" NIET ",
		" BIJ/3 ",
		"/",
		"titel:",
		"datum:",
		"minister:",
		"nr. ",
		"2022",
		"..",
		"tot ",
		"de ",
		"\xe2\x80\x9e",
		"\xc3\xa9",
		"\xff",
		"'",
		".",
		" van 7 mei 2022",
		"jaar:",
		">",
		"\xe2\x80\x93",
		"x",
	};
	struct buffer out = BUFFER_INIT;
	struct slice s = buffer_slice(text);
	size_t at = dice((unsigned)s.len + 1), to = at + dice(6);
	buffer_add_slice(&out, slice_sub(s, 0, at));
	switch (dice(4)) {
	case 0: buffer_add_slice(&out, slice_from(s, to)); break;
	case 1: buffer_add_slice(&out, slice_from(s, at / 2)); break;
	default:
		buffer_add_str(&out, pieces[dice(sizeof pieces / sizeof *pieces)]);
		buffer_add_slice(&out, slice_from(s, at));
	}
	buffer_release(text);
	*text = out;
}

static void check_seed(struct table *t)
{
	for (unsigned i = 0; i < often(150, 10); i++) {
		struct buffer text = BUFFER_INIT;
		buffer_add_slice(&text, t->field[1]);
		try(buffer_slice(&text));
		for (unsigned n = 1 + dice(5); n--;)
			mutate(&text);
		try(buffer_slice(&text));
		buffer_release(&text);
	}
}

static void seeds_and_mutations(void **state)
{
	(void)state;
	table_run("tests/tables/queries.tsv", NULL, check_seed, 140);
	table_run("tests/tables/query-errors.tsv", NULL, check_seed, 100);
	table_run("tests/tables/references.tsv", NULL, check_seed, 60);
}

static void noise(void **state)
{
	(void)state;
	for (unsigned i = 0; i < often(20000, 4000); i++) {
		char bytes[64];
		size_t n = dice(sizeof bytes);
		for (size_t k = 0; k < n; k++)
			bytes[k] = dice(8) ? " \"():*-./'aEN52OF"[dice(17)] : (char)dice(256);
		try(slice_make(bytes, n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seeds_and_mutations),
		cmocka_unit_test(noise),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
