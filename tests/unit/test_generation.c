/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generations of an index behind a link, and readers that follow it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "store/index/generation.h"
#include "tests/unit/xap_fixture.h"

static void make_db(const char *name, const char *value)
{
	struct xap_db *db = open_db(at(name), XAP_WRITE_NEW);
	ok(xap_metadata_set(db, "which", slice_of(value), &err));
	ok(xap_commit(db, &err));
	xap_close(db);
}

static void assert_which(struct xap_db *db, const char *value)
{
	struct buffer got = BUFFER_INIT;
	ok(xap_metadata_get(db, "which", &got, &err));
	assert_string_equal(buffer_cstr(&got), value);
	buffer_release(&got);
}

static void numbers(void **state)
{
	(void)state;
	unsigned n;
	ok(generation_current(at("q.db"), &n, &err));
	assert_int_equal(n, 0);
	ok(generation_newest(at("q.db"), 0, &n, &err));
	assert_int_equal(n, 0);
	make_db("q.db.2", "two"), make_db("q.db.11", "eleven");
	assert_int_equal(mkdir(at("q.db.building"), 0755), 0);
	assert_int_equal(mkdir(at("q.db.03"), 0755), 0);
	assert_int_equal(mkdir(at("q.dbx.99"), 0755), 0);
	ok(generation_newest(at("q.db/"), 0, &n, &err));
	assert_int_equal(n, 11);
	ok(generation_newest(at("q.db"), 11, &n, &err));
	assert_int_equal(n, 2);
	ok(generation_newest(at("q.db"), 2, &n, &err));
	assert_int_equal(n, 0);
	assert_int_equal(symlink("elsewhere", at("z.db")), 0);
	fails(generation_current(at("z.db"), &n, &err), STATUS_FORMAT, "no generation");
	fails(generation_newest(at("none/q.db"), 0, &n, &err), STATUS_IO, "none");
}

static void a_reader_follows_the_link(void **state)
{
	(void)state;
	unsigned n;
	bool changed;
	make_db("r.db.1", "one"), make_db("r.db.2", "two");
	ok(generation_swap(at("r.db"), 1, &err));
	struct xap_db *reader = open_db(at("r.db"), XAP_READ);
	assert_false(xap_moved(reader));
	ok(xap_reopen(reader, &changed, &err));
	assert_false(changed);
	ok(generation_swap(at("r.db/"), 2, &err));
	ok(generation_current(at("r.db"), &n, &err));
	assert_int_equal(n, 2);
	assert_true(xap_moved(reader));
	assert_which(reader, "one"); /* still the old one, whole */
	ok(xap_reopen(reader, &changed, &err));
	assert_true(changed && !xap_moved(reader));
	assert_which(reader, "two");
	xap_close(reader);
}

static void a_folder_gives_way_to_a_link(void **state)
{
	(void)state;
	unsigned n;
	make_db("f.db", "folder"), make_db("f.db.2", "two");
	struct xap_db *reader = open_db(at("f.db"), XAP_READ);
	ok(generation_swap(at("f.db"), 2, &err));
	ok(generation_current(at("f.db"), &n, &err));
	assert_int_equal(n, 2);
	ok(xap_reopen(reader, NULL, &err));
	assert_which(reader, "two");
	xap_close(reader);
	struct xap_db *older = open_db(at("f.db.1"), XAP_READ);
	assert_which(older, "folder");
	xap_close(older);
}

static void what_a_killed_swap_left(void **state)
{
	(void)state;
	unsigned n;
	make_db("k.db.1", "one"), make_db("k.db.3", "three"), make_db("k.db.link", "was a folder");
	assert_int_equal(symlink("k.db.3", at("k.db")), 0); /* killed between exchange and rename */
	ok(generation_swap(at("k.db"), 1, &err));
	ok(generation_current(at("k.db"), &n, &err));
	assert_int_equal(n, 1);
	struct xap_db *older = open_db(at("k.db.2"), XAP_READ);
	assert_which(older, "was a folder");
	xap_close(older);
	assert_int_equal(symlink("k.db.9", at("k.db.link")), 0); /* killed before the rename */
	ok(generation_swap(at("k.db"), 3, &err));
	assert_int_equal(access(at("k.db.link"), F_OK), -1);
}

static void removing(void **state)
{
	(void)state;
	make_db("d.db.1", "one");
	ok(generation_remove(at("d.db.1"), &err));
	assert_int_equal(access(at("d.db.1"), F_OK), -1);
	ok(generation_remove(at("d.db.1"), &err));
	assert_int_equal(mkdir(at("d.db.2"), 0755), 0);
	assert_int_equal(mkdir(at("d.db.2/deeper"), 0755), 0);
	fails(generation_remove(at("d.db.2"), &err), STATUS_IO, "deeper");
}

static void leftovers(void **state)
{
	(void)state;
	make_db("l.db.1.making-77", "x"), make_db("l.db.building.making-8", "x"),
		make_db("l.db.1", "one");
	make_db("other.db.1.making-7", "x");
	ok(generation_remove_leftovers(at("l.db"), &err));
	assert_int_equal(access(at("l.db.1.making-77"), F_OK), -1);
	assert_int_equal(access(at("l.db.building.making-8"), F_OK), -1);
	assert_int_equal(access(at("l.db.1"), F_OK), 0);
	assert_int_equal(access(at("other.db.1.making-7"), F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(a_reader_follows_the_link),
		cmocka_unit_test(a_folder_gives_way_to_a_link),
		cmocka_unit_test(what_a_killed_swap_left),
		cmocka_unit_test(removing),
		cmocka_unit_test(leftovers),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
