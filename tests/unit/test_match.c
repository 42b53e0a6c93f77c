/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The matcher of whole queries against Xapian's own, over made-up queries.  What Xapian does not
 * know, where words stand, is for test_xap_spots.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "store/match/match.h"
#include "tests/unit/xap_fixture.h"
#include "tests/unit/often.h"

enum { DOCUMENTS = 700, QUERIES = 3000 };

static uint32_t seed = 7;

static size_t best(struct matcher *m, const struct doc_set *first, size_t count,
		   struct xap_hit *hits)
{
	size_t found, firsts;
	ok(matcher_best(m, first, count, hits, &found, &firsts, &err));
	for (size_t i = 0; first && i < found; i++)
		assert_int_equal(i < firsts, doc_set_has(first, hits[i].docid));
	return found;
}

static unsigned dice(unsigned sides)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % sides;
}

/* Documents with some of eight words, once or more, of which some are gone again. */
static struct xap_db *varied(const char *name, bool gaps)
{
	struct xap_db *db = new_db(name);
	for (unsigned i = 1; i <= DOCUMENTS; i++) {
		char text[256] = "every", value[8] = "", person[24] = "", number[8] = "";
		for (unsigned k = dice(9); k; k--)
			snprintf(text + strlen(text), sizeof text - strlen(text),
				 dice(4) ? " w%u" : " !%u", dice(dice(2) ? 8 : 3));
		if (dice(4))
			snprintf(value, sizeof value, "%u", 10 + dice(20));
		if (dice(3))
			snprintf(person, sizeof person, "the same at first %u", dice(12));
		if (dice(5))
			snprintf(number, sizeof number, "%u", dice(40));
		store(db, i, text, value, person, number);
	}
	for (unsigned i = 3; gaps && i <= DOCUMENTS; i += 11) {
		char unique[16];
		snprintf(unique, sizeof unique, "Q%u", i);
		ok(xap_delete(db, slice_of(unique), &err));
	}
	ok(xap_commit(db, &err));
	xap_close(db);
	return open_db(at(name), XAP_READ);
}

static struct xap_query *leaf(void)
{
	char word[8];
	snprintf(word, sizeof word, "w%u", dice(9)); /* nobody has w8 */
	switch (dice(12)) {
	case 0: return range(0, dice(2) ? "12" : "", dice(2) ? "24" : "");
	case 1: return dice(2) ? xap_query_all() : xap_query_nothing();
	case 2: return words(XAP_SYNONYM, "w0 w2 w2 every");
	case 4: return xap_query_fixed(term(word), dice(5));
	case 3: return words(XAP_SYNONYM, "w1 w4 w5");
	case 5: return term("every");
	default: return term(word);
	}
}

static struct xap_query *tree(unsigned depth)
{
	static const enum xap_op ops[] = {XAP_AND, XAP_OR, XAP_OR, XAP_AND_NOT, XAP_FILTER};
	struct xap_query *parts[4];
	size_t count = 1 + dice(4);
	if (!depth || !dice(4))
		return leaf();
	if (!dice(4))
		return xap_query_scale(tree(depth - 1), dice(4) / 2.);
	for (size_t i = 0; i < count; i++)
		parts[i] = dice(20) ? tree(depth - 1) : NULL;
	return xap_query_join(ops[dice(5)], parts, count);
}

static const struct xap_hit *hit_of(const struct xap_hit *hits, size_t count, uint32_t docid)
{
	for (size_t i = 0; i < count; i++)
		if (hits[i].docid == docid)
			return &hits[i];
	return NULL;
}

/* All scores of the query, weighed in documents that were found before or not. */
static size_t weigh(struct matcher *m, struct xap_db *db, const struct xap_query *query, bool found,
		    struct doc_set *set, struct xap_hit *hits)
{
	matcher_begin(m, db);
	ok(matcher_set(m, query, NULL, set, &err));
	ok(matcher_add(m, query, found ? set : NULL, &err));
	return best(m, NULL, DOCUMENTS, hits);
}

/* The same documents, with the same weights, falling. */
static bool agrees(struct matcher *m, struct xap_db *db, const struct xap_query *query)
{
	static struct xap_hit hits[ALL], found[DOCUMENTS], again[DOCUMENTS];
	struct doc_set set;
	size_t count = find_by_xapian(db, query, hits);
	bool same = weigh(m, db, query, true, &set, again) == count &&
		    weigh(m, db, query, false, &set, found) == count && doc_set_size(&set) == count;
	for (size_t i = 0; same && i < count; i++) {
		const struct xap_hit *own = hit_of(found, count, hits[i].docid);
		same = own && again[i].docid == found[i].docid &&
		       again[i].score == found[i].score && doc_set_has(&set, hits[i].docid) &&
		       fabs(own->score - hits[i].score) < 1e-6 * (1 + hits[i].score) &&
		       (!i || found[i - 1].score > found[i].score ||
			(found[i - 1].score == found[i].score &&
			 found[i - 1].docid < found[i].docid));
	}
	return same;
}

static void compare(bool gaps)
{
	struct xap_db *db = varied(gaps ? "gaps" : "whole", gaps);
	struct matcher *m = matcher_new(&bm25);
	for (unsigned i = 0; i < often(QUERIES, QUERIES / 12); i++) {
		struct xap_query *query = tree(3);
		if (!agrees(m, db, query))
			fail_msg("query %u", i);
		xap_query_free(query);
	}
	matcher_free(m);
	xap_close(db);
}

/* Of a word in nearly all documents those within a few, which are looked up in its list, or within
 * many, or none. */
static void a_common_word_within_a_set(void **state)
{
	(void)state;
	struct xap_db *db = varied("common", true);
	struct matcher *m = matcher_new(&bm25);
	struct xap_query *every = term("every");
	for (unsigned size = 0; size <= DOCUMENTS; size = size ? 3 * size : 1) {
		struct doc_set all, within, found;
		matcher_begin(m, db);
		within = matcher_new_set(m);
		for (unsigned i = 0; i < size; i++)
			doc_set_add(&within, 1 + dice(DOCUMENTS));
		doc_set_add(&within, DOCUMENTS);
		if (!size)
			within = matcher_new_set(m);
		assert_int_equal(doc_set_is_empty(&within), !size);
		ok(matcher_set(m, every, NULL, &all, &err));
		ok(matcher_set(m, every, &within, &found, &err));
		for (uint32_t docid = 1; docid <= DOCUMENTS; docid++)
			assert_int_equal(doc_set_has(&found, docid),
					 doc_set_has(&all, docid) && doc_set_has(&within, docid));
	}
	xap_query_free(every);
	matcher_free(m);
	xap_close(db);
}

static void same_as_xapian(void **state)
{
	(void)state;
	compare(false);
	compare(true);
}

static void the_best_of_all(void **state)
{
	(void)state;
	static struct xap_hit all[DOCUMENTS], some[DOCUMENTS];
	struct xap_db *db = varied("best", true);
	struct matcher *m = matcher_new(&bm25);
	for (unsigned i = 0; i < often(200, 60); i++) {
		struct xap_query *query = tree(2), *before = tree(1);
		struct doc_set first;
		matcher_begin(m, db);
		ok(matcher_set(m, before, NULL, &first, &err));
		ok(matcher_add(m, query, NULL, &err));
		size_t count = best(m, &first, DOCUMENTS, all), most = dice(60);
		size_t n = best(m, &first, most, some);
		assert_int_equal(n, most < count ? most : count);
		for (size_t k = 0; k < n; k++)
			assert_true(some[k].docid == all[k].docid && some[k].score == all[k].score);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(doc_set_has(&first, all[k].docid),
					 k < doc_set_size(&first));
		xap_query_free(query);
		xap_query_free(before);
	}
	matcher_free(m);
	xap_close(db);
}

/* Some of the matches, by keys that tie in their first bytes, in all, or have no value. */
static void order_as_xapian(void **state)
{
	(void)state;
	static struct xap_hit hits[DOCUMENTS], theirs[DOCUMENTS];
	struct xap_db *db = varied("order", true);
	struct matcher *m = matcher_new(&bm25);
	struct served *served = served_new(&bm25);
	for (unsigned i = 0; i < often(300, 90); i++) {
		struct xap_query *query = xap_query_scale(tree(1), 0);
		struct xap_sort_key keys[3];
		struct doc_set set;
		const void *named;
		size_t found, count = dice(3) ? 1 + dice(40) : DOCUMENTS, expected;
		unsigned key_count = 1 + dice(3);
		for (unsigned k = 0; k < key_count; k++)
			keys[k] = (struct xap_sort_key){(i + k) % 3, dice(2)};
		served_begin(served, db);
		ok(served_set(served, query, NULL, &named, &err));
		ok(served_sorted(served, named, keys, key_count, count, theirs, &expected, &err));
		matcher_begin(m, db);
		ok(matcher_set(m, query, NULL, &set, &err));
		ok(matcher_sorted(m, &set, keys, key_count, count, hits, &found, &err));
		assert_int_equal(found, expected);
		for (size_t k = 0; k < found; k++)
			assert_int_equal(hits[k].docid, theirs[k].docid);
		xap_query_free(query);
	}
	served_free(served);
	matcher_free(m);
	xap_close(db);
}

static double marked(struct matcher *m, uint32_t docid)
{
	double score;
	ok(matcher_marked(m, &docid, 1, &score, &err));
	return score;
}

static void scores_within_conditions(void **state)
{
	(void)state;
	static struct xap_hit hits[DOCUMENTS];
	struct xap_db *db = varied("within", false);
	struct matcher *m = matcher_new(&bm25);
	struct xap_query *topic = words(XAP_OR, "w1 w2"), *more = words(XAP_OR, "w5 w6");
	struct xap_query *limit = range(0, "12", "20");
	struct doc_set allowed;
	matcher_begin(m, db);
	ok(matcher_add(m, topic, NULL, &err));
	ok(matcher_keep(m, limit, &err));
	ok(matcher_set(m, limit, NULL, &allowed, &err));
	matcher_mark(m);
	size_t before = best(m, NULL, DOCUMENTS, hits);
	assert_true(before > 10);
	for (size_t i = 0; i < before; i++) {
		assert_true(doc_set_has(&allowed, hits[i].docid));
		assert_true(fabs(marked(m, hits[i].docid) - hits[i].score) < 1e-6);
	}
	double most = hits[0].score;
	ok(matcher_add(m, more, NULL, &err));
	ok(matcher_keep(m, limit, &err));
	assert_true(best(m, NULL, DOCUMENTS, hits) > before);
	assert_true(hits[0].score > most);
	/* nothing is left of it in the next search */
	matcher_begin(m, db);
	assert_int_equal(best(m, NULL, DOCUMENTS, hits), 0);
	assert_true(marked(m, 1) == 0);
	xap_query_free(topic);
	xap_query_free(more);
	xap_query_free(limit);
	matcher_free(m);
	xap_close(db);
}

static void join_terms(void *ctx, struct slice term)
{
	struct buffer *out = ctx;
	buffer_add_slice(out, term);
	buffer_add_byte(out, ' ');
}

static void a_commit_is_another_state(void **state)
{
	(void)state;
	struct xap_db *writer = small_db("states"), *db = open_db(at("states"), XAP_READ);
	struct matcher *m = matcher_new(&bm25);
	struct xap_query *query = words(XAP_OR, "a z");
	struct buffer terms = BUFFER_INIT;
	struct xap_hit hits[8];
	const struct slice name = slice_of("z");
	uint32_t frequency;
	assert_true(agrees(m, db, query));
	ok(matcher_frequencies(m, &name, 1, &frequency, &err));
	assert_int_equal(frequency, 1);
	assert_true(agrees(m, db, query));
	ok(matcher_terms(m, 5, join_terms, &terms, &err));
	assert_string_equal(buffer_cstr(&terms), "z ");
	store(writer, 6, "z z a", "", "", "");
	ok(xap_commit(writer, &err));
	ok(xap_reopen(db, NULL, &err));
	assert_true(matcher_begin(m, db));
	assert_false(matcher_begin(m, db));
	assert_true(agrees(m, db, query));
	ok(matcher_frequencies(m, &name, 1, &frequency, &err));
	assert_int_equal(frequency, 2);
	buffer_clear(&terms);
	ok(matcher_terms(m, 6, join_terms, &terms, &err));
	assert_string_equal(buffer_cstr(&terms), "a z ");
	assert_int_equal(best(m, NULL, 8, hits), 6);
	assert_int_equal(hits[0].docid, 6);
	xap_query_free(query);
	buffer_release(&terms);
	matcher_free(m);
	xap_close(db);
	xap_close(writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_as_xapian),
		cmocka_unit_test(a_common_word_within_a_set),
		cmocka_unit_test(the_best_of_all),
		cmocka_unit_test(order_as_xapian),
		cmocka_unit_test(scores_within_conditions),
		cmocka_unit_test(a_commit_is_another_state),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
