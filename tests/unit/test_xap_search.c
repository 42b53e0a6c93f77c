/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wrapper of xapian-core: running a search, with its totals, counts of
 * values, matching terms, sort keys, pages and time limit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tests/unit/xap_fixture.h"

/* ---- searching ---- */

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

static void test_totals(void **state)
{
	(void)state;
	struct xap_db *db = many("totals", 900);
	struct xap_query *query = words(XAP_OR, "w1 w2 w3");
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
	struct xap_query *query = xap_query_pair(XAP_AND_NOT, words(XAP_OR, "d c b zz a b"),
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
	struct xap_query *query = words(XAP_OR, "word w1 w2");
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
	return xap_query_join(XAP_OR, parts, 40);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_totals),
		cmocka_unit_test(test_value_counts),
		cmocka_unit_test(test_matching_terms),
		cmocka_unit_test(test_sort_one_key),
		cmocka_unit_test(test_sort_many_keys),
		cmocka_unit_test(test_paging),
		cmocka_unit_test(test_bad_search),
		cmocka_unit_test(test_timeout),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
