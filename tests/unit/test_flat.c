/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flat file: it says what the tables say, belongs to one commit, and is ignored when anything
 * is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "searcher/snapshot/lsi_vectors.h"
#include "store/docvalues/docinfo.h"
#include "store/docvalues/hugepages.h"
#include "store/index/schema.h"
#include "store/match/match.h"
#include "tests/unit/xap_fixture.h"

enum { DOCUMENTS = 5000, GAP = 7, DIMENSIONS = 6 };

static const struct latent_space space = {.generation = 9,
					  .dimensions = DIMENSIONS,
					  .questions = DOCUMENTS};

/* ---- an index ---- */

/* Ids neither rise with document ids nor have one length. */
static void id_of(unsigned i, char id[16])
{
	snprintf(id, 16, "%c%u", "dacb"[i % 4], i * 7919 % 10007);
}

static void put_document(struct xap_db *db, unsigned i)
{
	struct xap_doc *doc = xap_doc_new();
	struct buffer row = BUFFER_INIT;
	char id[16], unique[20];
	float vector[DIMENSIONS];
	uint32_t docid;
	id_of(i, id);
	snprintf(unique, sizeof unique, "Q%s", id);
	xap_doc_term(doc, slice_of(unique), 0);
	xap_doc_value(doc, SLOT_ID, slice_of(id));
	xap_doc_term(doc, slice_of("all"), 1 + i % 3);
	xap_doc_term(doc, slice_of(i % 2 ? "odd" : "even"), 1 + i % 5);
	ok(xap_replace(db, slice_of(unique), doc, &docid, &err));
	for (unsigned k = 0; k < DIMENSIONS; k++)
		vector[k] = (float)((i * (k + 3)) % 15) - 7;
	latent_pack(&space, vector, &row);
	if (i % 5)
		ok(xap_row_set(db, docid, buffer_slice(&row), &err));
	buffer_release(&row);
	xap_doc_free(doc);
}

/* Documents of which some are gone again, and some have no row. */
static const char *new_index(const char *name)
{
	struct xap_db *db = open_db(at(name), XAP_WRITE_NEW);
	for (unsigned i = 1; i <= DOCUMENTS; i++)
		put_document(db, i);
	for (unsigned i = GAP; i <= DOCUMENTS; i += 100) {
		char id[16], unique[20];
		id_of(i, id);
		snprintf(unique, sizeof unique, "Q%s", id);
		ok(xap_delete(db, slice_of(unique), &err));
	}
	struct buffer kept = BUFFER_INIT;
	latent_space_format(&space, &kept);
	ok(xap_metadata_set(db, SCHEMA_KEY_LATENT, buffer_slice(&kept), &err));
	buffer_release(&kept);
	ok(xap_commit(db, &err));
	xap_close(db);
	return at(name);
}

static struct xap_db *reader_of(const char *path)
{
	struct xap_db *db = open_db(path, XAP_READ);
	xap_set_identity(db, SLOT_ID, PREFIX_ID);
	return db;
}

static const char *file_of(const char *path)
{
	static char file[PATH_SIZE + 32];
	snprintf(file, sizeof file, "%s/" FLAT_FILE, path);
	return file;
}

static bool is_used(const char *path)
{
	struct xap_db *db = reader_of(path);
	struct flat *flat = flat_new();
	flat_begin(flat, db);
	bool used = flat_lengths(flat) != NULL;
	assert_true(used == (flat_ranks(flat) != NULL));
	assert_true(used || (!flat_row_bytes(flat) && !flat_map(flat)));
	flat_free(flat);
	xap_close(db);
	return used;
}

/* ---- what it says ---- */

struct rows {
	struct flat *flat;
	unsigned count;
};

static void compare_row(void *ctx, uint32_t docid, struct slice row)
{
	struct rows *rows = ctx;
	assert_int_equal(row.len, flat_row_bytes(rows->flat));
	assert_true(slice_eq(row, flat_row(rows->flat, docid)));
	rows->count++;
}

static void test_says_what_the_tables_say(void **state)
{
	(void)state;
	const char *path = new_index("says");
	static uint32_t docids[DOCUMENTS], lengths[DOCUMENTS];
	struct flat *flat = flat_new();
	struct rows rows = {flat, 0};
	ok(flat_write(path, &err));
	struct xap_db *db = reader_of(path);
	flat_begin(flat, db);
	assert_non_null(flat_lengths(flat));
	for (uint32_t i = 0; i < DOCUMENTS; i++)
		docids[i] = i + 1;
	ok(xap_lengths(db, docids, DOCUMENTS, lengths, &err));
	for (uint32_t i = 0; i < DOCUMENTS; i++)
		assert_int_equal(lengths[i], flat_lengths(flat)[i + 1]);
	assert_true(flat_map(flat));
	ok(xap_rows(db, docids, DOCUMENTS, compare_row, &rows, &err));
	assert_int_equal(rows.count, DOCUMENTS - DOCUMENTS / 5);
	for (uint32_t i = 2; i <= DOCUMENTS; i++) {
		char a[16], b[16];
		id_of(i - 1, a);
		id_of(i, b);
		if (i % 100 != GAP && (i - 1) % 100 != GAP)
			assert_true((strcmp(a, b) < 0) ==
				    (flat_ranks(flat)[i - 1] < flat_ranks(flat)[i]));
	}
	flat_free(flat);
	xap_close(db);
}

/* Hits with ties, in the order of their ids, cut in the midst of one. */
static size_t hits_of(const char *path, bool flat, struct xap_hit *hits)
{
	struct xap_db *db = reader_of(path);
	struct matcher *m = matcher_new(&(struct xap_bm25){1.2, .7, .5});
	struct xap_query *query = xap_query_pair(XAP_OR, xap_query_term(slice_of("all")),
						 xap_query_term(slice_of("odd")));
	size_t found = 0, none;
	for (int again = 0; again < 2; again++) {
		matcher_begin(m, db);
		assert_true(flat == (flat_lengths(matcher_flat(m)) != NULL));
		ok(matcher_add(m, query, NULL, &err));
		ok(matcher_best(m, NULL, 777, hits, &found, &none, &err));
	}
	xap_query_free(query);
	matcher_free(m);
	xap_close(db);
	return found;
}

static void test_same_hits(void **state)
{
	(void)state;
	const char *path = new_index("hits");
	static struct xap_hit without[777], with[777];
	size_t count = hits_of(path, false, without);
	ok(flat_write(path, &err));
	assert_int_equal(count, 777);
	assert_int_equal(hits_of(path, true, with), count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(with[i].docid, without[i].docid);
		assert_true(with[i].score == without[i].score);
	}
}

static void vectors_of(const char *path, struct arena *arena, unsigned searches,
		       struct latent_vector *out)
{
	struct xap_db *db = reader_of(path);
	struct matcher *m = matcher_new(&(struct xap_bm25){1.2, .7, .5});
	struct vectors vectors = {.known = false};
	const struct latent_space *found;
	const uint32_t docids[] = {1, 4999, 5, 3000, 7, 2};
	for (unsigned i = 0; i < searches; i++) {
		assert_true(matcher_begin(m, db) == (i == 0));
		assert_true(matcher_is_first(m) == (i == 0));
		ok(vectors_space(&vectors, db, &found, &err));
		ok(vectors_get(&vectors, db, m, docids, 6, arena, out, &err));
	}
	for (int i = 0; i < 6; i++) {
		signed char *kept = arena_calloc(arena, LATENT_DIMENSIONS, 1);
		if (out[i].scale > 0)
			memcpy(kept, out[i].coordinates, LATENT_DIMENSIONS);
		out[i].coordinates = kept;
	}
	matcher_free(m);
	xap_close(db);
}

/* In the first search and in later ones. */
static void test_same_vectors(void **state)
{
	(void)state;
	const char *path = new_index("vectors");
	struct arena arena = ARENA_INIT;
	for (unsigned searches = 1; searches <= 2; searches++) {
		struct latent_vector with[6], without[6];
		unlink(file_of(path));
		vectors_of(path, &arena, searches, without);
		ok(flat_write(path, &err));
		vectors_of(path, &arena, searches, with);
		assert_true(with[0].scale > 0 && with[2].scale == 0);
		for (int i = 0; i < 6; i++) {
			assert_true(with[i].scale == without[i].scale);
			assert_memory_equal(with[i].coordinates, without[i].coordinates,
					    LATENT_DIMENSIONS);
		}
	}
	arena_release(&arena);
}

/* ---- which commit it belongs to ---- */

static void test_belongs_to_one_commit(void **state)
{
	(void)state;
	const char *path = new_index("commit");
	assert_false(is_used(path));
	ok(flat_write(path, &err));
	assert_true(is_used(path));
	struct xap_db *before = reader_of(path), *db = open_db(path, XAP_WRITE);
	struct flat *flat = flat_new();
	flat_begin(flat, before);
	put_document(db, DOCUMENTS + 1);
	ok(xap_commit(db, &err));
	assert_false(is_used(path));
	ok(flat_write(path, &err));
	assert_true(is_used(path));
	/* who has the one before open keeps it, and moves on with the index */
	flat_begin(flat, before);
	assert_non_null(flat_lengths(flat));
	assert_true(flat_map(flat));
	ok(xap_reopen(before, NULL, &err));
	flat_begin(flat, before);
	assert_true(flat_lengths(flat)[DOCUMENTS + 1] > 0);
	flat_free(flat);
	xap_close(before);
	xap_close(db);
}

/* A search may come between the commit and the file. */
static void test_comes_later(void **state)
{
	(void)state;
	const char *path = new_index("later");
	struct xap_db *db = reader_of(path);
	struct flat *flat = flat_new();
	flat_begin(flat, db);
	assert_null(flat_lengths(flat));
	ok(flat_write(path, &err));
	flat_begin(flat, db);
	assert_non_null(flat_lengths(flat));
	flat_free(flat);
	xap_close(db);
}

static void test_several_databases_have_none(void **state)
{
	(void)state;
	const char *path = new_index("several");
	ok(flat_write(path, &err));
	struct xap_db *db = open_both(path, path);
	struct flat *flat = flat_new();
	flat_begin(flat, db);
	assert_null(flat_lengths(flat));
	flat_free(flat);
	xap_close(db);
}

/* ---- damage ---- */

static void change_byte(const char *file, off_t at)
{
	char byte;
	int fd = open(file, O_RDWR);
	assert_true(fd >= 0 && pread(fd, &byte, 1, at) == 1);
	byte = (char)(byte ^ 0x41);
	assert_true(pwrite(fd, &byte, 1, at) == 1);
	close(fd);
}

static enum status check(const char *path)
{
	struct xap_db *db = reader_of(path);
	enum status st = flat_check(db, &err);
	xap_close(db);
	return st;
}

static void test_damage(void **state)
{
	(void)state;
	const char *path = new_index("damage");
	ok(flat_write(path, &err));
	ok(check(path));
	const off_t size = lseek(open(file_of(path), O_RDONLY | O_CLOEXEC), 0, SEEK_END);
	for (size_t i = 0; i < sizeof(struct flat_head); i++) { /* all of the head is looked at */
		change_byte(file_of(path), (off_t)i);
		assert_false(is_used(path));
		ok(check(path));
		change_byte(file_of(path), (off_t)i);
	}
	assert_true(is_used(path));
	for (off_t cut = 0; cut < size; cut += size / 23 + 1) {
		assert_int_equal(truncate(file_of(path), cut), 0);
		assert_false(is_used(path));
		ok(flat_write(path, &err)); /* a run makes it anew */
		assert_true(is_used(path));
	}
	change_byte(file_of(path), size - 3);
	fails(check(path), STATUS_CORRUPT, "damaged");
}

static void test_no_file_but_something(void **state)
{
	(void)state;
	const char *path = new_index("something");
	assert_int_equal(mkdir(file_of(path), 0777), 0);
	assert_false(is_used(path));
	fails(flat_write(path, &err), STATUS_IO, FLAT_FILE);
	assert_int_equal(rmdir(file_of(path)), 0);
	ok(flat_write(path, &err));
	assert_true(is_used(path));
}

/* ---- memory ---- */

static void test_large(void **state)
{
	(void)state;
	struct large memory = LARGE_INIT;
	for (size_t count = 1; count < 40000000; count *= 37) {
		char *bytes = large_renew(&memory, count, 1);
		for (size_t i = 0; i < count; i += 1000)
			assert_int_equal(bytes[i], 0);
		bytes[0] = bytes[count - 1] = 1;
	}
	large_release(&memory);
	assert_null(memory.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_says_what_the_tables_say),
		cmocka_unit_test(test_same_hits),
		cmocka_unit_test(test_same_vectors),
		cmocka_unit_test(test_belongs_to_one_commit),
		cmocka_unit_test(test_comes_later),
		cmocka_unit_test(test_several_databases_have_none),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_no_file_but_something),
		cmocka_unit_test(test_large),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
