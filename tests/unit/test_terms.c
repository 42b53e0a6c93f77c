/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of terms as glass_terms.h reads them: what Xapian reads, and of damaged tables nothing that
 * is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "store/glass/glass_terms.h"
#include "tests/unit/often.h"
#include "tests/unit/xap_fixture.h"

enum { DOCUMENTS = 120, BATCH = 30, LONG = 3000 };

static uint64_t seed = 3;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

/* None, few or very many terms, which share much or little with each other, with small and large
 * wdfs. */
static void add_document(struct xap_db *db, uint32_t number)
{
	char term[300], id[16];
	struct xap_doc *doc = xap_doc_new();
	const unsigned count = number % 10 == 1 ? LONG : dice(60);
	snprintf(id, sizeof id, "Q%u", number);
	xap_doc_term(doc, slice_of(id), 0);
	for (unsigned i = 0; i < count; i++) {
		int len = snprintf(term, sizeof term, "%0*u%s", dice(8) ? 3 : 200, dice(5000),
				   dice(2) ? "" : "woord");
		xap_doc_term(doc, slice_make(term, (size_t)len),
			     dice(4) ? dice(20) : dice(1u << 30));
	}
	uint32_t docid;
	ok(xap_replace(db, slice_of(id), doc, &docid, &err));
	xap_doc_free(doc);
}

static void put_term(void *ctx, struct slice term, uint32_t wdf)
{
	buffer_printf(ctx, "%.*s %u\n", SLICE_ARG(term), wdf);
}

/* With a cursor and without. */
static void list(struct xap_db *db, uint32_t docid, struct buffer *each, struct buffer *cursor)
{
	struct xap_terms *terms;
	struct slice term;
	uint32_t wdf;
	bool more = true;
	buffer_clear(each);
	buffer_clear(cursor);
	ok(xap_each_term(db, docid, put_term, each, &err));
	ok(xap_terms_open(db, docid, slice_of("0"), &terms, &err));
	while (more) {
		ok(xap_terms_next(terms, &more, &term, NULL, &wdf, &err));
		if (more)
			put_term(cursor, term, wdf);
	}
	xap_terms_close(terms);
}

static struct xap_db *make(const char *name)
{
	struct xap_db *db;
	ok(xap_open(at(name), XAP_WRITE_NEW, &db, &err));
	for (uint32_t i = 1; i <= DOCUMENTS; i++) {
		add_document(db, i);
		if (i % BATCH == 0)
			ok(xap_commit(db, &err));
	}
	return db;
}

static void lists_are_those_of_xapian(void **state)
{
	struct xap_db *writer = make("same"), *reader;
	struct buffer lists[4] = {BUFFER_INIT, BUFFER_INIT, BUFFER_INIT, BUFFER_INIT};
	(void)state;
	ok(xap_open(at("same"), XAP_READ, &reader, &err));
	for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
		list(writer, docid, &lists[0], &lists[1]); /* by Xapian */
		list(reader, docid, &lists[2], &lists[3]);
		assert_true(slice_eq(buffer_slice(&lists[0]), buffer_slice(&lists[2])));
		assert_true(slice_eq(buffer_slice(&lists[1]), buffer_slice(&lists[3])));
		assert_true(lists[2].len > 0);
	}
	struct xap_terms *terms;
	fails(xap_terms_open(reader, DOCUMENTS + 1, SLICE_EMPTY, &terms, &err), STATUS_NOT_FOUND,
	      "terms");
	for (int i = 0; i < 4; i++)
		buffer_release(&lists[i]);
	xap_close(reader);
	xap_close(writer);
}

static void a_reader_is_told_of_commits(void **state)
{
	struct xap_db *writer = make("moves"), *reader;
	struct buffer one = BUFFER_INIT, other = BUFFER_INIT;
	enum status st = STATUS_OK;
	(void)state;
	ok(xap_open(at("moves"), XAP_READ, &reader, &err));
	list(reader, 1, &one, &other);
	for (int i = 0; i < 3; i++) { /* blocks of the reader's revision are used again */
		for (uint32_t k = 1; k <= DOCUMENTS; k++)
			add_document(writer, k);
		ok(xap_commit(writer, &err));
	}
	for (uint32_t docid = 1; !st && docid <= DOCUMENTS; docid++)
		st = xap_each_term(reader, docid, put_term, &one, &err);
	assert_true(!st || st == STATUS_MODIFIED);
	ok(xap_reopen(reader, NULL, &err));
	list(reader, DOCUMENTS, &one, &other);
	buffer_release(&one);
	buffer_release(&other);
	xap_close(reader);
	xap_close(writer);
}

/* ---- damage ---- */

static void read_all(const char *folder, uint64_t revision)
{
	struct glass_terms *terms = glass_terms_open(folder, revision);
	struct buffer tag = BUFFER_INIT;
	assert_non_null(terms);
	for (uint32_t docid = 1; docid <= DOCUMENTS; docid += 1 + dice(7)) {
		enum status st = glass_terms_list(terms, docid, &tag, NULL);
		struct glass_terms_at at = {.rest = buffer_slice(&tag)};
		bool more = !st;
		assert_true(!st || st == STATUS_CORRUPT || st == STATUS_NOT_FOUND ||
			    st == STATUS_MODIFIED);
		while (!st && more)
			st = glass_terms_next(&at, &more, NULL);
		assert_true(!st || st == STATUS_CORRUPT || !more);
	}
	buffer_release(&tag);
	glass_terms_close(terms);
}

static void damage_is_noticed(void **state)
{
	struct xap_db *db = make("damage");
	static char whole[8 << 20], bytes[sizeof whole];
	char path[PATH_SIZE + 32];
	uint64_t revision;
	(void)state;
	ok(xap_revision(db, &revision, &err));
	xap_close(db);
	snprintf(path, sizeof path, "%s/termlist.glass", at("damage"));
	FILE *file = fopen(path, "r+");
	const size_t len = fread(whole, 1, sizeof whole, file);
	assert_true(len > 0 && len < sizeof whole);
	for (unsigned i = 0; i < often(2000, 60); i++) {
		memcpy(bytes, whole, len);
		for (unsigned k = 0; k < 1 + dice(200); k++)
			bytes[dice((unsigned)len)] ^= (char)(1u << dice(8));
		rewind(file);
		assert_int_equal(fwrite(bytes, 1, len, file), len);
		assert_int_equal(fflush(file), 0);
		read_all(at("damage"), revision);
	}
	for (size_t cut = 0; cut < len; cut += len / 7) {
		assert_int_equal(ftruncate(fileno(file), (off_t)cut), 0);
		read_all(at("damage"), revision);
	}
	fclose(file);
	assert_null(glass_terms_open(at("damage"), revision + 1));
	assert_null(glass_terms_open(at("nowhere"), revision));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(lists_are_those_of_xapian),
					   cmocka_unit_test(a_reader_is_told_of_commits),
					   cmocka_unit_test(damage_is_noticed)};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
