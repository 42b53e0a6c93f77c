/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration: what is left out, paths, and searches.  Refusals are in
 * tests/cli/test_nightly.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/config/config.h"
#include "tests/unit/xap_fixture.h"

static struct config load(const char *text)
{
	struct config config;
	const char *path = at("x.conf");
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	ok(config_load(path, &config, &err));
	return config;
}

static void defaults(void **state)
{
	(void)state;
	struct config c = load("database = \"/db\"; sources = ({ name = \"a\"; path = \"/p\"; });");
	assert_string_equal(c.database, "/db");
	assert_int_equal(c.source_count, 1);
	assert_null(c.sources[0].type);
	assert_true(!c.spool && !c.corrections && !c.metrics && !c.search_count);
	assert_int_equal(c.limits.batch_questions, 2000);
	assert_int_equal(c.limits.loss_percent, 10);
	assert_int_equal(c.limits.bulk_megabytes, 8);
	assert_false(c.policy.remove_withdrawn);
	config_release(&c);
}

static void paths_start_at_the_file(void **state)
{
	(void)state;
	struct config c = load(
		"database = \"v.db\"; spool = \"in\"; metrics = \"/m\"; corrections = \"c.tsv\";\n"
		"sources = ({ name = \"a\"; path = \"p/q\"; type = \"jsonl\"; });");
	assert_string_equal(c.database, at("v.db"));
	assert_string_equal(c.sources[0].path, at("p/q"));
	assert_string_equal(c.corrections, at("c.tsv"));
	assert_string_equal(c.metrics, "/m");
	assert_int_equal(c.source_count, 2); /* the spool is one */
	assert_string_equal(c.sources[1].path, at("in"));
	config_release(&c);
}

static void searches_and_limits(void **state)
{
	(void)state;
	struct config c = load("database = \"/db\"; spool = \"/in\";\n"
			       "searches = ({ name = \"inburgering\"; query = \"inburgering OF "
			       "taalles\"; feed = \"f.xml\"; },\n"
			       "            { name = \"b\"; query = \"x\"; hook = "
			       "\"/usr/bin/true\"; digest = \"d\" });\n"
			       "limits = { batch_questions = 5; batch_megabytes = 1; loss_percent "
			       "= 0; loss_papers = 0; };\n"
			       "policy = { withdrawn = \"remove\"; withdrawn_days = 7; };");
	assert_int_equal(c.search_count, 2);
	assert_string_equal(c.searches[0].query, "inburgering OF taalles");
	assert_string_equal(c.searches[0].feed, at("f.xml"));
	assert_null(c.searches[0].hook);
	assert_string_equal(c.searches[1].hook[0], "/usr/bin/true");
	assert_null(c.searches[1].hook[1]);
	assert_true(c.limits.batch_questions == 5 && c.limits.loss_papers == 0);
	assert_true(c.policy.remove_withdrawn && c.policy.withdrawn_days == 7);
	config_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(paths_start_at_the_file),
		cmocka_unit_test(searches_and_limits),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
