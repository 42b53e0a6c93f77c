/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each query matches and how it weighs, and positions in a range against a plain count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tests/unit/xap_fixture.h"

/* ---- queries ---- */

/* The score of one document under a query, which is freed; -1 when it does not match. */
static double score(struct xap_db *db, struct xap_query *query, uint32_t docid)
{
	static struct xap_hit hits[ALL];
	size_t count = find(db, query, hits);
	double found = -1;
	for (size_t i = 0; i < count; i++)
		if (hits[i].docid == docid)
			found = hits[i].score;
	xap_query_free(query);
	return found;
}

static void test_operators(void **state)
{
	(void)state;
	struct xap_db *db = small_db("operators");
	finds(db, xap_query_all(), "1 2 3 4 5");
	finds(db, xap_query_nothing(), "");
	finds(db, term("a"), "1 2 3 4");
	finds(db, words(XAP_AND, "a d"), "3");
	finds(db, words(XAP_OR, "d z"), "3 5");
	finds(db, words(XAP_AND_NOT, "a d z"), "1 2 4");
	finds(db, words(XAP_FILTER, "a d c"), "3");
	finds(db, words(XAP_SYNONYM, "d z"), "3 5");
	finds(db, words(XAP_AND, "a zz"), "");
	finds(db, xap_query_pair(XAP_AND_NOT, xap_query_all(), term("a")), "5");
	/* An operator weighs as promised. */
	double a = score(db, term("a"), 3), d = score(db, term("d"), 3);
	assert_true(a > 0 && d > a);
	assert_true(fabs(score(db, words(XAP_AND, "a d"), 3) - (a + d)) < 1e-6);
	assert_true(score(db, words(XAP_FILTER, "a d"), 3) == a);
	assert_true(score(db, words(XAP_SYNONYM, "a d"), 3) < a + d);
	assert_true(score(db, xap_query_all(), 3) == 0);
	assert_true(score(db, range(0, "2", "2"), 3) == 0);
	xap_close(db);
}

static void test_missing_parts(void **state)
{
	(void)state;
	struct xap_db *db = small_db("missing");
	finds(db, xap_query_join(XAP_OR, NULL, 0), "");
	finds(db, xap_query_pair(XAP_OR, NULL, NULL), "");
	finds(db, xap_query_pair(XAP_OR, NULL, term("z")), "5");
	finds(db, xap_query_pair(XAP_AND, term("z"), NULL), "5");
	finds(db, xap_query_pair(XAP_AND_NOT, term("z"), NULL), "5");
	finds(db, xap_query_pair(XAP_AND_NOT, NULL, term("z")), ""); /* never turns into z */
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

static void test_copies(void **state)
{
	(void)state;
	struct xap_db *db = small_db("copies");
	static struct xap_hit hits[ALL];
	size_t count;
	struct xap_query *query = xap_query_pair(XAP_AND, xap_query_scale(term("a"), 2),
						 within("b", 2, 9));
	query = xap_query_pair(XAP_AND_NOT, query, range(0, "3", ""));
	struct xap_query *copy = xap_query_copy(query);
	assert_true(score(db, query, 1) == score(db, xap_query_copy(copy), 1));
	assert_true(xap_query_has_spots(copy));
	finds(db, copy, "1 3");
	struct xap_query *empty = xap_query_pair(XAP_OR, term("a"), xap_query_term(SLICE_EMPTY));
	assert_false(xap_query_has_spots(empty));
	fails(find_by_matcher(db, empty, hits, &count), STATUS_INVALID, "empty term");
	xap_query_free(empty);
	xap_close(db);
}

static void test_scale_and_fixed(void **state)
{
	(void)state;
	struct xap_db *db = small_db("scale");
	double a = score(db, term("a"), 3), z = score(db, term("z"), 5);
	assert_true(fabs(score(db, xap_query_scale(term("a"), 2.5), 3) - 2.5 * a) < 1e-6);
	assert_true(score(db, xap_query_scale(term("a"), 0), 3) == 0);
	finds(db, xap_query_scale(term("a"), 0), "1 2 3 4");
	for (uint32_t docid = 1; docid <= 4; docid++)
		assert_true(score(db, xap_query_fixed(term("a"), 3.25), docid) == 3.25);
	assert_true(score(db, xap_query_fixed(within("b", 2, 2), 0.125), 1) == 0.125);
	assert_true(score(db, xap_query_fixed(range(0, "30", ""), 7), 5) == 7);
	assert_true(score(db, xap_query_fixed(words(XAP_OR, "a z"), 0), 5) == 0);
	assert_true(score(db, xap_query_scale(xap_query_fixed(term("a"), 3), 2), 1) == 6);
	finds(db, xap_query_fixed(words(XAP_OR, "d z"), 2), "3 5");
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
	finds(db, within("zz", 0, UINT32_MAX), "");
	for (uint32_t docid = 1; docid <= 4; docid++)
		assert_true(score(db, within("a", 1, 9), docid) == score(db, term("a"), docid));
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
	return open_both(at("random0"), at("random1"));
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
			bool in_range = has_within(has[d], first, last),
			     late = has_within(has[d], 20, 31);
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
		finds(db, xap_query_pair(XAP_AND, within("w", 20, 31), within("w", first, last)),
		      ids[4]);
	}
	xap_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_operators),        cmocka_unit_test(test_missing_parts),
		cmocka_unit_test(test_ranges),           cmocka_unit_test(test_copies),
		cmocka_unit_test(test_scale_and_fixed),  cmocka_unit_test(test_within),
		cmocka_unit_test(test_within_at_random),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
