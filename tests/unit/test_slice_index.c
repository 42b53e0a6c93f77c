/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding slices in arrays that grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice_index.h"

struct entry {
	struct slice name;
	int more;
};

enum { MANY = 5000 };

struct list {
	struct arena arena;
	struct slice_index index;
	struct entry *entries;
	size_t count, room;
};

static size_t find(struct list *l, struct slice name)
{
	return slice_index_find(&l->index, &l->arena, l->entries, sizeof *l->entries, l->count,
				name);
}

static void add(struct list *l, struct slice name)
{
	l->entries = arena_grow(&l->arena, l->entries, l->count, &l->room, sizeof *l->entries);
	l->entries[l->count++] = (struct entry){name, 0};
}

static void fill(struct list *l, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct slice name = arena_printf(&l->arena, "naam %zu", i);
		assert_int_equal(find(l, name), l->count);
		add(l, name);
	}
}

static void finds_what_is_there(void **state)
{
	(void)state;
	struct list l = {.arena = ARENA_INIT};
	assert_int_equal(find(&l, slice_of("niets")), 0);
	fill(&l, MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(find(&l, arena_printf(&l.arena, "naam %zu", i)), i);
	assert_int_equal(find(&l, slice_of("naam")), MANY);
	assert_int_equal(find(&l, SLICE_EMPTY), MANY);
	arena_release(&l.arena);
}

static void finds_the_first_of_two(void **state)
{
	(void)state;
	struct list l = {.arena = ARENA_INIT};
	fill(&l, 40);
	add(&l, slice_of("naam 7"));
	assert_int_equal(find(&l, slice_of("naam 7")), 7);
	arena_release(&l.arena);
}

static void an_emptied_array_is_a_new_one(void **state)
{
	(void)state;
	struct list l = {.arena = ARENA_INIT};
	fill(&l, 40);
	l.count = 0;
	fill(&l, 40);
	assert_int_equal(l.count, 40);
	assert_int_equal(find(&l, slice_of("naam 39")), 39);
	arena_release(&l.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_is_there),
		cmocka_unit_test(finds_the_first_of_two),
		cmocka_unit_test(an_emptied_array_is_a_new_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
