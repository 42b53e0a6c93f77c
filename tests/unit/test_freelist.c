/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commits that fail, and lists of unused blocks that Xapian damages behind them, see store/glass/glass_freelist.h.  A
 * folder with the name of Xapian's new version file makes a commit fail at its very end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/glass/glass_freelist.h"
#include "tests/unit/xap_fixture.h"

/* Xapian's own check deletes a cursor as its smaller base class; harmless, but ASan stops at it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "new_delete_type_mismatch=0";
}

enum { DOCUMENTS = 120, DATA_BYTES = 20000, ROUNDS = 24 }; /* a commit frees some 400 blocks; a list's block holds 2045 */

/* Writes all documents anew, with bytes that cannot be compressed. */
static void write_all(struct xap_db *db, unsigned seed)
{
	static char data[DATA_BYTES];
	struct xap_doc *doc = xap_doc_new();
	srandom(seed);
	for (int i = 0; i < DOCUMENTS; i++) {
		char unique[16];
		for (size_t k = 0; k < sizeof data; k++)
			data[k] = (char)random();
		snprintf(unique, sizeof unique, "Q%d", i);
		xap_doc_clear(doc);
		xap_doc_term(doc, slice_of(unique), 0);
		xap_doc_data(doc, slice_make(data, sizeof data));
		ok(xap_replace(db, slice_of(unique), doc, NULL, &err));
	}
	xap_doc_free(doc);
}

static void assert_whole(const char *path)
{
	struct buffer report = BUFFER_INIT;
	uint64_t errors = 1;
	ok(xap_check(path, &report, &errors, &err));
	if (errors)
		fail_msg("%s", buffer_cstr(&report));
	buffer_release(&report);
}

static void test_commits_that_fail(void **state)
{
	(void)state;
	struct xap_db *db = open_db(at("fails"), XAP_WRITE_NEW);
	for (unsigned round = 0; round < ROUNDS; round++) {
		write_all(db, round);
		ok(xap_commit(db, &err));
		write_all(db, 1000 + round);
		assert_int_equal(mkdir(at("fails/v.tmp"), 0700), 0);
		assert_int_not_equal(xap_commit(db, &err), STATUS_OK);
		assert_int_equal(rmdir(at("fails/v.tmp")), 0);
		xap_close(db);
		assert_whole(at("fails"));
		db = open_db(at("fails"), XAP_WRITE);
	}
	xap_close(db);
}

/* The same handle goes on behind a commit that failed, and behind changes that were thrown away. */
static void test_going_on(void **state)
{
	(void)state;
	struct xap_db *db = open_db(at("on"), XAP_WRITE_NEW);
	for (unsigned round = 0; round < ROUNDS; round++) {
		write_all(db, round);
		if (round % 3 == 1) {
			assert_int_equal(mkdir(at("on/v.tmp"), 0700), 0);
			assert_int_not_equal(xap_commit(db, &err), STATUS_OK);
			assert_int_equal(rmdir(at("on/v.tmp")), 0);
		} else if (round % 3 == 2) {
			ok(xap_rollback(db, &err));
		} else {
			ok(xap_commit(db, &err));
		}
	}
	assert_int_equal(xap_doccount(db), DOCUMENTS);
	xap_close(db);
	assert_whole(at("on"));
}

static void flip(const char *path, off_t offset)
{
	char byte;
	FILE *file = fopen(path, "r+");
	assert_non_null(file);
	assert_int_equal(fseeko(file, offset, SEEK_SET), 0);
	assert_int_equal(fread(&byte, 1, 1, file), 1);
	assert_int_equal(fseeko(file, offset, SEEK_SET), 0);
	byte ^= 1;
	assert_int_equal(fwrite(&byte, 1, 1, file), 1);
	assert_int_equal(fclose(file), 0);
}

/* Puts back nothing where the database has moved on, and nothing that it does not know. */
static void test_restore(void **state)
{
	(void)state;
	struct freelist *list = freelist_new();
	struct xap_db *db = open_db(at("restore"), XAP_WRITE_NEW);
	freelist_keep(list, at("nowhere"));
	ok(freelist_restore(list, at("nowhere"), &err));
	ok(freelist_restore(list, at("restore"), &err));
	for (unsigned round = 0; round < 3; round++) {
		write_all(db, round);
		ok(xap_commit(db, &err));
	}
	freelist_keep(list, at("restore"));
	write_all(db, 9);
	ok(xap_commit(db, &err));
	ok(freelist_restore(list, at("restore"), &err)); /* of a revision that has passed */
	xap_close(db);
	assert_whole(at("restore"));
	flip(at("restore/iamglass"), 3);
	freelist_keep(list, at("restore")); /* a format that it does not know */
	ok(freelist_restore(list, at("restore"), &err));
	freelist_free(list);
	freelist_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commits_that_fail),
		cmocka_unit_test(test_going_on),
		cmocka_unit_test(test_restore),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
