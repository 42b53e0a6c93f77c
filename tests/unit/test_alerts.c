/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a saved search: what is kept, what survives the file, and what is made of it.  Runs
 * as a whole are in tests/cli/test_alerts.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "searcher/alerts/alerts_internal.h"
#include "tests/unit/xap_fixture.h"

static struct alert_state fresh(const char *name)
{
	struct alert_state s;
	ok(alert_state_load(at(name), &s, &err));
	assert_true(s.fresh);
	return s;
}

/* Adds a batch of hits called `first`, `first` + 1 ... */
static void add(struct alert_state *s, size_t first, size_t count, size_t total, size_t keep)
{
	struct alert_entry *e = arena_calloc(&s->arena, count, sizeof *e);
	for (size_t i = 0; i < count; i++)
		e[i] = (struct alert_entry){.id = arena_printf(&s->arena, "id%zu", first + i)};
	alert_state_add(s, e, count, total, 1000, keep);
}

static void entries_wait_for_delivery(void **state)
{
	(void)state;
	struct alert_state s = fresh("a.json");
	add(&s, 0, 3, 3, 2);
	add(&s, 3, 2, 2, 2);
	assert_int_equal(s.count, 5); /* nothing was delivered */
	assert_int_equal(s.pending, 5);
	s.delivered = s.batch;
	s.pending = 0;
	add(&s, 5, 1, 1, 2);
	assert_int_equal(s.count, 2);
	assert_true(slice_is(s.entries[0].id, "id5") && slice_is(s.entries[1].id, "id3"));
	add(&s, 6, ALERT_ENTRIES_MAX, 5000, 2);
	assert_int_equal(s.count, ALERT_ENTRIES_MAX);
	assert_int_equal(s.pending, 5001);
	alert_state_release(&s);
}

static void the_clock_never_goes_back(void **state)
{
	(void)state;
	struct alert_state s = fresh("a.json");
	s.updated = 5000;
	add(&s, 0, 1, 1, 2); /* at 1000 */
	assert_int_equal(s.updated, 5000);
	assert_int_equal(s.entries[0].told_at, 5000);
	alert_state_release(&s);
}

static void survives_the_file(void **state)
{
	(void)state;
	struct alert_state s = fresh("b.json"), t;
	const struct mark marks[] = {{0, 6}, {3, 9}, {7, 99}}; /* the last two cannot be cut at */
	const struct slice words[] = {SLICE_LIT("fiets\xc3\xa9")};
	const struct alert_entry e = {.id = SLICE_LIT("x"),
				      .text = SLICE_LIT("fietsen nu"),
				      .marks = marks,
				      .mark_count = 3,
				      .words = words,
				      .word_count = 1,
				      .again = true};
	bool answered;
	s.asked = slice_of("fiets*");
	ok(alert_state_tell(&s, slice_of("x"), false, &err));
	ok(alert_state_tell(&s, slice_of("y"), true, &err));
	alert_state_add(&s, &e, 1, 1, 7, 10);
	ok(alert_state_save(at("b.json"), &s, &err));
	ok(alert_state_load(at("b.json"), &t, &err));
	assert_false(t.fresh);
	assert_string_equal(t.feed, s.feed);
	assert_true(slice_is(t.asked, "fiets*") && t.batch == 1 && t.pending == 1 &&
		    t.updated == 7);
	assert_true(alert_state_told(&t, slice_of("x"), &answered) && !answered);
	assert_true(alert_state_told(&t, slice_of("y"), &answered) && answered);
	assert_false(alert_state_told(&t, slice_of("z"), &answered));
	assert_int_equal(t.entries[0].mark_count, 1);
	assert_true(t.entries[0].again && slice_eq(t.entries[0].words[0], words[0]));
	assert_int_equal(alert_state_tell(&t, slice_of("\xff"), false, &err), STATUS_INVALID);
	alert_state_release(&s);
	alert_state_release(&t);
}

static void digest_of_many(void **state)
{
	(void)state;
	struct alert_state s = fresh("c.json");
	const struct config config = {.alerts = {.entries = 100}};
	const struct config_search search = {.name = "=?UTF-8?Q?x?=", .query = "x"};
	struct buffer one = BUFFER_INIT, two = BUFFER_INIT;
	add(&s, 0, 3, 2003, 10);
	alert_digest(&config, &search, &s, &one);
	alert_digest(&config, &search, &s, &two);
	assert_string_equal(one.ptr, two.ptr); /* made again, it is the same mail */
	assert_non_null(strstr(one.ptr, "\nEn nog 2000 andere"));
	assert_null(strstr(
		one.ptr,
		"Subject: Vraagbaak: 2003 nieuwe vragen: =?")); /* no encoded word of others */
	buffer_release(&one);
	buffer_release(&two);
	alert_state_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_wait_for_delivery),
		cmocka_unit_test(the_clock_never_goes_back),
		cmocka_unit_test(survives_the_file),
		cmocka_unit_test(digest_of_many),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
