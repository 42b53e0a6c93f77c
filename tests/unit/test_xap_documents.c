/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wrapper of xapian-core: documents and their limits, batches, metadata,
 * the terms of a database or a document, and packed numbers (build with
 * -DXAP_TEST_FAULTS, for a change that fails).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/xap_fixture.h"

/* ---- documents ---- */

static void test_sticky_document(void **state)
{
	(void)state;
	struct xap_db *db = new_db("sticky");
	char word[XAP_TERM_MAX + 2];
	memset(word, 'a', sizeof word);
	struct xap_doc *doc = xap_doc_new();
	xap_doc_term(doc, slice_of("Q1"), 0);
	xap_doc_term(doc, slice_make(word, XAP_TERM_MAX), 1);
	ok(xap_doc_status(doc, &err));
	xap_doc_posting(doc, slice_make(word, XAP_TERM_MAX + 1), 1, 1);
	xap_doc_term(doc, slice_of(""), 1); /* the first failure stays */
	fails(xap_doc_status(doc, &err), STATUS_INVALID, "term of 246 bytes: aaa");
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
	xap_doc_posting(doc, slice_of("far"), UINT32_MAX - 1, 1);
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
	xap_doc_posting(doc, slice_of("a"), UINT32_MAX, 1);
	fails(xap_doc_status(doc, &err), STATUS_INVALID, "position");
	xap_doc_clear(doc);
	xap_doc_value(doc, UINT32_MAX, slice_of("v"));
	fails(xap_doc_status(doc, &err), STATUS_INVALID, "slot");
	xap_doc_free(doc);
	xap_doc_free(NULL);
	finds(db, within("far", UINT32_MAX - 1, UINT32_MAX), "1");
	finds(db, within("far", 0, 0), "1");
	finds(db, within("far", 1, UINT32_MAX - 2), "");
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
	uint32_t docid = 0, valued = 9;
	ok(xap_value_bounds(db, 0, &out, &high, &err));
	ok(xap_value_count(db, 0, &valued, &err));
	assert_int_equal(valued, 0);
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
	ok(xap_value_count(db, 0, &valued, &err));
	assert_int_equal(valued, 2);
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
	finds(db, words(XAP_OR, "a b c d"), "1 2");
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
	xap_close(one);
	one = open_both(at("revision"), at("revision2"));
	ok(xap_revision(one, &first, &err));
	ok(xap_revision(two, &second, &err));
	assert_true(first != second);
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

/* ---- numbers ---- */

static void test_numbers(void **state)
{
	(void)state;
	static const double rising[] = {
		-INFINITY, -1e300,   -20241231, -2,           -1,    -0.5,    -1e-300,
		0,         1e-300,   0.1,       0.5,          1,     2,       255,
		256,       20200101, 20241231,  4294967296.0, 1e300, INFINITY};
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

struct seen {
	char text[64];
	uint32_t sum;
};

static void see_term(void *ctx, struct slice term, uint32_t wdf)
{
	struct seen *seen = ctx;
	size_t used = strlen(seen->text);
	snprintf(seen->text + used, sizeof seen->text - used, "%.*s ", SLICE_ARG(term));
	seen->sum += wdf;
}

static void test_terms_under_construction(void **state)
{
	(void)state;
	struct seen seen = {"", 0};
	struct xap_doc *doc = xap_doc_new();
	add_words(doc, "b a b");
	xap_doc_term(doc, slice_of("Qx"), 0);
	ok(xap_doc_each_term(doc, see_term, &seen, &err));
	assert_string_equal(seen.text, "Qx a b ");
	assert_int_equal(seen.sum, 3);
	xap_doc_term(doc, SLICE_EMPTY, 1);
	fails(xap_doc_each_term(doc, see_term, &seen, &err), STATUS_INVALID, "term");
	xap_doc_free(doc);
}

static void see_value(void *ctx, uint32_t docid, struct slice value)
{
	struct seen *seen = ctx;
	size_t used = strlen(seen->text);
	snprintf(seen->text + used, sizeof seen->text - used, "%u=%.*s ", docid, SLICE_ARG(value));
}

static void test_values(void **state)
{
	(void)state;
	static const uint32_t docids[] = {1, 2, 4, 5, 9};
	struct seen seen = {"", 0};
	struct buffer data = BUFFER_INIT;
	struct xap_db *db = small_db("values");
	ok(xap_values(db, 0, docids, 5, see_value, &seen, &err));
	assert_string_equal(seen.text, "2=1 4=3 5=30 "); /* 1 has none, 9 is not there */
	/* one value changes, the rest of the document does not */
	ok(xap_set_value(db, 4, 0, slice_of("new"), &err));
	ok(xap_set_value(db, 1, 7, slice_of("more"), &err));
	ok(xap_commit(db, &err));
	seen.text[0] = '\0';
	ok(xap_values(db, 0, docids, 5, see_value, &seen, &err));
	assert_string_equal(seen.text, "2=1 4=new 5=30 ");
	ok(xap_data(db, 4, &data, &err));
	assert_string_equal(buffer_cstr(&data), "c b a");
	finds(db, within("c", 1, 1), "4");
	fails(xap_set_value(db, 99, 0, slice_of("x"), &err), STATUS_NOT_FOUND, "99");
	buffer_release(&data);
	xap_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
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
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_terms_under_construction),
		cmocka_unit_test(test_values),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
