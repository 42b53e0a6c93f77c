/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/text/dates.h"
#include "corpus/text/mentions.h"
#include "corpus/text/reference.h"
#include "tests/unit/table.h"

#define TABLE "tests/tables/references.tsv"

static void add_reference(struct buffer *out, const struct reference *r)
{
	char iso[11];
	if (out->len)
		buffer_add_byte(out, ' ');
	buffer_add_slice(out, r->number);
	date_format(r->date, iso);
	if (r->date)
		buffer_printf(out, "@%s", iso);
	if (r->session[0])
		buffer_printf(out, "/%s", r->session);
}

static void expect(struct table *t, struct buffer *actual)
{
	if (!actual->len)
		buffer_add_byte(actual, '-');
	table_expect(t, t->field[2], buffer_slice(actual));
	buffer_release(actual);
}

static void check_find(struct table *t)
{
	struct buffer actual = BUFFER_INIT;
	struct reference r;
	size_t pos = 0, before = 0;
	while (reference_find(t->field[1], &pos, &r)) {
		assert_true(pos > before && pos <= t->field[1].len);
		before = pos;
		add_reference(&actual, &r);
	}
	assert_int_equal(pos, t->field[1].len);
	expect(t, &actual);
}

static void check_mention(struct table *t)
{
	struct buffer actual = BUFFER_INIT;
	struct mention m;
	for (size_t pos = 0; mention_find(t->field[1], &pos, &m);)
		for (size_t i = 0; i < m.count; i++)
			buffer_printf(&actual, "%s%s:%s", actual.len ? " " : "", m.kind,
				      m.numbers[i]);
	expect(t, &actual);
}

static void add_whole(struct buffer *out, struct reference *r)
{
	struct arena arena = ARENA_INIT;
	struct slice from, to;
	char iso[11];
	buffer_add_slice(out, reference_text(r, &arena));
	date_format(r->date, iso);
	if (r->date)
		buffer_printf(out, "@%s", iso);
	while (reference_next(r, &from, &to))
		if (slice_eq(from, to))
			buffer_printf(out, " %.*s", SLICE_ARG(to));
		else
			buffer_printf(out, " %.*s..%.*s", SLICE_ARG(from), SLICE_ARG(to));
	arena_release(&arena);
}

static void check_query(struct table *t)
{
	struct buffer actual = BUFFER_INIT;
	struct reference r;
	if (reference_parse(t->field[1], &r))
		add_whole(&actual, &r);
	expect(t, &actual);
}

static void check_znumber(struct table *t)
{
	table_expect(t, t->field[2], slice_of(reference_is_znumber(t->field[1]) ? "yes" : "-"));
}

static void references_in_text(void **state)
{
	(void)state;
	table_run(TABLE, "find", check_find, 42);
}

static void references_as_queries(void **state)
{
	(void)state;
	table_run(TABLE, "query", check_query, 73);
}

static void znumbers_are_known(void **state)
{
	(void)state;
	table_run(TABLE, "znumber", check_znumber, 7);
}

static void other_papers_in_text(void **state)
{
	(void)state;
	table_run("tests/tables/mentions.tsv", "mention", check_mention, 19);
}

/* A text made to hurt: neither deep recursion nor time that grows with the square. */
static void an_endless_list_is_survived(void **state)
{
	(void)state;
	struct buffer text = BUFFER_INIT;
	struct reference r;
	buffer_add_str(&text, "vragen nrs. 1");
	for (int i = 0; i < 400000; i++)
		buffer_add_str(&text, ", 2");
	buffer_add_str(&text, " van 4 mei 2017");
	size_t pos = 0, found = 0;
	while (reference_find(buffer_slice(&text), &pos, &r))
		found++;
	assert_true(found >= 1);
	buffer_release(&text);
}

static void every_prefix_is_read_without_harm(void **state)
{
	(void)state;
	static const char text[] =
		"vragen nrs. 1, 2 en 3 van 4 mei 2017 (MV 12) ah-tk-20202021-2345 "
		"Aanhangsel Handelingen II 2010\xe2\x80\x93"
		"2011, nr. 15 2024Z17972 (ingezonden 4 mei 2017)";
	for (size_t n = 1; n < sizeof text; n++) {
		char *copy = malloc(n);
		struct reference r;
		size_t pos = 0;
		memcpy(copy, text, n);
		while (reference_find(slice_make(copy, n), &pos, &r))
			assert_true(r.number.len > 0);
		reference_parse(slice_make(copy, n), &r);
		reference_in_address(slice_make(copy, n), &r);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_in_text),
		cmocka_unit_test(references_as_queries),
		cmocka_unit_test(znumbers_are_known),
		cmocka_unit_test(other_papers_in_text),
		cmocka_unit_test(an_endless_list_is_survived),
		cmocka_unit_test(every_prefix_is_read_without_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
