/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The latent space: singular vectors, vectors in values, and that a space depends on
 * the questions alone, whatever their order and however often a run was cut short.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "indexer/lsi/lsi_index.h"
#include "indexer/lsi/truncated_svd.h"
#include "store/index/schema.h"
#include "tests/unit/xap_fixture.h"

/* ---- singular vectors ---- */

/* rows x columns with A[i][j] = sum over k of weight k x left[i] x right[j], as 1/(1 + ...)
 * waves. */
enum { ROWS = 120, COLUMNS = 90, KNOWN = 3 };
static const double weights[KNOWN] = {9, 4, 1};

static double wave(size_t i, size_t n, size_t k)
{
	return sqrt(2.0 / (double)n) *
	       cos(3.14159265358979 * (double)(k + 1) * ((double)i + .5) / (double)n);
}

static void fill(size_t *start, uint32_t *column, float *value)
{
	size_t n = 0;
	for (size_t r = 0; r < ROWS; r++) {
		start[r] = n;
		for (size_t c = 0; c < COLUMNS; c++, n++) {
			double sum = 0;
			for (size_t k = 0; k < KNOWN; k++)
				sum += weights[k] * wave(r, ROWS, k) * wave(c, COLUMNS, k);
			column[n] = (uint32_t)c;
			value[n] = (float)sum;
		}
	}
	start[ROWS] = n;
}

static void test_singular_vectors(void **state)
{
	(void)state;
	static size_t start[ROWS + 1];
	static uint32_t column[ROWS * COLUMNS];
	static float value[ROWS * COLUMNS], vectors[COLUMNS * KNOWN];
	fill(start, column, value);
	struct sparse a = {ROWS, COLUMNS, start, column, value};
	ok(subspace_right(&a, KNOWN, vectors, NULL, &err));
	for (size_t k = 0; k < KNOWN; k++) {
		double dot = 0;
		for (size_t c = 0; c < COLUMNS; c++)
			dot += (double)vectors[c * KNOWN + k] * wave(c, COLUMNS, k);
		assert_true(fabs(fabs(dot) - 1) < 1e-3); /* either sign */
	}
}

static void test_singular_vectors_of_little(void **state)
{
	(void)state;
	/* one filled row, three wanted: the rest is null, nothing is wild */
	static const size_t start[] = {0, 2, 2, 2, 2};
	static const uint32_t column[] = {0, 1};
	static const float value[] = {3, 4};
	float vectors[5 * 3];
	struct sparse a = {4, 5, start, column, value};
	ok(subspace_right(&a, 3, vectors, NULL, &err));
	assert_true(fabs(fabs((double)vectors[0]) - .6) < 1e-3);
	assert_true(fabs(fabs((double)vectors[3]) - .8) < 1e-3);
	for (size_t i = 0; i < 15; i++)
		assert_true(isfinite(vectors[i]) && fabsf(vectors[i]) < 1.001f);
}

/* ---- vectors as values ---- */

static void test_pack(void **state)
{
	(void)state;
	struct latent_space space = {.generation = 7, .dimensions = 4};
	const float vector[] = {.5f, -.5f, .7071f, 0};
	struct buffer value = BUFFER_INIT;
	signed char out[LATENT_DIMENSIONS];
	float scale;
	latent_pack(&space, vector, &value);
	assert_true(latent_unpack(&space, buffer_slice(&value), &scale, out));
	for (size_t i = 0; i < 4; i++)
		assert_true(fabsf(scale * out[i] - vector[i]) < .06f);
	assert_false(latent_unpack(&space, slice_sub(buffer_slice(&value), 0, value.len - 1),
				   &scale, out));
	assert_false(latent_unpack(&space, SLICE_EMPTY, &scale, out));
	space.generation = 8;
	assert_false(latent_unpack(&space, buffer_slice(&value), &scale, out));
	buffer_release(&value);
}

/* ---- a space of an index ---- */

enum { QUESTIONS = 240, THEMES = 12, WORDS = 30 };

/* Questions on one theme each: words of their own theme, and some of all. */
static void add_question(struct xap_db *db, unsigned i)
{
	char text[32];
	struct xap_doc *doc = xap_doc_new();
	unsigned theme = i % THEMES, seed = i * 7919 + 13;
	for (unsigned w = 0; w < 20; w++) {
		seed = seed * 1103515245 + 12345;
		snprintf(text, sizeof text, "thema%uwoord%u", theme, (seed >> 16) % WORDS);
		xap_doc_term(doc, slice_of(text), 15);
		snprintf(text, sizeof text, "algemeen%u", (seed >> 8) % 400);
		xap_doc_term(doc, slice_of(text), 5);
	}
	snprintf(text, sizeof text, PREFIX_ID "%05u", i);
	xap_doc_term(doc, slice_of(text), 0);
	ok(xap_replace(db, slice_of(text), doc, NULL, &err));
	xap_doc_free(doc);
}

static struct xap_db *index_of(const char *name, bool backwards)
{
	struct xap_db *db = NULL;
	ok(xap_open(at(name), XAP_WRITE_NEW, &db, &err));
	for (unsigned i = 0; i < QUESTIONS; i++)
		add_question(db, backwards ? QUESTIONS - 1 - i : i);
	ok(xap_commit(db, &err));
	return db;
}

static void train(struct xap_db *db)
{
	struct latent_basis *basis = latent_basis_new();
	ok(latent_index_train(db, NULL, basis, NULL, &err));
	latent_basis_free(basis);
}

static void take_row(void *ctx, uint32_t docid, struct slice row)
{
	(void)docid;
	buffer_clear(ctx);
	buffer_add_slice(ctx, row);
}

static void vector_of(struct xap_db *db, unsigned i, struct buffer *value)
{
	char id[16];
	uint32_t docid;
	snprintf(id, sizeof id, PREFIX_ID "%05u", i);
	ok(xap_find(db, slice_of(id), &docid, &err));
	buffer_clear(value);
	ok(xap_rows(db, &docid, 1, take_row, value, &err));
}

static void assert_same_spaces(struct xap_db *a, struct xap_db *b)
{
	struct buffer x = BUFFER_INIT, y = BUFFER_INIT;
	for (unsigned i = 0; i < QUESTIONS; i++) {
		vector_of(a, i, &x);
		vector_of(b, i, &y);
		assert_true(x.len > 0);
		assert_true(slice_eq(buffer_slice(&x), buffer_slice(&y)));
	}
	buffer_release(&x);
	buffer_release(&y);
}

static void test_order_does_not_matter(void **state)
{
	(void)state;
	struct xap_db *a = index_of("forwards", false), *b = index_of("backwards", true);
	train(a);
	train(b);
	train(b); /* nor does doing it twice */
	assert_same_spaces(a, b);
	xap_close(a);
	xap_close(b);
}

static double likeness(const struct latent_space *space, struct slice a, struct slice b)
{
	signed char x[LATENT_DIMENSIONS], y[LATENT_DIMENSIONS];
	float x_scale, y_scale;
	double sum = 0;
	assert_true(latent_unpack(space, a, &x_scale, x) && latent_unpack(space, b, &y_scale, y));
	for (size_t i = 0; i < space->dimensions; i++)
		sum += (double)(x_scale * y_scale) * x[i] * y[i];
	return sum;
}

static void test_themes_are_near(void **state)
{
	(void)state;
	struct xap_db *db = index_of("near", false);
	struct latent_space space;
	struct buffer x = BUFFER_INIT, y = BUFFER_INIT;
	double same = 0, other = 0;
	train(db);
	ok(latent_space_load(db, &space, &err));
	assert_int_equal(space.questions, QUESTIONS);
	for (unsigned i = 0; i + THEMES < QUESTIONS; i++) {
		vector_of(db, i, &x);
		vector_of(db, i + THEMES, &y);
		same += likeness(&space, buffer_slice(&x), buffer_slice(&y));
		vector_of(db, i + 1, &y);
		other += likeness(&space, buffer_slice(&x), buffer_slice(&y));
	}
	assert_true(same > 3 * fabs(other));
	buffer_release(&x);
	buffer_release(&y);
	xap_close(db);
}

static void test_when_due(void **state)
{
	(void)state;
	struct xap_db *db = index_of("due", false);
	bool due;
	ok(latent_index_is_due(db, &due, &err));
	assert_true(due);
	train(db);
	ok(latent_index_is_due(db, &due, &err));
	assert_false(due);
	for (unsigned i = 0; i < 20; i++)
		add_question(db, QUESTIONS + i);
	ok(xap_commit(db, &err));
	ok(latent_index_is_due(db, &due, &err));
	assert_false(due);
	for (unsigned i = 20; i < 30; i++)
		add_question(db, QUESTIONS + i);
	ok(xap_commit(db, &err));
	ok(latent_index_is_due(db, &due, &err));
	assert_true(due);
	/* a change of space that was cut short */
	struct latent_space space;
	train(db);
	ok(latent_space_load(db, &space, &err));
	space.questions = 0;
	struct buffer value = BUFFER_INIT;
	latent_space_format(&space, &value);
	ok(xap_metadata_set(db, SCHEMA_KEY_LATENT, buffer_slice(&value), &err));
	buffer_release(&value);
	ok(latent_index_is_due(db, &due, &err));
	assert_true(due);
	xap_close(db);
}

static void test_basis_from_the_index(void **state)
{
	(void)state;
	struct xap_db *db = index_of("basis", false);
	struct latent_basis *basis = latent_basis_new();
	struct xap_doc *doc = xap_doc_new();
	struct buffer value = BUFFER_INIT;
	uint32_t docid;
	bool has = true;
	ok(latent_basis_load(basis, db, &has, &err));
	assert_false(has);
	train(db);
	ok(latent_basis_load(basis, db, &has, &err));
	assert_true(has);
	/* a question that comes later lies with its theme */
	xap_doc_term(doc, slice_of("thema3woord4"), 15);
	xap_doc_term(doc, slice_of("thema3woord9"), 15);
	xap_doc_term(doc, slice_of("onbekend"), 15);
	xap_doc_term(doc, slice_of(PREFIX_ID "new"), 0);
	ok(latent_basis_place(basis, doc, &value, &err));
	ok(xap_replace(db, slice_of(PREFIX_ID "new"), doc, &docid, &err));
	ok(xap_row_set(db, docid, buffer_slice(&value), &err));
	ok(xap_commit(db, &err));
	ok(xap_rows(db, &docid, 1, take_row, &value, &err));
	struct buffer other = BUFFER_INIT;
	vector_of(db, 3, &other);
	assert_true(likeness(latent_basis_space(basis), buffer_slice(&value),
			     buffer_slice(&other)) > .3);
	/* damage is told */
	ok(xap_metadata_set(db, SCHEMA_KEY_LATENT ".basis.0", slice_of("\5kort"), &err));
	assert_int_equal(latent_basis_load(basis, db, &has, &err), STATUS_FORMAT);
	ok(xap_metadata_set(db, SCHEMA_KEY_LATENT, slice_of("onzin"), &err));
	assert_int_equal(latent_basis_load(basis, db, &has, &err), STATUS_FORMAT);
	buffer_release(&value);
	buffer_release(&other);
	xap_doc_free(doc);
	latent_basis_free(basis);
	xap_close(db);
}

static void test_poor_in_words(void **state)
{
	(void)state;
	struct xap_db *db = NULL;
	struct latent_space space;
	char text[32];
	ok(xap_open(at("poor"), XAP_WRITE_NEW, &db, &err));
	for (unsigned i = 0; i < 220; i++) {
		struct xap_doc *doc = xap_doc_new();
		xap_doc_term(doc, slice_of(i % 7 ? "een" : "ander"), 15);
		snprintf(text, sizeof text, PREFIX_ID "%u", i);
		xap_doc_term(doc, slice_of(text), 0);
		ok(xap_replace(db, slice_of(text), doc, NULL, &err));
		xap_doc_free(doc);
	}
	train(db);
	ok(latent_space_load(db, &space, &err));
	assert_int_equal(space.generation, 0);
	xap_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_singular_vectors),
		cmocka_unit_test(test_singular_vectors_of_little),
		cmocka_unit_test(test_pack),
		cmocka_unit_test(test_order_does_not_matter),
		cmocka_unit_test(test_themes_are_near),
		cmocka_unit_test(test_when_due),
		cmocka_unit_test(test_basis_from_the_index),
		cmocka_unit_test(test_poor_in_words),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
