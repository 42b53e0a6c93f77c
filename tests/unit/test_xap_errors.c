/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wrapper of xapian-core: every class of exception and every function that
 * can fail, by xap_fault_next (build with -DXAP_TEST_FAULTS).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/xap_fixture.h"

/* Xapian's own check deletes a cursor as its smaller base class; harmless, but ASan stops at it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "new_delete_type_mismatch=0";
}

/* ---- faults: every class, every function ---- */

static void test_fault_classes(void **state)
{
	(void)state;
	static const struct {
		const char *kind;
		enum status status;
	} expected[] = {
		{"lock", STATUS_LOCKED},           {"modified", STATUS_MODIFIED},
		{"version", STATUS_VERSION},       {"corrupt", STATUS_CORRUPT},
		{"docnotfound", STATUS_NOT_FOUND}, {"open", STATUS_DATABASE},
		{"notfound", STATUS_NOT_FOUND},    {"invalid", STATUS_INVALID},
		{"network", STATUS_NETWORK},       {"database", STATUS_DATABASE},
		{"range", STATUS_INVALID},         {"unimplemented", STATUS_DATABASE},
		{"feature", STATUS_VERSION},       {"bad_alloc", STATUS_NOMEM},
		{"std", STATUS_UNKNOWN},           {"int", STATUS_UNKNOWN},
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
	struct xap_db *db = new_db("faults"), *reader = NULL;
	store(db, 1, "a b", "v", "", "");
	ok(xap_commit(db, &err));
	reader = open_db(at("faults"), XAP_READ);
	struct buffer out = BUFFER_INIT, out2 = BUFFER_INIT;
	uint64_t number = 0;
	uint32_t n = 0;
	struct xap_db *none = NULL;
	faulty(xap_open(at("faults"), XAP_READ, &none, &err));
	assert_null(none);
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
	faulty(xap_value_count(db, 0, &n, &err));
	faulty(xap_check(at("faults"), &out, &number, &err));
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
	const struct xap_sort_key key = {0, false};
	struct served *served = served_new(&bm25);
	const void *set = NULL;
	struct xap_hit hits[2];
	double score;
	uint32_t docid = 1, number;
	size_t count, firsts;
	served_begin(served, db);
	faulty(served_set(served, query, NULL, &set, &err));
	ok(served_set(served, query, NULL, &set, &err));
	faulty(served_size(served, set, &number, &err));
	faulty(served_add(served, query, &err));
	faulty(served_keep(served, query, &err));
	faulty(served_best(served, set, 1, hits, &count, &firsts, &err));
	faulty(served_sorted(served, set, &key, 1, 1, hits, &count, &err));
	faulty(served_marked(served, &docid, 1, &score, &err));
	faulty(served_terms(served, 1, NULL, NULL, &err));
	faulty(served_counts(served, set, NULL, 0, NULL, NULL, &err));
	served_free(served);
	xap_query_free(query);
	xap_fault_next("std");
	xap_pack_number(1, &out);
	assert_int_equal(out.len, 0);
	buffer_release(&out);
	xap_doc_free(doc);
	xap_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fault_classes),
		cmocka_unit_test(test_fault_databases),
		cmocka_unit_test(test_fault_rest),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
