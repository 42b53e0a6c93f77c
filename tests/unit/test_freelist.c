/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commits that fail, and lists of unused blocks that Xapian damages behind them, see
 * store/glass/glass_freelist.h.  A folder with the name of Xapian's new version file makes a commit
 * fail at its very end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/glass/glass_format.h"
#include "store/glass/glass_freelist.h"
#include "tests/unit/xap_fixture.h"

/* Xapian's own check deletes a cursor as its smaller base class; harmless, but ASan stops at it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "new_delete_type_mismatch=0";
}

enum {
	DOCUMENTS = 120,
	DATA_BYTES = 20000,
	ROUNDS = 24
}; /* a commit frees some 400 blocks; a list's block holds 2045 */

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
	freelist_free(list);
	freelist_free(NULL);
}

/* All bytes of the tables, as a sum. */
static uint64_t sum_of_tables(const char *folder)
{
	static const char *const names[] = {"postlist", "termlist"};
	uint64_t sum = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[512];
		int c;
		snprintf(path, sizeof path, "%s/%s.glass", folder, names[i]);
		FILE *file = fopen(path, "r");
		while (file && (c = getc(file)) != EOF)
			sum = sum * 31 + (unsigned)c;
		if (file)
			fclose(file);
	}
	return sum;
}

/* Writes into the unused bytes that a list keeps at its end, so that there is something to put
 * back. */
static void spoil_lists(const char *folder)
{
	char path[512];
	snprintf(path, sizeof path, "%s/postlist.glass", folder);
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	for (off_t at_byte = 16; at_byte < info.st_size; at_byte += 8192)
		flip(path, at_byte);
}

/* Nothing is written into a database whose version file says another format, by its magic or its
 * date. */
static void test_other_formats(void **state)
{
	(void)state;
	static const off_t places[] = {3, 14, 15};
	struct xap_db *db = open_db(at("other"), XAP_WRITE_NEW);
	for (unsigned round = 0; round < 3; round++) {
		write_all(db, round);
		ok(xap_commit(db, &err));
	}
	xap_close(db);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct freelist *list = freelist_new();
		freelist_keep(list, at("other")); /* still of the format that is known */
		spoil_lists(at("other"));
		const uint64_t spoilt = sum_of_tables(at("other"));
		flip(at("other/iamglass"), places[i]);
		assert_false(glass_format_is_known(at("other")));
		ok(freelist_restore(list, at("other"), &err));
		assert_int_equal(sum_of_tables(at("other")), spoilt);
		flip(at("other/iamglass"), places[i]);
		ok(freelist_restore(list, at("other"),
				    &err)); /* and into the one that it knows it does write */
		assert_int_not_equal(sum_of_tables(at("other")), spoilt);
		freelist_free(list);
		spoil_lists(at("other"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commits_that_fail),
		cmocka_unit_test(test_going_on),
		cmocka_unit_test(test_restore),
		cmocka_unit_test(test_other_formats),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
