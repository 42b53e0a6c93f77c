/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wrapper of xapian-core: opening, and the status that only a real disk
 * gives, each reached by what causes it in life; compacting and checking.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/xap_fixture.h"

enum { NOBODY = 65534 };

/* Xapian's own check deletes a cursor as its smaller base class; harmless, but ASan stops at it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "new_delete_type_mismatch=0";
}

/* ---- helpers ---- */

static const char *in(const char *folder, const char *file)
{
	static char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s/%s", folder, file);
	return path;
}

static void patch(const char *file, long offset, const char *bytes, size_t len)
{
	FILE *f = fopen(file, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, offset, SEEK_SET), 0);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* ---- opening, and the status that only a real disk gives ---- */

static void test_not_found(void **state)
{
	(void)state;
	struct xap_db *db = NULL;
	fails(xap_open(at("absent"), XAP_READ, &db, &err), STATUS_NOT_FOUND, "No such file");
	fails(xap_open(at("absent"), XAP_WRITE, &db, &err), STATUS_NOT_FOUND, "No such file");
	assert_int_not_equal(access(at("absent"), F_OK), 0);
	fails(xap_open(at("no/parent"), XAP_WRITE_OR_CREATE, &db, &err), STATUS_NOT_FOUND, "mkdir");
	fails(xap_open(at("no/parent"), XAP_WRITE_NEW, &db, &err), STATUS_NOT_FOUND, "mkdir");

	const char *empty = at("empty");
	assert_int_equal(mkdir(empty, 0755), 0);
	fails(xap_open(empty, XAP_READ, &db, &err), STATUS_NOT_FOUND, "holds no database");
	fails(xap_open(empty, XAP_WRITE, &db, &err), STATUS_NOT_FOUND, "holds no database");
	assert_int_equal(rmdir(empty), 0); /* nothing was left in it */
	assert_null(db);

	db = new_db("finding");
	store(db, 1, "a", "", "", "");
	uint32_t docid = 0;
	struct buffer out = BUFFER_INIT;
	fails(xap_find(db, slice_of("zz"), &docid, &err), STATUS_NOT_FOUND, "zz");
	fails(xap_data(db, 9, &out, &err), STATUS_NOT_FOUND, "9");
	fails(xap_data(db, 0, &out, &err), STATUS_NOT_FOUND, "0");
	fails(xap_value(db, 9, 0, &out, &err), STATUS_NOT_FOUND, "9");
	struct xap_terms *terms = NULL;
	fails(xap_terms_open(db, 9, slice_of(""), &terms, &err), STATUS_NOT_FOUND, "9");
	xap_close(db);
}

static void test_open_modes(void **state)
{
	(void)state;
	struct xap_db *db = open_db(at("modes"), XAP_WRITE_OR_CREATE);
	store(db, 1, "a", "", "", "");
	xap_close(db); /* commits */
	db = open_db(at("modes"), XAP_WRITE_OR_CREATE);
	assert_int_equal(xap_doccount(db), 1);
	xap_close(db);
	db = open_db(at("modes"), XAP_WRITE);
	xap_close(db);
	fails(xap_open(at("modes"), XAP_WRITE_NEW, &db, &err), STATUS_DATABASE, "already exists");
	fails(xap_open(in(at("modes"), "postlist.glass"), XAP_READ, &db, &err), STATUS_DATABASE,
	      "");
	assert_int_equal(xap_open(at("modes2"), XAP_READ, &db, NULL), STATUS_NOT_FOUND);
	xap_close(NULL);
}

static void test_locked(void **state)
{
	(void)state;
	struct xap_db *db = new_db("locked"), *other = NULL;
	fails(xap_open(at("locked"), XAP_WRITE, &other, &err), STATUS_LOCKED, "already locked");
	fails(xap_open(at("locked"), XAP_WRITE_OR_CREATE, &other, &err), STATUS_LOCKED, "locked");
	struct buffer report = BUFFER_INIT;
	uint64_t errors = 0;
	fails(xap_check(at("locked"), &report, &errors, &err), STATUS_LOCKED, "open for writing");
	other = open_db(at("locked"), XAP_READ); /* readers are not kept out */
	xap_close(other);
	xap_close(db);
	xap_close(open_db(at("locked"), XAP_WRITE));
}

static void replace_all(struct xap_db *writer, unsigned count, const char *text)
{
	for (unsigned i = 0; i < count; i++)
		store(writer, i, text, "v", "", "");
	ok(xap_commit(writer, &err));
}

static void test_modified(void **state)
{
	(void)state;
	enum { COUNT = 700 };
	struct xap_db *reader = many("modified", COUNT);
	struct xap_db *writer = open_db(at("modified"), XAP_WRITE);
	struct xap_query *query = words(XAP_OR, "word w1 w2 x1 x2");
	static struct xap_hit hits[ALL];
	size_t count = 0;
	replace_all(writer, COUNT, "word x1 w1");
	assert_int_equal(find(reader, query, hits), COUNT); /* one commit is survived */
	replace_all(writer, COUNT, "word x2 w1");
	replace_all(writer, COUNT, "word x1 w2");
	fails(find_by_matcher(reader, query, hits, &count), STATUS_MODIFIED, "discarded");
	bool changed = false;
	ok(xap_reopen(reader, &changed, &err));
	assert_true(changed);
	assert_int_equal(find(reader, query, hits), COUNT);
	ok(xap_reopen(reader, &changed, &err));
	assert_false(changed);
	ok(xap_reopen(reader, NULL, &err));
	xap_query_free(query);
	xap_close(writer);
	xap_close(reader);
}

static void test_version(void **state)
{
	(void)state;
	struct xap_db *db = NULL;
	xap_close(many("version", 3));
	patch(in(at("version"), "iamglass"), 15, "\xff", 1);
	fails(xap_open(at("version"), XAP_READ, &db, &err), STATUS_VERSION, "format version");
	fails(xap_open(at("version"), XAP_WRITE, &db, &err), STATUS_VERSION, "format version");
	struct buffer report = BUFFER_INIT;
	uint64_t errors = 0;
	fails(xap_check(at("version"), &report, &errors, &err), STATUS_VERSION, "format version");
}

static void test_corrupt(void **state)
{
	(void)state;
	struct xap_db *db = NULL;
	xap_close(many("magic", 3));
	patch(in(at("magic"), "iamglass"), 3, "?", 1);
	fails(xap_open(at("magic"), XAP_READ, &db, &err), STATUS_CORRUPT, "magic");
	xap_close(many("short", 3));
	assert_int_equal(truncate(in(at("short"), "postlist.glass"), 10), 0);
	fails(xap_open(at("short"), XAP_READ, &db, &err), STATUS_CORRUPT, "EOF");
	xap_close(many("less", 3));
	assert_int_equal(unlink(in(at("less"), "postlist.glass")), 0);
	fails(xap_open(at("less"), XAP_READ, &db, &err), STATUS_CORRUPT, "postlist.glass");
	fails(xap_open(at("less"), XAP_WRITE, &db, &err), STATUS_CORRUPT, "postlist.glass");
}

/* Runs probe(path) without the rights of root; its status, or STATUS_OK when that cannot be. */
static enum status as_nobody(enum status (*probe)(const char *path), const char *path)
{
	if (geteuid() != 0)
		return probe(path);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0 || access(root, X_OK) != 0)
			_exit(STATUS_OK);
		_exit((int)probe(path));
	}
	int ended = 0;
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_true(WIFEXITED(ended));
	return (enum status)WEXITSTATUS(ended);
}

static enum status probe_read(const char *path)
{
	struct xap_db *db = NULL;
	enum status status = xap_open(path, XAP_READ, &db, NULL);
	xap_close(db);
	return status;
}

static enum status probe_write(const char *path)
{
	struct xap_db *db = NULL;
	enum status status = xap_open(path, XAP_WRITE_OR_CREATE, &db, NULL);
	xap_close(db);
	return status;
}

static void test_no_permission(void **state)
{
	(void)state;
	xap_close(many("rights", 3));
	const char *path = at("rights");
	assert_int_equal(chmod(root, 0755), 0);
	assert_int_equal(chmod(in(path, "flintlock"), 0444), 0);
	assert_int_equal(chmod(path, 0555), 0);
	enum status writing = as_nobody(probe_write, path);
	enum status creating = as_nobody(probe_write, in(path, "new"));
	assert_int_equal(chmod(path, 0), 0);
	enum status reading = as_nobody(probe_read, path);
	assert_int_equal(chmod(path, 0755), 0);
	assert_int_equal(chmod(in(path, "postlist.glass"), 0), 0);
	enum status table = as_nobody(probe_read, path);
	assert_int_equal(chmod(root, 0700), 0);
	if (!writing && !reading)
		skip();                       /* root, and no way to be somebody else */
	assert_int_equal(writing, STATUS_IO); /* not LOCKED, though Xapian throws that */
	assert_int_equal(creating, STATUS_IO);
	assert_int_equal(reading, STATUS_IO);
	assert_int_equal(table, STATUS_IO);
}

/* Stores large documents and commits; the first failure. */
static enum status fill(struct xap_db *db)
{
	enum status status = STATUS_OK;
	struct xap_doc *doc = xap_doc_new();
	for (unsigned i = 1; i < 200 && !status; i++) {
		char word[16];
		xap_doc_clear(doc);
		for (unsigned k = 0; k < 500; k++) {
			snprintf(word, sizeof word, "w%u", i * 500 + k);
			xap_doc_posting(doc, slice_of(word), k, 1);
		}
		status = xap_replace(db, slice_of(word), doc, NULL, &err);
	}
	xap_doc_free(doc);
	return status ? status : xap_commit(db, &err);
}

/* A file size limit stands in for a full disk. */
static void test_disk_full(void **state)
{
	(void)state;
	struct rlimit limit, small;
	struct xap_db *db = new_db("full");
	store(db, 0, "kept", "", "", "");
	ok(xap_commit(db, &err));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 100 * 1024;
	void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	enum status status = fill(db);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, before);
	fails(status, STATUS_IO, "File too large");
	assert_int_equal(xap_doccount(db), 1); /* nothing of the batch */
	store(db, 200, "later", "", "", "");
	ok(xap_commit(db, &err));
	xap_close(db);
	db = open_db(at("full"), XAP_READ);
	finds(db, words(XAP_OR, "kept later"), "1 2");
	xap_close(db);
}

/* ---- maintenance ---- */

static void test_check(void **state)
{
	(void)state;
	struct buffer report = BUFFER_INIT;
	uint64_t errors = 99;
	xap_close(many("damage", 300));
	ok(xap_check(at("damage"), &report, &errors, &err));
	assert_int_equal(errors, 0);
	assert_non_null(strstr(buffer_cstr(&report), "postlist table structure checked OK"));

	char noise[1024];
	memset(noise, 0x5a, sizeof noise); /* the end of a block, where its items are */
	patch(in(at("damage"), "postlist.glass"), 8192 - (long)sizeof noise, noise, sizeof noise);
	ok(xap_check(at("damage"), &report, &errors, &err));
	assert_true(errors > 0);

	xap_close(many("damage2", 30));
	assert_int_equal(truncate(in(at("damage2"), "termlist.glass"), 4096), 0);
	ok(xap_check(at("damage2"), &report, &errors, &err));
	assert_true(errors > 0);
	assert_non_null(strstr(buffer_cstr(&report), "gave up on"));
	fails(xap_check(at("absent"), &report, &errors, &err), STATUS_NOT_FOUND, "No such file");
	assert_int_equal(mkdir(at("bare"), 0755), 0);
	fails(xap_check(at("bare"), &report, &errors, &err), STATUS_NOT_FOUND, "no database");
	buffer_release(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_found),     cmocka_unit_test(test_open_modes),
		cmocka_unit_test(test_locked),        cmocka_unit_test(test_modified),
		cmocka_unit_test(test_version),       cmocka_unit_test(test_corrupt),
		cmocka_unit_test(test_no_permission), cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_check),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
