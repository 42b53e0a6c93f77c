/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/offices/added.h"
#include "searcher/expand/other_names.h"
#include "stemming/fold.h"

struct tools {
	struct thesaurus *thesaurus;
	struct analyzer *analyzer;
	struct arena arena;
	struct other_names names;
};

static int open_tools(void **state)
{
	static struct tools tools;
	struct error err;
	tools.thesaurus = thesaurus_new();
	*state = &tools;
	return analyzer_new(&tools.analyzer, &err);
}

static int close_tools(void **state)
{
	struct tools *t = *state;
	thesaurus_free(t->thesaurus);
	analyzer_free(t->analyzer);
	arena_release(&t->arena);
	return 0;
}

static bool has_name(const struct tools *t, const char *name)
{
	for (size_t i = 0; i < t->names.count; i++)
		if (slice_is(t->names.items[i], name))
			return true;
	return false;
}

static void look_up(struct tools *t, const char *words)
{
	other_names_find(t->thesaurus, t->analyzer, slice_of(words), &t->arena, &t->names);
}

/* The tables are made by a script that folds as the program does: every label and name leads to its
 * concept. */
static void every_name_is_found(void **state)
{
	struct tools *t = *state;
	struct buffer folded = BUFFER_INIT;
	size_t concepts = 0, names = 0, last, other;
	assert_true(thesaurus_find(t->thesaurus, slice_of("zwitserland"), 0, &last));
	for (size_t concept = 0; concept <= last; concept ++, concepts++) {
		struct slice name = thesaurus_label(t->thesaurus, concept);
		for (size_t k = 0;; k++, names++) {
			bool found = false;
			fold_plain(name, &folded);
			for (size_t i = 0;
			     !found &&
			     thesaurus_find(t->thesaurus, buffer_slice(&folded), i, &other);
			     i++)
			found = other == concept;
			if (!found)
				fail_msg("\"%.*s\" does not lead to its concept", SLICE_ARG(name));
			if (!thesaurus_name(t->thesaurus, concept, k, &name))
				break;
		}
	}
	assert_true(concepts > 7000 && names > 20000);
	buffer_release(&folded);
}

static void names_lead_both_ways(void **state)
{
	struct tools *t = *state;
	look_up(t, "gasolie");
	assert_true(has_name(t, "diesel"));
	assert_false(has_name(t, "gasolie"));
	look_up(t, "Diesel");
	assert_true(has_name(t, "gasolie"));
	assert_true(t->names.concept_count > 0);
	look_up(t, "advocaten");
	assert_true(t->names.concept_count > 0);
	look_up(t, "niets van dit alles");
	assert_int_equal(t->names.count, 0);
}

static void an_operator_adds_and_replaces(void **state)
{
	struct tools *t = *state;
	added_use(slice_of("n\t=\tFlitspaal|snelheidscamera|flitser\nn\t>\tdiesel\trode "
			   "stookolie\nn\t>\tgasolie\t\n"));
	look_up(t, "flitser");
	assert_true(has_name(t, "Flitspaal") && has_name(t, "snelheidscamera") &&
		    !has_name(t, "flitser"));
	look_up(t, "diesel");
	assert_int_equal(t->names.count, 1);
	assert_true(has_name(t, "rode stookolie"));
	look_up(t, "rode stookolie");
	assert_int_equal(t->names.count, 0);
	look_up(t, "gasolie");
	assert_int_equal(t->names.count, 0);
	added_use(SLICE_EMPTY);
	look_up(t, "gasolie");
	assert_true(has_name(t, "diesel"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found),
		cmocka_unit_test(names_lead_both_ways),
		cmocka_unit_test(an_operator_adds_and_replaces),
	};
	return cmocka_run_group_tests(tests, open_tools, close_tools);
}
