/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches that Xapian runs (store/remote/served.h), here on databases of this machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tests/unit/xap_fixture.h"

static const void *set_of(struct served *served, struct xap_query *query, const void *within)
{
	const void *set = NULL;
	ok(served_set(served, query, within, &set, &err));
	xap_query_free(query);
	return set;
}

static void add(struct served *served, struct xap_query *query)
{
	ok(served_add(served, query, &err));
	xap_query_free(query);
}

static void sets_within_sets(void **state)
{
	(void)state;
	struct xap_db *db = many("sets", 900);
	struct served *served = served_new(&bm25);
	uint32_t size, expected = 0, inside = 0;
	served_begin(served, db);
	for (unsigned i = 0; i < 900; i++) {
		bool either = i % 7 == 1 || i % 5 == 1;
		expected += either;
		inside += either && i % 3 == 2;
	}
	const void *either = set_of(served, term("w1"), NULL);
	ok(served_size(served, either, &size, &err));
	assert_int_equal(size, expected);
	ok(served_size(served, set_of(served, range(0, "2", "2"), either), &size, &err));
	assert_int_equal(size, inside);
	ok(served_size(served, set_of(served, xap_query_nothing(), NULL), &size, &err));
	assert_int_equal(size, 0);
	served_free(served);
	xap_close(db);
}

static void count(void *ctx, size_t slot, struct slice value, uint32_t documents)
{
	buffer_printf(ctx, "%zu:%.*s:%u ", slot, SLICE_ARG(value), documents);
}

static void values_are_counted(void **state)
{
	(void)state;
	struct xap_db *db = small_db("counts");
	struct served *served = served_new(&bm25);
	store(db, 6, "a z", "2", "only", "");
	served_begin(served, db);
	const unsigned slots[] = {1, 0, 9};
	struct buffer text = BUFFER_INIT;
	ok(served_counts(served, set_of(served, term("a"), NULL), slots, 3, count, &text, &err));
	assert_string_equal(buffer_cstr(&text), "0:only:1 1:1:1 1:2:2 1:3:1 ");
	buffer_release(&text);
	served_free(served);
	xap_close(db);
}

static void join_terms(void *ctx, struct slice term)
{
	buffer_add_slice(ctx, term);
	buffer_add_byte(ctx, ' ');
}

static void scores_add_up(void **state)
{
	(void)state;
	struct xap_db *db = many("scores", 300);
	struct served *served = served_new(&bm25);
	static struct xap_hit before[ALL], after[ALL];
	static uint32_t docids[ALL];
	static double marked[ALL];
	size_t count, more, firsts;
	struct buffer terms = BUFFER_INIT;
	xap_set_identity(db, 1, "Q");
	served_begin(served, db);
	struct xap_query *limit = range(0, "1", "2");
	add(served, words(XAP_OR, "w1 w2"));
	ok(served_keep(served, limit, &err));
	served_mark(served);
	ok(served_best(served, NULL, ALL, before, &count, &firsts, &err));
	assert_int_equal(firsts, 0);
	add(served, words(XAP_OR, "w3 w4"));
	ok(served_keep(served, limit, &err));
	const void *first = set_of(
		served, xap_query_pair(XAP_AND, term("w4"), xap_query_copy(limit)), NULL);
	ok(served_best(served, first, ALL, after, &more, &firsts, &err));
	assert_true(more > count && firsts > 10 && firsts < more);
	for (size_t i = 0; i < more; i++) {
		docids[i] = after[i].docid;
		assert_true(after[i].score < 100);
		assert_true(!i || i == firsts || after[i - 1].score >= after[i].score - 1e-6);
	}
	ok(served_marked(served, docids, more, marked, &err));
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < more; k++)
			assert_true(docids[k] != before[i].docid ||
				    fabs(marked[k] - before[i].score) < 1e-9);
	ok(served_terms(served, 5, join_terms, &terms, &err)); /* word w4 */
	assert_string_equal(buffer_cstr(&terms), "w4 ");
	buffer_release(&terms);
	xap_query_free(limit);
	served_free(served);
	xap_close(db);
}

static void positions_are_refused(void **state)
{
	(void)state;
	struct xap_db *db = small_db("refused");
	struct served *served = served_new(&bm25);
	served_begin(served, db);
	struct xap_query *query = xap_query_pair(XAP_OR, term("a"),
						 xap_query_scale(within("b", 1, 2), 2));
	const void *set;
	fails(served_set(served, query, NULL, &set, &err), STATUS_INVALID, "where words stand");
	fails(served_add(served, query, &err), STATUS_INVALID, "where words stand");
	xap_query_free(query);
	served_free(served);
	xap_close(db);
}

/* The order of all documents with "a" under two keys. */
static const char *sorted(struct xap_db *db, struct xap_sort_key a, struct xap_sort_key b)
{
	static char text[8 * ALL];
	static struct xap_hit hits[ALL];
	const struct xap_sort_key keys[] = {a, b};
	struct served *served = served_new(&bm25);
	size_t count;
	served_begin(served, db);
	ok(served_sorted(served, set_of(served, term("a"), NULL), keys, 2, ALL, hits, &count,
			 &err));
	list_hits(hits, count, text);
	served_free(served);
	return text;
}

static void keys_in_turn(void **state)
{
	(void)state;
	struct xap_db *db = new_db("sort");
	const struct xap_sort_key up[] = {{0, false}, {1, false}}, down[] = {{0, true}, {1, true}};
	store(db, 1, "a", "x", "1", "");
	store(db, 2, "a", "x", "2", "");
	store(db, 3, "a", "x", "", "");
	store(db, 4, "a", "y", "1", "");
	store(db, 5, "a", "y", "", "");
	store(db, 6, "a", "", "1", "");
	store(db, 7, "a", "", "", "");
	store(db, 8, "a", "xy", "0", "");
	assert_string_equal(sorted(db, up[0], up[1]), "1 2 3 8 4 5 6 7");
	assert_string_equal(sorted(db, up[0], down[1]), "2 1 3 8 4 5 6 7");
	assert_string_equal(sorted(db, down[0], up[1]), "4 5 8 1 2 3 6 7");
	assert_string_equal(sorted(db, down[1], up[0]), "2 1 4 6 8 3 5 7");
	xap_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_within_sets), cmocka_unit_test(values_are_counted),
		cmocka_unit_test(scores_add_up),    cmocka_unit_test(positions_are_refused),
		cmocka_unit_test(keys_in_turn),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
