/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"
#include "tests/unit/table.h"

#define TABLE "tests/tables/names.tsv"

static void check_display(struct table *t)
{
	struct arena arena = ARENA_INIT;
	struct slice shown = name_display(&arena, t->field[1]);
	table_expect(t, t->field[2], shown);
	/* what is fit to show stays as it is */
	table_expect(t, t->field[2], name_display(&arena, shown));
	arena_release(&arena);
}

static void check_slug(struct table *t)
{
	struct arena arena = ARENA_INIT;
	struct slice slug = name_slug(&arena, t->field[1]);
	table_expect(t, t->field[2], slug);
	table_expect(t, t->field[2], name_slug(&arena, slug));
	arena_release(&arena);
}

static void check_particle(struct table *t)
{
	table_expect(t, t->field[2], slice_of(name_is_particle(t->field[1]) ? "yes" : "no"));
}

static void names_are_shown(void **state)
{
	(void)state;
	table_run(TABLE, "display", check_display, 31);
}

static void check_person(struct table *t)
{
	struct arena arena = ARENA_INIT;
	table_expect(t, t->field[2], name_person(&arena, t->field[1]));
	table_expect(t, t->field[3], name_person_slug(&arena, t->field[1]));
	arena_release(&arena);
}

static void rank_and_address_are_no_part_of_a_name(void **state)
{
	(void)state;
	table_run(TABLE, "person", check_person, 9);
}

static void check_split(struct table *t)
{
	struct slice given, surname;
	name_split(t->field[1], &given, &surname);
	table_expect(t, t->field[2], given);
	table_expect(t, t->field[3], surname);
}

static void names_are_cut_for_citations(void **state)
{
	(void)state;
	table_run(TABLE, "split", check_split, 8);
}

static void slugs_are_compared_by_words(void **state)
{
	(void)state;
	struct slice slug = slice_of("faber-van-de-klashorst");
	assert_true(name_slug_holds(slug, slice_of("faber")));
	assert_true(name_slug_holds(slug, slice_of("klashorst-de-faber")));
	assert_false(name_slug_holds(slug, slice_of("fab")));
	assert_false(name_slug_holds(slug, slice_of("faber-jan")));
	assert_false(name_slug_holds(slug, SLICE_EMPTY));
	assert_false(name_slug_holds(SLICE_EMPTY, slug));
}

static void names_become_words_of_ids(void **state)
{
	(void)state;
	table_run(TABLE, "slug", check_slug, 15);
}

static void particles_are_known(void **state)
{
	(void)state;
	table_run(TABLE, "particle", check_particle, 10);
}

/* Whatever stands in a name, its slug is made of [a-z0-9-] without hyphens at the ends. */
static void slugs_hold_nothing_else(void **state)
{
	(void)state;
	struct arena arena = ARENA_INIT;
	for (uint32_t c = 1; c < 0x3000; c++) {
		struct buffer name = BUFFER_INIT;
		utf8_add(&name, c);
		buffer_add_byte(&name, 'x');
		utf8_add(&name, c);
		struct slice slug = name_slug(&arena, buffer_slice(&name));
		for (size_t i = 0; i < slug.len; i++) {
			char b = slug.ptr[i];
			assert_true((b >= 'a' && b <= 'z') || byte_is_digit(b) || b == '-');
		}
		assert_true(slug.len && slug.ptr[0] != '-' && slug.ptr[slug.len - 1] != '-');
		buffer_release(&name);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_shown),
		cmocka_unit_test(names_become_words_of_ids),
		cmocka_unit_test(rank_and_address_are_no_part_of_a_name),
		cmocka_unit_test(names_are_cut_for_citations),
		cmocka_unit_test(slugs_are_compared_by_words),
		cmocka_unit_test(particles_are_known),
		cmocka_unit_test(slugs_hold_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
