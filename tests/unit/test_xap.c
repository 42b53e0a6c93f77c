/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wrapper of xapian-core against real databases in a temporary folder: every
 * status is reached by what causes it in life where that can be staged, and by
 * xap_fault_next otherwise (build with -DXAP_TEST_FAULTS).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/xap.h"

enum { PATH_SIZE = 512, ALL = 1000, NOBODY = 65534 };

static char root[256]; /* removed at the end */

/* Xapian's own check deletes a cursor as its smaller base class; harmless, but ASan stops at it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "new_delete_type_mismatch=0";
}

/* ---- helpers ---- */

/* A path in the temporary folder; the last 32 stay valid. */
static const char *at(const char *name)
{
	static char paths[32][PATH_SIZE];
	static unsigned next;
	char *path = paths[next++ % 32];
	snprintf(path, PATH_SIZE, "%s/%s", root, name);
	return path;
}

static const char *in(const char *folder, const char *file)
{
	static char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s/%s", folder, file);
	return path;
}

#define ok(call) ok_at(__LINE__, call)
static struct error err; /* of the last call that was given &err */

static void ok_at(int line, enum status status)
{
	if (status)
		fail_msg("line %d: %s: %s", line, status_name(status), err.msg);
}

#define fails(call, code, word) fails_at(__LINE__, call, code, word)
/* The call failed with this status, err has it too, and the message has this word. */
static void fails_at(int line, enum status status, enum status expected, const char *word)
{
	if (status != expected)
		fail_msg("line %d: %s, not %s: %s", line, status_name(status),
			 status_name(expected), err.msg);
	if (err.code != expected || !strstr(err.msg, word))
		fail_msg("line %d: no \"%s\" in \"%s\"", line, word, err.msg);
	err = (struct error){0};
}

static struct xap_db *open_db(const char *path, enum xap_mode mode)
{
	struct xap_db *db = NULL;
	ok(xap_open(path, mode, &db, &err));
	return db;
}

/* Gives each word of text the next position from 1 and wdf 1; "-" only takes a position. */
static void add_words(struct xap_doc *doc, const char *text)
{
	struct slice rest = slice_of(text);
	for (uint32_t position = 1; rest.len; position++) {
		size_t end = slice_find(rest, 0, " ");
		struct slice word = slice_sub(rest, 0, end);
		if (!slice_is(word, "-"))
			xap_doc_posting(doc, word, position, 1);
		rest = slice_from(rest, end + 1);
	}
}

/* Stores a document with the unique term Q<id>, words, and values for slots 0, 1 and 2. */
static uint32_t store(struct xap_db *db, unsigned id, const char *text, const char *v0,
		      const char *v1, const char *v2)
{
	char unique[16];
	uint32_t docid = 0;
	struct xap_doc *doc = xap_doc_new();
	snprintf(unique, sizeof unique, "Q%u", id);
	xap_doc_term(doc, slice_of(unique), 0);
	add_words(doc, text);
	xap_doc_value(doc, 0, slice_of(v0));
	xap_doc_value(doc, 1, slice_of(v1));
	xap_doc_value(doc, 2, slice_of(v2));
	xap_doc_data(doc, slice_of(text));
	ok(xap_replace(db, slice_of(unique), doc, &docid, &err));
	xap_doc_free(doc);
	return docid;
}

static struct xap_db *new_db(const char *name)
{
	return open_db(at(name), XAP_WRITE_NEW);
}

/* A database of `count` committed documents "word w<i % 7>", slot 0 = i % 3; for reading. */
static struct xap_db *many(const char *name, unsigned count)
{
	struct xap_db *db = new_db(name);
	for (unsigned i = 0; i < count; i++) {
		char text[64], value[16];
		snprintf(text, sizeof text, "word w%u w%u", i % 7, i % 5);
		snprintf(value, sizeof value, "%u", i % 3);
		store(db, i, text, value, "", "");
	}
	ok(xap_commit(db, &err));
	xap_close(db);
	return open_db(at(name), XAP_READ);
}

static struct xap_search search_for(const struct xap_query *query)
{
	return (struct xap_search){
		.query = query, .count = ALL, .check_at_least = UINT32_MAX,
		.k1 = 1.2, .b = 0.75, .min_normlen = 0.5, .want_terms = true,
	};
}

static struct xap_hits *run(struct xap_db *db, const struct xap_search *search)
{
	struct xap_hits *hits = NULL;
	ok(xap_run(db, search, &hits, &err));
	return hits;
}

/* The document ids in the order found: "3 1 2". */
static const char *order_of(const struct xap_hits *hits)
{
	static char text[8 * ALL];
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < xap_hits_count(hits); i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%u", i ? " " : "",
					 xap_hits_at(hits, i).docid);
	return text;
}

static int by_docid(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

#define finds(db, query, ids) finds_at(__LINE__, db, query, ids)
/* The query, freed here, matches exactly the documents in `ids` ("1 2 3"). */
static void finds_at(int line, struct xap_db *db, struct xap_query *query, const char *ids)
{
	struct xap_search search = search_for(query);
	struct xap_hits *hits = NULL;
	ok_at(line, xap_run(db, &search, &hits, &err));
	uint32_t docids[ALL];
	size_t count = xap_hits_count(hits);
	for (size_t i = 0; i < count; i++)
		docids[i] = xap_hits_at(hits, i).docid;
	qsort(docids, count, sizeof *docids, by_docid);
	char text[8 * ALL] = "";
	size_t used = 0;
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%u", i ? " " : "",
					 docids[i]);
	if (strcmp(text, ids) != 0)
		fail_msg("line %d: found \"%s\", not \"%s\"", line, text, ids);
	bool exact = false;
	assert_int_equal(xap_hits_total(hits, &exact), count);
	assert_true(exact);
	xap_hits_free(hits);
	xap_query_free(query);
}

/* The score of one document under a query, which is freed; -1 when it does not match. */
static double score(struct xap_db *db, struct xap_query *query, uint32_t docid)
{
	struct xap_search search = search_for(query);
	struct xap_hits *hits = run(db, &search);
	double found = -1;
	for (size_t i = 0; i < xap_hits_count(hits); i++)
		if (xap_hits_at(hits, i).docid == docid)
			found = xap_hits_at(hits, i).score;
	xap_hits_free(hits);
	xap_query_free(query);
	return found;
}

static struct xap_query *term(const char *word)
{
	return xap_query_term(slice_of(word), 1);
}

static struct xap_query *range(unsigned slot, const char *low, const char *high)
{
	return xap_query_range(slot, slice_of(low), slice_of(high));
}

static struct xap_query *within(const char *word, uint32_t first, uint32_t last)
{
	return xap_query_term_within(slice_of(word), first, last);
}

/* Joins terms given as "a b c". */
static struct xap_query *words(enum xap_op op, const char *text, unsigned window)
{
	struct xap_query *parts[8];
	size_t count = 0;
	struct slice rest = slice_of(text);
	while (rest.len) {
		size_t end = slice_find(rest, 0, " ");
		parts[count++] = xap_query_term(slice_sub(rest, 0, end), 1);
		rest = slice_from(rest, end + 1);
	}
	return xap_query_join(op, parts, count, window);
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
	fails(xap_open(in(at("modes"), "postlist.glass"), XAP_READ, &db, &err), STATUS_DATABASE, "");
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
	struct xap_query *query = words(XAP_OR, "word w1 w2 x1 x2", 0);
	struct xap_search search = search_for(query);
	struct xap_hits *hits = NULL;
	replace_all(writer, COUNT, "word x1 w1");
	hits = run(reader, &search); /* one commit is survived */
	assert_int_equal(xap_hits_count(hits), COUNT);
	xap_hits_free(hits);
	replace_all(writer, COUNT, "word x2 w1");
	replace_all(writer, COUNT, "word x1 w2");
	fails(xap_run(reader, &search, &hits, &err), STATUS_MODIFIED, "discarded");
	bool changed = false;
	ok(xap_reopen(reader, &changed, &err));
	assert_true(changed);
	hits = run(reader, &search);
	assert_int_equal(xap_hits_count(hits), COUNT);
	xap_hits_free(hits);
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
		skip(); /* root, and no way to be somebody else */
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
	finds(db, words(XAP_OR, "kept later", 0), "1 2");
	xap_close(db);
}

/* ---- faults: every class, every function ---- */

static void test_fault_classes(void **state)
{
	(void)state;
	static const struct {
		const char *kind;
		enum status status;
	} expected[] = {
		{"lock", STATUS_LOCKED},        {"modified", STATUS_MODIFIED},
		{"version", STATUS_VERSION},    {"corrupt", STATUS_CORRUPT},
		{"docnotfound", STATUS_NOT_FOUND}, {"open", STATUS_DATABASE},
		{"notfound", STATUS_NOT_FOUND}, {"invalid", STATUS_INVALID},
		{"network", STATUS_DATABASE},   {"database", STATUS_DATABASE},
		{"range", STATUS_INVALID},      {"unimplemented", STATUS_DATABASE},
		{"feature", STATUS_VERSION},    {"bad_alloc", STATUS_NOMEM},
		{"std", STATUS_UNKNOWN},        {"int", STATUS_UNKNOWN},
	};
	struct xap_db *db = many("classes", 1);
	struct buffer out = BUFFER_INIT;
	buffer_add_str(&out, "before");
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		xap_fault_next(expected[i].kind);
		fails(xap_uuid(db, &out, &err), expected[i].status, "cannot read the UUID: ");
		assert_string_equal(buffer_cstr(&out), "before");
	}
	xap_fault_next("lock");
	assert_int_equal(xap_uuid(db, &out, NULL), STATUS_LOCKED);
	xap_fault_next("lock");
	xap_fault_next(NULL);
	ok(xap_uuid(db, &out, &err));
	assert_int_equal(out.len, 36);
	buffer_release(&out);
	xap_close(db);
}

#define faulty(call) (xap_fault_next("corrupt"), fails(call, STATUS_CORRUPT, "injected"))

static void test_fault_databases(void **state)
{
	(void)state;
	struct xap_db *db = new_db("faults"), *reader = NULL, *other = NULL;
	store(db, 1, "a b", "v", "", "");
	ok(xap_commit(db, &err));
	reader = open_db(at("faults"), XAP_READ);
	other = open_db(at("faults"), XAP_READ);
	struct buffer out = BUFFER_INIT, out2 = BUFFER_INIT;
	uint64_t number = 0;
	uint32_t n = 0;
	const char *sources[] = {at("faults")};
	struct xap_db *none = NULL;
	faulty(xap_open(at("faults"), XAP_READ, &none, &err));
	assert_null(none);
	faulty(xap_add_database(reader, other, &err));
	faulty(xap_reopen(reader, NULL, &err));
	faulty(xap_commit(db, &err));
	faulty(xap_rollback(db, &err));
	faulty(xap_revision(db, &number, &err));
	faulty(xap_metadata_get(db, "key", &out, &err));
	faulty(xap_metadata_set(db, "key", slice_of("v"), &err));
	faulty(xap_term_frequency(db, slice_of("a"), &n, &err));
	faulty(xap_find(db, slice_of("a"), &n, &err));
	faulty(xap_data(db, 1, &out, &err));
	faulty(xap_value(db, 1, 0, &out, &err));
	faulty(xap_value_bounds(db, 0, &out, &out2, &err));
	faulty(xap_check(at("faults"), &out, &number, &err));
	faulty(xap_compact(sources, 1, at("target"), &err));
	faulty(xap_delete(db, slice_of("a"), &err));
	assert_int_equal(out.len + out2.len, 0);
	xap_fault_next("int");
	assert_int_equal(xap_doccount(db), 0);
	xap_fault_next("std");
	assert_int_equal(xap_lastdocid(db), 0);
	xap_fault_next("bad_alloc");
	assert_true(xap_average_length(db) == 0);
	xap_fault_next("database");
	xap_close(db);
	xap_close(other);
	xap_close(reader);
}

static void test_fault_rest(void **state)
{
	(void)state;
	struct xap_db *db = new_db("rest");
	store(db, 1, "a b", "v", "", "");
	struct xap_doc *doc = xap_doc_new();
	xap_doc_term(doc, slice_of("u"), 0);
	faulty(xap_replace(db, slice_of("u"), doc, NULL, &err));
	struct xap_terms *terms = NULL;
	faulty(xap_terms_open(db, 0, slice_of(""), &terms, &err));
	ok(xap_terms_open(db, 0, slice_of(""), &terms, &err));
	bool more;
	struct slice name;
	faulty(xap_terms_next(terms, &more, &name, NULL, NULL, &err));
	xap_terms_close(terms);
	struct buffer out = BUFFER_INIT;
	struct xap_query *query = term("a");
	faulty(xap_query_describe(query, &out, &err));
	struct xap_search search = search_for(query);
	struct xap_hits *hits = NULL;
	faulty(xap_run(db, &search, &hits, &err));
	assert_null(hits);
	xap_query_free(query);
	xap_fault_next("std");
	xap_pack_number(1, &out);
	assert_int_equal(out.len, 0);
	buffer_release(&out);
	xap_fault_next("lock");
	xap_doc_clear(doc); /* a failed clear leaves a failed document */
	fails(xap_doc_status(doc, &err), STATUS_LOCKED, "clear");
	xap_doc_clear(doc);
	ok(xap_doc_status(doc, &err));
	xap_doc_free(doc);
	xap_close(db);
}

static void test_no_memory_for_handles(void **state)
{
	(void)state;
	struct xap_db *db = new_db("memory");
	xap_fault_next("bad_alloc");
	struct xap_doc *doc = xap_doc_new();
	assert_null(doc);
	xap_doc_term(doc, slice_of("u"), 1);
	xap_doc_posting(doc, slice_of("u"), 1, 1);
	xap_doc_value(doc, 1, slice_of("u"));
	xap_doc_data(doc, slice_of("u"));
	xap_doc_clear(doc);
	fails(xap_doc_status(doc, &err), STATUS_NOMEM, "memory");
	fails(xap_replace(db, slice_of("u"), doc, NULL, &err), STATUS_NOMEM, "memory");
	xap_doc_free(doc);

	xap_fault_next("bad_alloc");
	struct xap_query *query = term("a");
	assert_non_null(query);
	struct buffer out = BUFFER_INIT;
	fails(xap_query_describe(query, &out, &err), STATUS_NOMEM, "memory");
	struct xap_query *joined = xap_query_pair(XAP_OR, term("b"), query); /* frees the static */
	fails(xap_query_describe(joined, &out, &err), STATUS_NOMEM, "memory");
	struct xap_query *copy = xap_query_copy(joined);
	fails(xap_query_describe(copy, &out, &err), STATUS_NOMEM, "memory");
	xap_query_free(joined);
	xap_query_free(copy);
	struct xap_query *parts[] = {term("a"), xap_query_term(slice_of(""), 1)};
	xap_fault_next("bad_alloc"); /* no handle, and a failed part as well */
	joined = xap_query_join(XAP_AND, parts, 2, 0);
	fails(xap_query_describe(joined, &out, &err), STATUS_NOMEM, "memory");
	xap_query_free(joined);
	xap_close(db);
}

/* ---- documents ---- */

static void test_sticky_document(void **state)
{
	(void)state;
	struct xap_db *db = new_db("sticky");
	char word[XAP_TERM_MAX + 2];
	memset(word, 'x', sizeof word);
	struct xap_doc *doc = xap_doc_new();
	xap_doc_term(doc, slice_of("Q1"), 0);
	xap_doc_term(doc, slice_make(word, XAP_TERM_MAX), 1);
	ok(xap_doc_status(doc, &err));
	xap_doc_posting(doc, slice_make(word, XAP_TERM_MAX + 1), 1, 1);
	xap_doc_term(doc, slice_of(""), 1); /* the first failure stays */
	fails(xap_doc_status(doc, &err), STATUS_INVALID, "term of 246 bytes: xxx");
	store(db, 5, "pending", "", "", "");
	fails(xap_replace(db, slice_of("Q1"), doc, NULL, &err), STATUS_INVALID, "246");
	assert_int_equal(xap_doccount(db), 1); /* the batch goes on */
	assert_int_equal(xap_doc_status(doc, NULL), STATUS_INVALID);

	xap_doc_clear(doc);
	ok(xap_doc_status(doc, &err));
	xap_doc_term(doc, slice_of("Q1"), 0);
	xap_doc_term(doc, slice_make(word, XAP_TERM_MAX), 1);
	ok(xap_replace(db, slice_of("Q1"), doc, NULL, &err));
	ok(xap_commit(db, &err)); /* the longest term really fits */
	uint32_t documents = 0;
	ok(xap_term_frequency(db, slice_make(word, XAP_TERM_MAX), &documents, &err));
	assert_int_equal(documents, 1);
	xap_doc_free(doc);
	xap_close(db);
}

static void test_document_limits(void **state)
{
	(void)state;
	struct xap_db *db = new_db("limits");
	char zeros[XAP_TERM_MAX] = "";
	struct xap_doc *doc = xap_doc_new();
	xap_doc_term(doc, slice_make(zeros, 122), 1);
	xap_doc_term(doc, slice_of("Q"), 0);
	xap_doc_posting(doc, slice_of("far"), UINT32_MAX, 1);
	xap_doc_posting(doc, slice_of("far"), 0, 1);
	ok(xap_replace(db, slice_of("Q"), doc, NULL, &err));
	ok(xap_commit(db, &err));
	xap_doc_term(doc, slice_make(zeros, 123), 1);
	fails(xap_doc_status(doc, &err), STATUS_INVALID, "246");
	xap_doc_clear(doc);
	xap_doc_term(doc, slice_of(""), 1);
	fails(xap_doc_status(doc, &err), STATUS_INVALID, "empty term");
	xap_doc_clear(doc);
	xap_doc_posting(doc, slice_of(""), 1, 1);
	fails(xap_doc_status(doc, &err), STATUS_INVALID, "empty term");
	xap_doc_clear(doc);
	xap_doc_value(doc, UINT32_MAX, slice_of("v"));
	fails(xap_doc_status(doc, &err), STATUS_INVALID, "slot");
	xap_doc_free(doc);
	xap_doc_free(NULL);
	finds(db, within("far", UINT32_MAX, UINT32_MAX), "1");
	finds(db, within("far", 0, 0), "1");
	finds(db, within("far", 1, UINT32_MAX - 1), "");
	xap_close(db);
}

static void test_replace_is_idempotent(void **state)
{
	(void)state;
	struct xap_db *db = new_db("replace");
	assert_int_equal(store(db, 7, "a b", "x", "", ""), 1);
	assert_int_equal(store(db, 8, "a c", "y", "", ""), 2);
	double length = xap_average_length(db);
	assert_int_equal(store(db, 7, "a b", "x", "", ""), 1);
	ok(xap_commit(db, &err));
	assert_int_equal(store(db, 7, "a b", "x", "", ""), 1);
	ok(xap_commit(db, &err));
	assert_int_equal(xap_doccount(db), 2);
	assert_int_equal(xap_lastdocid(db), 2);
	assert_true(xap_average_length(db) == length && length == 2);

	struct xap_doc *doc = xap_doc_new(); /* one for two */
	xap_doc_term(doc, slice_of("a"), 3);
	uint32_t docid = 0;
	ok(xap_replace(db, slice_of("a"), doc, &docid, &err));
	assert_int_equal(docid, 1);
	assert_int_equal(xap_doccount(db), 1);
	fails(xap_replace(db, slice_of("z"), doc, &docid, &err), STATUS_INVALID, "unique term z");
	fails(xap_replace(db, slice_of(""), doc, &docid, &err), STATUS_INVALID, "empty term");
	assert_int_equal(xap_doccount(db), 1); /* INVALID rolls nothing back */
	ok(xap_delete(db, slice_of("nothing has it"), &err));
	fails(xap_delete(db, slice_of(""), &err), STATUS_INVALID, "empty term");
	assert_int_equal(xap_doccount(db), 1);
	ok(xap_delete(db, slice_of("a"), &err));
	assert_int_equal(xap_doccount(db), 0);
	ok(xap_replace(db, slice_of("a"), doc, NULL, &err));
	xap_doc_free(doc);
	xap_close(db);
}

static void test_stored_fields(void **state)
{
	(void)state;
	struct xap_db *db = new_db("fields");
	struct buffer out = BUFFER_INIT, high = BUFFER_INIT;
	uint32_t docid = 0;
	ok(xap_value_bounds(db, 0, &out, &high, &err));
	assert_int_equal(out.len + high.len, 0);
	store(db, 1, "a b", "m", "", "");
	store(db, 2, "b c", "k", "", "");
	ok(xap_data(db, 2, &out, &err));
	assert_string_equal(buffer_cstr(&out), "b c");
	ok(xap_value(db, 1, 0, &out, &err));
	assert_string_equal(buffer_cstr(&out), "m");
	ok(xap_value(db, 1, 99, &out, &err));
	assert_int_equal(out.len, 0);
	ok(xap_value_bounds(db, 0, &out, &high, &err));
	assert_string_equal(buffer_cstr(&out), "k");
	assert_string_equal(buffer_cstr(&high), "m");
	ok(xap_find(db, slice_of("b"), &docid, &err));
	assert_int_equal(docid, 1);
	ok(xap_find(db, slice_of("c"), &docid, &err));
	assert_int_equal(docid, 2);
	fails(xap_find(db, slice_of(""), &docid, &err), STATUS_INVALID, "empty term");
	fails(xap_term_frequency(db, slice_of(""), &docid, &err), STATUS_INVALID, "empty term");
	ok(xap_term_frequency(db, slice_of("b"), &docid, &err));
	assert_int_equal(docid, 2);
	ok(xap_term_frequency(db, slice_of("zz"), &docid, &err));
	assert_int_equal(docid, 0);
	buffer_release(&out);
	buffer_release(&high);
	xap_close(db);
}

/* ---- batches ---- */

static void test_rollback(void **state)
{
	(void)state;
	struct xap_db *db = new_db("rollback");
	ok(xap_rollback(db, &err)); /* nothing pending */
	store(db, 1, "a", "", "", "");
	ok(xap_commit(db, &err));
	store(db, 2, "b", "", "", "");
	ok(xap_metadata_set(db, "key", slice_of("lost"), &err));
	ok(xap_delete(db, slice_of("Q1"), &err));
	assert_int_equal(xap_doccount(db), 1); /* a writer sees its own changes */
	ok(xap_rollback(db, &err));
	assert_int_equal(xap_doccount(db), 1);
	finds(db, term("a"), "1");
	finds(db, term("b"), "");
	struct buffer out = BUFFER_INIT;
	ok(xap_metadata_get(db, "key", &out, &err));
	assert_int_equal(out.len, 0);
	buffer_release(&out);
	store(db, 3, "c", "", "", "");
	xap_fault_next("database"); /* a change that fails takes the batch with it */
	fails(xap_delete(db, slice_of("Q1"), &err), STATUS_DATABASE, "injected");
	finds(db, term("c"), "");
	store(db, 4, "d", "", "", "");
	xap_close(db);
	db = open_db(at("rollback"), XAP_READ);
	finds(db, words(XAP_OR, "a b c d", 0), "1 2");
	xap_close(db);
}

static void test_batch_is_whole(void **state)
{
	(void)state;
	assert_int_equal(setenv("XAPIAN_FLUSH_THRESHOLD", "10", 1), 0);
	struct xap_db *db = new_db("whole"), *reader = open_db(at("whole"), XAP_READ);
	unsetenv("XAPIAN_FLUSH_THRESHOLD");
	uint64_t before = 0, after = 0;
	ok(xap_revision(db, &before, &err));
	for (unsigned i = 0; i < 100; i++)
		store(db, i, "a", "", "", "");
	ok(xap_reopen(reader, NULL, &err));
	assert_int_equal(xap_doccount(reader), 0); /* Xapian alone would have shown 10 times 10 */
	ok(xap_commit(db, &err));
	ok(xap_reopen(reader, NULL, &err));
	assert_int_equal(xap_doccount(reader), 100);
	ok(xap_revision(reader, &after, &err));
	assert_int_equal(after, before + 1);
	xap_close(reader);
	xap_close(db);
}

static void test_writer_dies(void **state)
{
	(void)state;
	xap_close(many("dies", 5));
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct xap_db *db = open_db(at("dies"), XAP_WRITE);
		store(db, 77, "unfinished", "", "", "");
		ok(xap_delete(db, slice_of("Q1"), &err));
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	struct xap_db *db = open_db(at("dies"), XAP_WRITE); /* the lock died too */
	assert_int_equal(xap_doccount(db), 5);
	finds(db, term("unfinished"), "");
	finds(db, term("Q1"), "2");
	xap_close(db);
}

static void test_revision_and_uuid(void **state)
{
	(void)state;
	struct xap_db *db = new_db("revision");
	uint64_t first = 0, second = 0, third = 0;
	ok(xap_revision(db, &first, &err));
	store(db, 1, "a", "", "", "");
	ok(xap_revision(db, &second, &err));
	assert_int_equal(second, first); /* pending */
	ok(xap_commit(db, &err));
	ok(xap_revision(db, &second, &err));
	assert_true(second > first);
	ok(xap_metadata_set(db, "k", slice_of("v"), &err));
	ok(xap_commit(db, &err));
	ok(xap_revision(db, &third, &err));
	assert_true(third > second);
	ok(xap_commit(db, &err)); /* nothing to commit */
	ok(xap_revision(db, &second, &err));
	assert_true(third == second);
	xap_close(db);

	struct xap_db *one = open_db(at("revision"), XAP_READ), *two = many("revision2", 2);
	struct buffer a = BUFFER_INIT, b = BUFFER_INIT;
	ok(xap_uuid(one, &a, &err));
	ok(xap_uuid(two, &b, &err));
	assert_string_not_equal(buffer_cstr(&a), buffer_cstr(&b));
	ok(xap_add_database(one, two, &err));
	fails(xap_revision(one, &first, &err), STATUS_DATABASE, "exactly one");
	buffer_release(&a);
	buffer_release(&b);
	xap_close(one);
	xap_close(two);
}

static void test_read_only(void **state)
{
	(void)state;
	struct xap_db *db = many("readonly", 2), *writer = open_db(at("readonly"), XAP_WRITE);
	struct xap_doc *doc = xap_doc_new();
	xap_doc_term(doc, slice_of("u"), 0);
	fails(xap_commit(db, &err), STATUS_INVALID, "reading only");
	fails(xap_rollback(db, &err), STATUS_INVALID, "reading only");
	fails(xap_replace(db, slice_of("u"), doc, NULL, &err), STATUS_INVALID, "reading only");
	fails(xap_delete(db, slice_of("u"), &err), STATUS_INVALID, "reading only");
	fails(xap_metadata_set(db, "u", slice_of("v"), &err), STATUS_INVALID, "reading only");
	fails(xap_add_database(db, writer, &err), STATUS_INVALID, "writing");
	fails(xap_add_database(writer, db, &err), STATUS_INVALID, "writing");
	xap_doc_free(doc);
	xap_close(writer);
	xap_close(db);
}

static void test_metadata(void **state)
{
	(void)state;
	struct xap_db *db = new_db("metadata");
	struct buffer out = BUFFER_INIT;
	char key[XAP_TERM_MAX + 2];
	memset(key, 'k', sizeof key);
	key[XAP_TERM_MAX + 1] = '\0';
	buffer_add_str(&out, "replaced");
	ok(xap_metadata_get(db, "never set", &out, &err));
	assert_int_equal(out.len, 0);
	ok(xap_metadata_set(db, "k", slice_make("a\0b", 3), &err));
	ok(xap_metadata_set(db, key + 1, slice_of("long"), &err));
	fails(xap_metadata_set(db, key, slice_of("v"), &err), STATUS_INVALID, "too long");
	fails(xap_metadata_set(db, "", slice_of("v"), &err), STATUS_INVALID, "empty");
	fails(xap_metadata_get(db, "", &out, &err), STATUS_INVALID, "mpty");
	ok(xap_commit(db, &err));
	xap_close(db);
	db = open_db(at("metadata"), XAP_WRITE);
	ok(xap_metadata_get(db, "k", &out, &err));
	assert_int_equal(out.len, 3);
	assert_memory_equal(out.ptr, "a\0b", 3);
	ok(xap_metadata_get(db, key + 1, &out, &err));
	assert_string_equal(buffer_cstr(&out), "long");
	ok(xap_metadata_set(db, "k", slice_of(""), &err));
	ok(xap_metadata_get(db, "k", &out, &err));
	assert_int_equal(out.len, 0);
	buffer_release(&out);
	xap_close(db);
}

/* ---- terms ---- */

/* "a:2/1 ab:1/1": term, frequency and wdf of what the cursor gives. */
static const char *terms_of(struct xap_db *db, uint32_t docid, const char *prefix)
{
	static char text[1024];
	struct xap_terms *terms = NULL;
	text[0] = '\0';
	ok(xap_terms_open(db, docid, slice_of(prefix), &terms, &err));
	for (bool more = true; more;) {
		struct slice name;
		uint32_t frequency = 99, wdf = 99;
		ok(xap_terms_next(terms, &more, &name, &frequency, &wdf, &err));
		size_t used = strlen(text);
		if (more)
			snprintf(text + used, sizeof text - used, "%.*s:%u/%u ", SLICE_ARG(name),
				 frequency, wdf);
		else
			assert_true(name.len == 0 && frequency == 0 && wdf == 0);
	}
	bool more = true;
	struct slice name;
	ok(xap_terms_next(terms, &more, &name, NULL, NULL, &err)); /* the end stays the end */
	assert_false(more);
	xap_terms_close(terms);
	return text;
}

static void test_terms(void **state)
{
	(void)state;
	struct xap_db *db = new_db("terms");
	assert_string_equal(terms_of(db, 0, ""), "");
	store(db, 1, "b ab a ab abc", "", "", "");
	store(db, 2, "ab ac b", "", "", "");
	assert_string_equal(terms_of(db, 0, "ab"), "ab:2/0 abc:1/0 ");
	assert_string_equal(terms_of(db, 0, "Q"), "Q1:1/0 Q2:1/0 ");
	assert_string_equal(terms_of(db, 0, ""),
			    "Q1:1/0 Q2:1/0 a:1/0 ab:2/0 abc:1/0 ac:1/0 b:2/0 ");
	assert_string_equal(terms_of(db, 0, "zz"), "");
	assert_string_equal(terms_of(db, 1, ""), "Q1:1/0 a:1/1 ab:2/2 abc:1/1 b:2/1 ");
	assert_string_equal(terms_of(db, 1, "ab"), "ab:2/2 abc:1/1 ");
	assert_string_equal(terms_of(db, 2, "a"), "ab:2/1 ac:1/1 ");
	assert_string_equal(terms_of(db, 2, "zz"), "");
	assert_string_equal(terms_of(db, 2, "A"), "");
	xap_terms_close(NULL);
	xap_close(db);
}

/* ---- queries ---- */

static struct xap_db *small_db(const char *name)
{
	struct xap_db *db = new_db(name);
	store(db, 1, "a b c", "", "", "");
	store(db, 2, "b a - c", "1", "", "");
	store(db, 3, "a - - b - c d", "2", "", "");
	store(db, 4, "c b a", "3", "", "");
	store(db, 5, "z", "30", "", "");
	ok(xap_commit(db, &err));
	return db;
}

static void test_operators(void **state)
{
	(void)state;
	struct xap_db *db = small_db("operators");
	finds(db, xap_query_all(), "1 2 3 4 5");
	finds(db, xap_query_nothing(), "");
	finds(db, term("a"), "1 2 3 4");
	finds(db, words(XAP_AND, "a d", 0), "3");
	finds(db, words(XAP_OR, "d z", 0), "3 5");
	finds(db, words(XAP_AND_NOT, "a d z", 0), "1 2 4");
	finds(db, words(XAP_AND_MAYBE, "a d z", 0), "1 2 3 4");
	finds(db, words(XAP_FILTER, "a d c", 0), "3");
	finds(db, words(XAP_SYNONYM, "d z", 0), "3 5");
	finds(db, words(XAP_MAX, "d z", 0), "3 5");
	finds(db, words(XAP_AND, "a zz", 0), "");
	finds(db, xap_query_pair(XAP_AND_NOT, xap_query_all(), term("a")), "5");
	/* An operator weighs as promised. */
	double a = score(db, term("a"), 3), d = score(db, term("d"), 3);
	assert_true(a > 0 && d > a);
	assert_true(fabs(score(db, words(XAP_AND, "a d", 0), 3) - (a + d)) < 1e-12);
	assert_true(fabs(score(db, words(XAP_AND_MAYBE, "a d", 0), 3) - (a + d)) < 1e-12);
	assert_true(score(db, words(XAP_FILTER, "a d", 0), 3) == a);
	assert_true(score(db, words(XAP_MAX, "a d", 0), 3) == d);
	assert_true(score(db, words(XAP_SYNONYM, "a d", 0), 3) < a + d);
	assert_true(score(db, xap_query_all(), 3) == 0);
	assert_true(score(db, range(0, "2", "2"), 3) == 0);
	assert_true(score(db, xap_query_term(slice_of("a"), 2), 3) > a);
	xap_close(db);
}

static void test_missing_parts(void **state)
{
	(void)state;
	struct xap_db *db = small_db("missing");
	finds(db, xap_query_join(XAP_OR, NULL, 0, 0), "");
	finds(db, xap_query_join(XAP_PHRASE, NULL, 0, 0), "");
	finds(db, xap_query_pair(XAP_OR, NULL, NULL), "");
	finds(db, xap_query_pair(XAP_OR, NULL, term("z")), "5");
	finds(db, xap_query_pair(XAP_AND, term("z"), NULL), "5");
	finds(db, xap_query_pair(XAP_PHRASE, term("z"), NULL), "5");
	finds(db, xap_query_pair(XAP_AND_NOT, term("z"), NULL), "5");
	finds(db, xap_query_pair(XAP_AND_NOT, NULL, term("z")), ""); /* never turns into z */
	finds(db, xap_query_pair(XAP_AND_MAYBE, NULL, term("z")), "");
	finds(db, xap_query_pair(XAP_FILTER, NULL, term("z")), "");
	finds(db, xap_query_scale(NULL, 2), "");
	finds(db, xap_query_fixed(NULL, 2), "");
	finds(db, xap_query_pair(XAP_AND_NOT, term("a"), xap_query_nothing()), "1 2 3 4");
	finds(db, xap_query_fixed(xap_query_nothing(), 1), "");
	xap_query_free(NULL);
	xap_close(db);
}

static void test_ranges(void **state)
{
	(void)state;
	struct xap_db *db = small_db("ranges");
	finds(db, range(0, "1", "2"), "2 3");
	finds(db, range(0, "2", "3"), "3 4"); /* bytewise: "30" is after "3" */
	finds(db, range(0, "2", "30"), "3 4 5");
	finds(db, range(0, "2", ""), "3 4 5");
	finds(db, range(0, "", "2"), "2 3"); /* the document without a value is in no range */
	finds(db, range(0, "", "9"), "2 3 4 5");
	finds(db, range(0, "", ""), "2 3 4 5");
	finds(db, range(0, "3", "2"), "");
	finds(db, range(0, "4", ""), "");
	finds(db, range(7, "", "2"), "");
	finds(db, range(7, "", ""), "");
	finds(db, xap_query_pair(XAP_FILTER, term("c"), range(0, "", "2")), "2 3");
	finds(db, xap_query_pair(XAP_AND_NOT, term("c"), range(0, "", "")), "1");
	finds(db, xap_query_pair(XAP_AND_NOT, xap_query_all(), range(0, "", "")), "1");
	xap_close(db);
}

static void test_windows(void **state)
{
	(void)state;
	struct xap_db *db = small_db("windows");
	finds(db, words(XAP_PHRASE, "a b", 0), "1");
	finds(db, words(XAP_PHRASE, "a b", 2), "1");
	finds(db, words(XAP_PHRASE, "a b", 3), "1");
	finds(db, words(XAP_PHRASE, "a b", 4), "1 3"); /* positions 1 and 4 */
	finds(db, words(XAP_PHRASE, "b a", 0), "2 4");
	finds(db, words(XAP_PHRASE, "a b c", 0), "1");
	finds(db, words(XAP_PHRASE, "a b c", 5), "1");
	finds(db, words(XAP_PHRASE, "a b c", 6), "1 3");
	finds(db, words(XAP_NEAR, "a b", 0), "1 2 4");
	finds(db, words(XAP_NEAR, "a b", 3), "1 2 4");
	finds(db, words(XAP_NEAR, "a b", 4), "1 2 3 4");
	finds(db, words(XAP_NEAR, "c a b", 3), "1 4");
	finds(db, words(XAP_NEAR, "c a b", 4), "1 2 4");
	finds(db, words(XAP_PHRASE, "a b", 1), ""); /* two words do not fit in one */
	finds(db, words(XAP_PHRASE, "a", 0), "1 2 3 4");
	finds(db, words(XAP_PHRASE, "a zz", 0), "");
	finds(db, xap_query_pair(XAP_PHRASE, words(XAP_OR, "z c", 0), term("b")), "4");
	finds(db, xap_query_pair(XAP_PHRASE, term("c"), xap_query_nothing()), "");
	finds(db, words(XAP_AND, "a d", 5), "3"); /* no use for a window */
	xap_close(db);
}

static void test_sticky_query(void **state)
{
	(void)state;
	struct xap_db *db = small_db("stickyquery");
	struct buffer out = BUFFER_INIT;
	struct xap_query *bad[] = {
		xap_query_term(slice_of(""), 1),
		within("", 1, 2),
		xap_query_pair(XAP_PHRASE, term("a"), words(XAP_AND, "a b", 0)),
		xap_query_pair(XAP_NEAR, xap_query_all(), term("a")),
		xap_query_pair(XAP_PHRASE, term("a"), within("b", 1, 2)),
		xap_query_pair(XAP_PHRASE, term("a"),
			       xap_query_pair(XAP_OR, term("a"), xap_query_all())),
		xap_query_scale(term("a"), -1),
		xap_query_scale(term("a"), NAN),
		xap_query_fixed(term("a"), -1),
		xap_query_fixed(term("a"), INFINITY),
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fails(xap_query_describe(bad[i], &out, &err), STATUS_INVALID, "cannot build");
		struct xap_query *copy = xap_query_copy(bad[i]);
		struct xap_query *whole = xap_query_scale(xap_query_pair(XAP_OR, term("a"), copy), 2);
		whole = xap_query_fixed(xap_query_pair(XAP_AND_NOT, whole, NULL), 1);
		struct xap_search search = search_for(whole);
		struct xap_hits *hits = NULL;
		fails(xap_run(db, &search, &hits, &err), STATUS_INVALID, "cannot build");
		assert_null(hits);
		xap_query_free(whole);
		xap_query_free(bad[i]);
	}
	struct xap_query *parts[] = {term("a"), xap_query_scale(term("b"), -1),
				     xap_query_term(slice_of(""), 1)};
	struct xap_query *first = xap_query_join(XAP_OR, parts, 3, 0);
	fails(xap_query_describe(first, &out, &err), STATUS_INVALID, "factor");
	xap_query_free(first);
	xap_close(db);
}

static void test_describe_and_copy(void **state)
{
	(void)state;
	struct xap_db *db = small_db("describe");
	struct buffer out = BUFFER_INIT;
	struct xap_query *query = xap_query_pair(XAP_AND, term("a"), within("b", 2, 9));
	struct xap_query *copy = xap_query_copy(query);
	xap_query_free(query);
	ok(xap_query_describe(copy, &out, &err));
	assert_string_equal(buffer_cstr(&out), "Query((a AND (b FILTER PostingSource(b@2..9))))");
	finds(db, copy, "1 3 4");
	buffer_release(&out);
	xap_close(db);
}

static void test_scale_and_fixed(void **state)
{
	(void)state;
	struct xap_db *db = small_db("scale");
	double a = score(db, term("a"), 3), z = score(db, term("z"), 5);
	assert_true(fabs(score(db, xap_query_scale(term("a"), 2.5), 3) - 2.5 * a) < 1e-12);
	assert_true(score(db, xap_query_scale(term("a"), 0), 3) == 0);
	finds(db, xap_query_scale(term("a"), 0), "1 2 3 4");
	for (uint32_t docid = 1; docid <= 4; docid++)
		assert_true(score(db, xap_query_fixed(term("a"), 3.25), docid) == 3.25);
	assert_true(score(db, xap_query_fixed(words(XAP_PHRASE, "a b", 0), 0.1), 1) == 0.1);
	assert_true(score(db, xap_query_fixed(range(0, "30", ""), 7), 5) == 7);
	assert_true(score(db, xap_query_fixed(words(XAP_OR, "a z", 0), 0), 5) == 0);
	assert_true(score(db, xap_query_scale(xap_query_fixed(term("a"), 3), 2), 1) == 6);
	finds(db, xap_query_fixed(words(XAP_OR, "d z", 0), 2), "3 5");
	finds(db, xap_query_pair(XAP_AND_NOT, xap_query_fixed(xap_query_all(), 2), term("a")), "5");
	struct xap_query *mixed = xap_query_pair(XAP_OR, term("z"), xap_query_fixed(term("a"), 9));
	assert_true(score(db, xap_query_copy(mixed), 5) == z);
	assert_true(score(db, xap_query_copy(mixed), 1) == 9);
	finds(db, mixed, "1 2 3 4 5");
	xap_close(db);
}

/* ---- positions in a range ---- */

static void test_within(void **state)
{
	(void)state;
	struct xap_db *db = small_db("within");
	finds(db, within("a", 1, 1), "1 3");
	finds(db, within("a", 2, 3), "2 4");
	finds(db, within("a", 4, UINT32_MAX), "");
	finds(db, within("c", 3, 4), "1 2");
	finds(db, within("c", 4, 3), "");
	finds(db, within("Q1", 0, UINT32_MAX), ""); /* a term without positions */
	finds(db, within("zz", 0, UINT32_MAX), "");
	for (uint32_t docid = 1; docid <= 4; docid++)
		assert_true(score(db, within("a", 1, 9), docid) == score(db, term("a"), docid));
	struct xap_query *query = within("a", 2, 3);
	struct xap_search search = search_for(query);
	struct xap_hits *hits = run(db, &search);
	struct slice name = SLICE_EMPTY;
	assert_true(xap_hits_matching_term(hits, 0, 0, &name) && slice_is(name, "a"));
	assert_true(xap_hits_at(hits, 0).percent == 100);
	xap_hits_free(hits);
	hits = run(db, &search); /* a query can be run again */
	assert_int_equal(xap_hits_count(hits), 2);
	xap_hits_free(hits);
	xap_query_free(query);
	xap_close(db);
}

enum { RANDOM_DOCS = 400 };
static uint32_t seed = 1;

static uint32_t dice(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % sides;
}

/* Two shards of random documents; has[d][p] = the term w of document d stands at position p. */
static struct xap_db *random_db(bool has[RANDOM_DOCS + 1][32], bool other[RANDOM_DOCS + 1])
{
	struct xap_db *shard[2] = {new_db("random0"), new_db("random1")};
	for (uint32_t d = 1; d <= RANDOM_DOCS; d++) {
		char text[128] = "";
		other[d] = dice(3) == 0;
		for (uint32_t p = 1; p < 32; p++) {
			has[d][p] = dice(20) == 0;
			strcat(text, p > 1 ? " " : "");
			strcat(text, has[d][p] ? "w" : p == 31 && other[d] ? "o" : "-");
		}
		if (has[d][31] && other[d])
			strcat(text, " o");
		store(shard[(d - 1) % 2], d, text, "", "", "");
	}
	for (int i = 0; i < 2; i++)
		xap_close(shard[i]);
	shard[0] = open_db(at("random0"), XAP_READ);
	shard[1] = open_db(at("random1"), XAP_READ);
	ok(xap_add_database(shard[0], shard[1], &err));
	xap_close(shard[1]); /* may be closed after */
	return shard[0];
}

static bool has_within(const bool has[32], uint32_t first, uint32_t last)
{
	for (uint32_t p = first; p <= last && p < 32; p++)
		if (has[p])
			return true;
	return false;
}

/* Every way the matcher moves through a source: next, skip_to and check, against a plain count. */
static void test_within_at_random(void **state)
{
	(void)state;
	static bool has[RANDOM_DOCS + 1][32], other[RANDOM_DOCS + 1];
	struct xap_db *db = random_db(has, other);
	for (int round = 0; round < 60; round++) {
		uint32_t first = dice(32), last = first + dice(8);
		char ids[5][8 * RANDOM_DOCS] = {""};
		size_t used[5] = {0};
		for (uint32_t d = 1; d <= RANDOM_DOCS; d++) {
			bool in_range = has_within(has[d], first, last), late = has_within(has[d], 20, 31);
			bool expected[5] = {in_range, in_range && other[d], in_range || other[d],
					    other[d] && !in_range, in_range && late};
			for (int k = 0; k < 5; k++)
				if (expected[k])
					used[k] += (size_t)snprintf(ids[k] + used[k], 8, "%s%u",
								    used[k] ? " " : "", d);
		}
		finds(db, within("w", first, last), ids[0]);
		finds(db, xap_query_pair(XAP_AND, term("o"), within("w", first, last)), ids[1]);
		finds(db, xap_query_pair(XAP_FILTER, within("w", first, last), term("o")), ids[1]);
		finds(db, xap_query_pair(XAP_OR, term("o"), within("w", first, last)), ids[2]);
		finds(db, xap_query_pair(XAP_AND_NOT, term("o"), within("w", first, last)), ids[3]);
		finds(db, xap_query_pair(XAP_AND, within("w", 20, 31), within("w", first, last)), ids[4]);
		finds(db, xap_query_pair(XAP_AND_MAYBE, within("w", first, last), within("w", 1, 9)),
		      ids[0]);
	}
	xap_close(db);
}

/* ---- searching ---- */

static void test_totals(void **state)
{
	(void)state;
	struct xap_db *db = many("totals", 900);
	struct xap_query *query = words(XAP_OR, "w1 w2 w3", 0);
	struct xap_search search = search_for(query);
	bool exact = false;
	struct xap_hits *hits = run(db, &search);
	uint32_t total = xap_hits_total(hits, &exact);
	assert_true(exact);
	uint32_t counted = 0;
	for (unsigned i = 0; i < 900; i++)
		counted += (i % 7 >= 1 && i % 7 <= 3) || (i % 5 >= 1 && i % 5 <= 3);
	assert_int_equal(total, counted);
	xap_hits_free(hits);

	search.count = 3;
	search.check_at_least = 0;
	hits = run(db, &search);
	assert_int_equal(xap_hits_count(hits), 3);
	assert_true(xap_hits_total(hits, &exact) <= total);
	assert_false(exact);
	assert_true(xap_hits_total(hits, NULL) >= 3);
	xap_hits_free(hits);

	search.count = 0; /* only counts */
	search.check_at_least = UINT32_MAX;
	hits = run(db, &search);
	assert_int_equal(xap_hits_count(hits), 0);
	assert_int_equal(xap_hits_total(hits, &exact), total);
	assert_true(exact);
	xap_hits_free(hits);

	search.first = 5000; /* past the end */
	search.count = UINT32_MAX;
	hits = run(db, &search);
	assert_int_equal(xap_hits_count(hits), 0);
	assert_int_equal(xap_hits_total(hits, &exact), total);
	xap_hits_free(hits);
	xap_hits_free(NULL);
	xap_query_free(query);
	xap_close(db);
}

static void test_value_counts(void **state)
{
	(void)state;
	struct xap_db *db = small_db("counts");
	store(db, 6, "a z", "2", "only", "");
	store(db, 7, "a", "3", "", "");
	struct xap_query *query = term("a");
	struct xap_search search = search_for(query);
	search.count = 1;
	search.check_at_least = 0; /* counting slots implies exact */
	search.count_slots[0] = 0;
	search.count_slots[1] = 1;
	search.count_slots[2] = 9;
	search.count_slot_count = 3;
	struct xap_hits *hits = run(db, &search);
	bool exact = false;
	assert_int_equal(xap_hits_total(hits, &exact), 6);
	assert_true(exact);
	static const struct {
		const char *value;
		uint32_t count;
	} expected[] = {{"2", 2}, {"3", 2}, {"1", 1}};
	struct slice value;
	uint32_t count = 0;
	for (size_t i = 0; i < 3; i++) {
		assert_true(xap_hits_value_count(hits, 0, i, &value, &count));
		assert_true(slice_is(value, expected[i].value));
		assert_int_equal(count, expected[i].count);
	}
	assert_false(xap_hits_value_count(hits, 0, 3, &value, &count));
	assert_true(xap_hits_value_count(hits, 1, 0, &value, &count));
	assert_true(slice_is(value, "only") && count == 1);
	assert_false(xap_hits_value_count(hits, 1, 1, &value, &count));
	assert_false(xap_hits_value_count(hits, 2, 0, &value, &count));
	assert_false(xap_hits_value_count(hits, 3, 0, &value, &count));
	xap_hits_free(hits);
	xap_query_free(query);
	xap_close(db);
}

static void test_matching_terms(void **state)
{
	(void)state;
	struct xap_db *db = small_db("matching");
	struct xap_query *query = xap_query_pair(XAP_AND_NOT, words(XAP_OR, "d c b zz a b", 0),
						 term("z"));
	query = xap_query_pair(XAP_FILTER, query, xap_query_all());
	struct xap_search search = search_for(query);
	struct xap_hits *hits = run(db, &search);
	xap_query_free(query);
	xap_close(db); /* hits outlive both */
	assert_string_equal(order_of(hits), "3 1 2 4");
	struct slice name;
	for (size_t i = 0; i < 4; i++) {
		assert_true(xap_hits_matching_term(hits, 0, i, &name));
		assert_int_equal(name.len, 1);
		assert_int_equal(name.ptr[0], "abcd"[i]);
	}
	assert_false(xap_hits_matching_term(hits, 0, 4, &name));
	assert_true(xap_hits_matching_term(hits, 1, 2, &name));
	assert_false(xap_hits_matching_term(hits, 1, 3, &name));
	assert_false(xap_hits_matching_term(hits, 4, 0, &name));
	struct xap_hit first = xap_hits_at(hits, 0), second = xap_hits_at(hits, 1);
	assert_true(first.score > second.score && first.percent > second.percent);
	assert_true(first.percent < 100 && second.percent > 0); /* zz is in none */
	xap_hits_free(hits);
}

/* The order of all documents under one or two keys. */
static const char *sorted(struct xap_db *db, const char *word, struct xap_sort_key a,
			  struct xap_sort_key b, unsigned count)
{
	struct xap_query *query = term(word);
	struct xap_search search = search_for(query);
	search.sort[0] = a;
	search.sort[1] = b;
	search.sort_count = count;
	struct xap_hits *hits = run(db, &search);
	const char *order = order_of(hits);
	xap_hits_free(hits);
	xap_query_free(query);
	return order;
}

static struct xap_sort_key key(unsigned slot, bool descending, bool empty_last)
{
	return (struct xap_sort_key){slot, descending, empty_last};
}

static void test_sort_one_key(void **state)
{
	(void)state;
	struct xap_db *db = new_db("sort1");
	struct xap_sort_key none = {0};
	store(db, 1, "a", "b", "", "");
	store(db, 2, "a", "", "", "");
	store(db, 3, "a a", "ab", "", ""); /* weighs more than the others */
	store(db, 4, "a", "a", "", "");
	store(db, 5, "a a", "b", "", "");
	store(db, 6, "a", "b", "", "");
	struct xap_doc *doc = xap_doc_new(); /* a value with a NUL: after a, before ab */
	xap_doc_term(doc, slice_of("Q7"), 0);
	xap_doc_posting(doc, slice_of("a"), 1, 1);
	xap_doc_value(doc, 0, slice_make("a\0z", 3));
	ok(xap_replace(db, slice_of("Q7"), doc, NULL, &err));
	xap_doc_free(doc);
	/* Equal keys: the better score first, then the earlier document. */
	assert_string_equal(sorted(db, "a", key(0, false, false), none, 1), "2 4 7 3 5 1 6");
	assert_string_equal(sorted(db, "a", key(0, false, true), none, 1), "4 7 3 5 1 6 2");
	assert_string_equal(sorted(db, "a", key(0, true, false), none, 1), "5 1 6 3 7 4 2");
	assert_string_equal(sorted(db, "a", key(0, true, true), none, 1), "5 1 6 3 7 4 2");
	assert_string_equal(sorted(db, "a", none, none, 0), "3 5 1 2 4 6 7");
	/* A slot nobody has. */
	assert_string_equal(sorted(db, "a", key(9, false, true), none, 1), "3 5 1 2 4 6 7");
	xap_close(db);
}

static void test_sort_many_keys(void **state)
{
	(void)state;
	struct xap_db *db = new_db("sort2");
	store(db, 1, "a", "x", "1", "");
	store(db, 2, "a", "x", "2", "");
	store(db, 3, "a", "x", "", "");
	store(db, 4, "a", "y", "1", "");
	store(db, 5, "a", "y", "", "");
	store(db, 6, "a", "", "1", "");
	store(db, 7, "a", "", "", "");
	store(db, 8, "a", "xy", "0", "");
	assert_string_equal(sorted(db, "a", key(0, false, false), key(1, false, false), 2),
			    "7 6 3 1 2 8 5 4");
	assert_string_equal(sorted(db, "a", key(0, false, true), key(1, false, true), 2),
			    "1 2 3 8 4 5 6 7");
	assert_string_equal(sorted(db, "a", key(0, false, true), key(1, true, true), 2),
			    "2 1 3 8 4 5 6 7");
	assert_string_equal(sorted(db, "a", key(0, true, true), key(1, false, true), 2),
			    "4 5 8 1 2 3 6 7");
	assert_string_equal(sorted(db, "a", key(0, true, true), key(1, false, false), 2),
			    "5 4 8 3 1 2 7 6");
	assert_string_equal(sorted(db, "a", key(0, true, false), key(1, true, false), 2),
			    "4 5 8 2 1 3 6 7");
	assert_string_equal(sorted(db, "a", key(1, true, true), key(0, false, true), 2),
			    "2 1 4 6 8 3 5 7");
	xap_close(db);
}

/* Pages of one search put together: each document once, in the order of one big page. */
static void check_pages(struct xap_db *db, struct xap_search search, uint32_t page)
{
	struct xap_hits *all = run(db, &search);
	size_t total = xap_hits_count(all), seen = 0;
	assert_true(total > 100);
	search.count = page;
	search.check_at_least = 0;
	while (seen < total) {
		search.first = (uint32_t)seen;
		struct xap_hits *hits = run(db, &search);
		assert_true(xap_hits_count(hits) > 0);
		for (size_t i = 0; i < xap_hits_count(hits); i++) {
			assert_int_equal(xap_hits_at(hits, i).docid, xap_hits_at(all, seen + i).docid);
			assert_true(xap_hits_at(hits, i).score == xap_hits_at(all, seen + i).score);
		}
		seen += xap_hits_count(hits);
		xap_hits_free(hits);
	}
	assert_int_equal(seen, total);
	xap_hits_free(all);
}

static void test_paging(void **state)
{
	(void)state;
	struct xap_db *db = many("paging", 300); /* full of ties */
	struct xap_query *query = words(XAP_OR, "word w1 w2", 0);
	struct xap_search search = search_for(query);
	check_pages(db, search, 7);
	check_pages(db, search, 50);
	search.sort[0] = key(0, true, false);
	search.sort_count = 1;
	check_pages(db, search, 7);
	xap_query_free(query);
	query = xap_query_all(); /* no scores at all */
	search = search_for(query);
	check_pages(db, search, 11);
	xap_query_free(query);
	query = xap_query_pair(XAP_AND, term("word"), within("w1", 2, 2));
	search = search_for(query);
	search.query = query;
	struct xap_hits *hits = run(db, &search);
	assert_true(xap_hits_count(hits) > 0);
	xap_hits_free(hits);
	xap_query_free(query);
	xap_close(db);
}

static void test_bad_search(void **state)
{
	(void)state;
	struct xap_db *db = small_db("badsearch");
	struct xap_query *query = term("a");
	struct xap_search good = search_for(query), bad = good;
	struct xap_hits *hits = NULL;
	bad.query = NULL;
	fails(xap_run(db, &bad, &hits, &err), STATUS_INVALID, "no query");
	bad = good, bad.k1 = -1;
	fails(xap_run(db, &bad, &hits, &err), STATUS_INVALID, "k1");
	bad = good, bad.b = NAN;
	fails(xap_run(db, &bad, &hits, &err), STATUS_INVALID, "b is");
	bad = good, bad.min_normlen = INFINITY;
	fails(xap_run(db, &bad, &hits, &err), STATUS_INVALID, "min_normlen");
	bad = good, bad.sort_count = XAP_SORT_KEYS + 1;
	fails(xap_run(db, &bad, &hits, &err), STATUS_INVALID, "too many");
	bad = good, bad.count_slot_count = XAP_COUNT_SLOTS + 1;
	fails(xap_run(db, &bad, &hits, &err), STATUS_INVALID, "too many");
	struct xap_search plain = good;
	plain.k1 = plain.b = plain.min_normlen = 0; /* the weight of the term alone */
	hits = run(db, &plain);
	assert_true(xap_hits_at(hits, 0).score == xap_hits_at(hits, 3).score);
	xap_hits_free(hits);
	xap_query_free(query);
	xap_close(db);
}

/* One search that counts a slot; whatever the clock does, what is called exact is true. */
static bool count_in_time(struct xap_db *db, const struct xap_query *query, uint32_t documents,
			  uint32_t timeout_ms)
{
	struct xap_search search = search_for(query);
	search.count = 5;
	search.timeout_ms = timeout_ms;
	search.count_slot_count = 1;
	struct xap_hits *hits = run(db, &search);
	bool exact = false;
	uint32_t total = xap_hits_total(hits, &exact), sum = 0, count = 0;
	struct slice value;
	for (size_t i = 0; xap_hits_value_count(hits, 0, i, &value, &count); i++)
		sum += count;
	assert_int_equal(xap_hits_count(hits), 5);
	assert_true(total <= documents && sum <= documents);
	assert_true(!exact || (total == documents && sum == documents));
	xap_hits_free(hits);
	return exact;
}

/* Matches what has a position in [1, 9]; slow, as it reads the positions 40 times. */
static struct xap_query *slow_query(const char *word)
{
	struct xap_query *parts[40];
	for (uint32_t i = 0; i < 40; i++)
		parts[i] = within(word, 1, 9 + i);
	return xap_query_join(XAP_OR, parts, 40, 0);
}

static void test_timeout(void **state)
{
	(void)state;
	enum { COUNT = 900 };
	struct xap_db *db = new_db("timeout");
	/* Only what weighs less than hits already found can be passed over, so no ties here. */
	for (unsigned i = 0; i < COUNT; i++)
		store(db, i, i < 20 ? "word word word" : "word w w", "v", "", "");
	ok(xap_commit(db, &err));
	struct xap_query *queries[] = {
		slow_query("word"),
		/* Xapian knows this total without looking; the values it must count all the same. */
		xap_query_pair(XAP_AND_MAYBE, term("word"), slow_query("word")),
	};
	for (size_t i = 0; i < 2; i++) {
		unsigned struck = 0;
		for (uint32_t ms = 1; ms < 10; ms++)
			struck += !count_in_time(db, queries[i], COUNT, ms);
		assert_true(struck > 0);
		assert_true(count_in_time(db, queries[i], COUNT, 0));
		xap_query_free(queries[i]);
	}
	xap_close(db);
}

/* ---- maintenance ---- */

static void test_compact(void **state)
{
	(void)state;
	xap_close(small_db("part1"));
	struct xap_db *db = open_db(at("part1"), XAP_WRITE);
	ok(xap_metadata_set(db, "k", slice_of("first"), &err));
	ok(xap_delete(db, slice_of("Q1"), &err));
	xap_close(db);
	db = new_db("part2");
	store(db, 8, "a - x", "5", "", "");
	store(db, 9, "x a", "6", "", "");
	ok(xap_metadata_set(db, "k", slice_of("second"), &err));
	xap_close(db);

	const char *sources[] = {at("part1"), at("part2"), at("part3")};
	ok(xap_compact(sources, 2, at("both"), &err));
	db = open_db(at("both"), XAP_READ);
	assert_int_equal(xap_doccount(db), 6);
	finds(db, words(XAP_PHRASE, "x a", 0), "6");
	finds(db, within("x", 3, 3), "5");
	finds(db, range(0, "3", "5"), "3 4 5"); /* "30" too */
	struct buffer out = BUFFER_INIT;
	ok(xap_metadata_get(db, "k", &out, &err));
	assert_string_equal(buffer_cstr(&out), "first");
	xap_close(db);

	ok(xap_compact(sources, 1, at("alone"), &err)); /* ids stay, gap included */
	db = open_db(at("alone"), XAP_WRITE);
	finds(db, xap_query_all(), "2 3 4 5");
	store(db, 1, "fresh", "", "", ""); /* and it can be written */
	xap_close(db);
	fails(xap_compact(sources, 2, at("both"), &err), STATUS_DATABASE, "there already");
	fails(xap_compact(sources, 3, at("new"), &err), STATUS_NOT_FOUND, "part3");
	fails(xap_compact(sources, 0, at("new"), &err), STATUS_INVALID, "no sources");
	fails(xap_compact(sources, 1, at("no/parent"), &err), STATUS_NOT_FOUND, "no/parent");
	assert_int_not_equal(access(at("new"), F_OK), 0);
	buffer_release(&out);
}

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

/* ---- numbers ---- */

static void test_numbers(void **state)
{
	(void)state;
	static const double rising[] = {-INFINITY, -1e300, -20241231, -2, -1, -0.5, -1e-300, 0,
					1e-300,    0.1,    0.5,       1,  2,  255,  256,
					20200101,  20241231, 4294967296.0, 1e300, INFINITY};
	struct buffer last = BUFFER_INIT, packed = BUFFER_INIT;
	for (size_t i = 0; i < sizeof rising / sizeof *rising; i++) {
		buffer_clear(&packed);
		xap_pack_number(rising[i], &packed);
		assert_true(packed.len <= 9 && (packed.len > 0 || i == 0));
		assert_true(xap_unpack_number(buffer_slice(&packed)) == rising[i]);
		if (i)
			assert_true(slice_compare(buffer_slice(&last), buffer_slice(&packed)) < 0);
		buffer_clear(&last);
		buffer_add_slice(&last, buffer_slice(&packed));
	}
	size_t len = packed.len;
	xap_pack_number(7, &packed); /* appends */
	assert_true(packed.len > len);
	assert_true(xap_unpack_number(slice_from(buffer_slice(&packed), len)) == 7);
	buffer_clear(&packed);
	xap_pack_number(NAN, &packed);
	assert_int_equal(packed.len, 0);
	assert_true(xap_unpack_number(SLICE_EMPTY) == -INFINITY);
	(void)xap_unpack_number(slice_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
	buffer_release(&last);
	buffer_release(&packed);
}

/* ---- the folder ---- */

static int set_up(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(root, sizeof root, "%s/test_xap.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_open_modes),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_modified),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_corrupt),
		cmocka_unit_test(test_no_permission),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_fault_classes),
		cmocka_unit_test(test_fault_databases),
		cmocka_unit_test(test_fault_rest),
		cmocka_unit_test(test_no_memory_for_handles),
		cmocka_unit_test(test_sticky_document),
		cmocka_unit_test(test_document_limits),
		cmocka_unit_test(test_replace_is_idempotent),
		cmocka_unit_test(test_stored_fields),
		cmocka_unit_test(test_rollback),
		cmocka_unit_test(test_batch_is_whole),
		cmocka_unit_test(test_writer_dies),
		cmocka_unit_test(test_revision_and_uuid),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_metadata),
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_operators),
		cmocka_unit_test(test_missing_parts),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_sticky_query),
		cmocka_unit_test(test_describe_and_copy),
		cmocka_unit_test(test_scale_and_fixed),
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_within_at_random),
		cmocka_unit_test(test_totals),
		cmocka_unit_test(test_value_counts),
		cmocka_unit_test(test_matching_terms),
		cmocka_unit_test(test_sort_one_key),
		cmocka_unit_test(test_sort_many_keys),
		cmocka_unit_test(test_paging),
		cmocka_unit_test(test_bad_search),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_compact),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_numbers),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
