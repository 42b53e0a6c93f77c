/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Databases that the program writes itself: what Xapian's writer makes of the same documents is the
 * measure, and Xapian's own copy of them, which has to be the same to the byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "store/glass/glass_btree.h"
#include "store/glass/glass_format.h"
#include "store/glass/glass_merge.h"
#include "tests/unit/xap_fixture.h"

enum { DOCUMENTS = 1500, ROW_LEN = 40 };

/* Xapian's check deletes an object as one of its base. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "new_delete_type_mismatch=0";
}

static unsigned seed;

static unsigned draw(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % below;
}

/* Words of which some are frequent, some hold a NUL, one is as long as can be; values of all
 * sizes. */
static void fill(struct xap_doc *doc, unsigned number)
{
	char text[XAP_TERM_MAX + 1];
	xap_doc_clear(doc);
	seed = number * 7919 + 13;
	snprintf(text, sizeof text, "Q%u", number);
	xap_doc_term(doc, slice_of(text), 0);
	if (number % 97 == 5)
		return; /* a document without anything else */
	xap_doc_value(doc, 0, slice_of(text));
	for (unsigned i = 0; i < 5 + number % 60; i++) {
		const int len = snprintf(text, sizeof text, "woord%u",
					 draw(draw(20) + 1) * draw(200));
		xap_doc_posting(doc, slice_make(text, (size_t)len), i + 1, draw(300));
	}
	xap_doc_term(doc, slice_make("a\0b", 3), 1);
	xap_doc_term(doc, slice_of("altijd"), number % 5);
	memset(text, 'z', sizeof text);
	if (number % 50 == 0)
		xap_doc_term(doc, slice_make(text, XAP_TERM_MAX), 1);
	if (number % 3)
		xap_doc_value(doc, 7, slice_make("\0x", 1 + number % 2));
	char *large = malloc(12000);
	memset(large, 'a' + (int)(number % 26), 12000);
	if (number % 10 == 0)
		xap_doc_value(doc, 40, slice_make(large, 1 + draw(12000)));
	xap_doc_data(doc, slice_make(large, draw(500)));
	free(large);
}

/* ---- making both ---- */

static struct xap_db *by_xapian(const char *name)
{
	struct xap_db *db = new_db(name);
	struct xap_doc *doc = xap_doc_new();
	for (unsigned i = 1; i <= DOCUMENTS; i++) {
		char id[16];
		snprintf(id, sizeof id, "Q%u", i);
		fill(doc, i);
		ok(xap_replace(db, slice_of(id), doc, NULL, &err));
	}
	ok(xap_metadata_set(db, "een", slice_of("1"), &err));
	ok(xap_commit(db, &err));
	xap_doc_free(doc);
	return db;
}

static enum status next_row(void *ctx, struct slice *row, struct error *e)
{
	static char bytes[ROW_LEN];
	unsigned *number = ctx;
	(void)e;
	memset(bytes, (int)(*number % 250), sizeof bytes);
	*row = slice_make(bytes, *number % 7 ? sizeof bytes : 0);
	++*number;
	return STATUS_OK;
}

/* Parts of which the second is one document. */
static void write_parts(struct glass_runs *runs)
{
	static const unsigned ends[] = {700, 701, DOCUMENTS};
	struct glass_part *part = glass_part_new();
	struct xap_doc *doc = xap_doc_new();
	static unsigned written;
	char *paths[3];
	unsigned number = 1;
	for (size_t p = 0; p < 3; p++) {
		char name[32];
		snprintf(name, sizeof name, "part.%u", written++);
		paths[p] = strdup(at(name));
		for (; number <= ends[p]; number++) {
			fill(doc, number);
			ok(glass_part_add(part, doc, &err));
		}
		ok(glass_part_write(part, paths[p], &err));
	}
	ok(glass_runs_open(runs, (const char *const *)paths, 3, &err));
	for (size_t p = 0; p < 3; p++)
		free(paths[p]);
	xap_doc_free(doc);
	glass_part_free(part);
}

static struct xap_db *by_us(const char *name)
{
	static const struct glass_entry metadata[] = {{SLICE_LIT("een"), SLICE_LIT("1")}};
	struct glass_runs runs;
	unsigned row = 1;
	const struct glass_beside beside = {metadata, 1, next_row, &row};
	write_parts(&runs);
	assert_int_equal(runs.documents, DOCUMENTS);
	ok(glass_merge(&runs, &beside, at(name), &err));
	assert_int_equal(row, DOCUMENTS + 1);
	glass_runs_release(&runs);
	return open_db(at(name), XAP_READ);
}

/* ---- comparing ---- */

static void tell(void *ctx, struct slice term, uint32_t wdf)
{
	buffer_printf(ctx, "%.*s:%u ", SLICE_ARG(term), (unsigned)wdf);
}

static struct xap_posting *place_for(void *ctx, size_t count)
{
	assert_true(count <= DOCUMENTS);
	return ctx;
}

static void tell_terms(struct xap_db *db, struct buffer *out)
{
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t frequency;
	bool more = true;
	static struct xap_posting postings[DOCUMENTS];
	size_t count;
	ok(xap_terms_open(db, 0, SLICE_EMPTY, &terms, &err));
	while (more) {
		ok(xap_terms_next(terms, &more, &term, &frequency, NULL, &err));
		if (!more)
			break;
		buffer_printf(out, "\n%.*s %u ", SLICE_ARG(term), (unsigned)frequency);
		ok(xap_postings(db, term, place_for, postings, &count, &err));
		for (size_t i = 0; i < count; i++)
			buffer_printf(out, "%u:%u ", (unsigned)postings[i].docid,
				      (unsigned)postings[i].wdf);
	}
	xap_terms_close(terms);
}

/* All that can be asked of it, as text. */
static void tell_all(struct xap_db *db, struct buffer *out)
{
	struct buffer low = BUFFER_INIT, high = BUFFER_INIT;
	static const unsigned slots[] = {0, 7, 40, XAP_SLOT_POSITIONS};
	buffer_printf(out, "%u %u %.9f\n", (unsigned)xap_doccount(db), (unsigned)xap_lastdocid(db),
		      xap_average_length(db));
	tell_terms(db, out);
	for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
		buffer_printf(out, "\n%u ", (unsigned)docid);
		ok(xap_each_term(db, docid, tell, out, &err));
		for (size_t i = 0; i < 4; i++) {
			ok(xap_value(db, docid, slots[i], &low, &err));
			buffer_add_slice(out, buffer_slice(&low));
		}
		ok(xap_data(db, docid, &low, &err));
		buffer_add_slice(out, buffer_slice(&low));
	}
	for (size_t i = 0; i < 4; i++) {
		ok(xap_value_bounds(db, slots[i], &low, &high, &err));
		buffer_add_slice(out, buffer_slice(&low));
		buffer_add_slice(out, buffer_slice(&high));
	}
	ok(xap_metadata_get(db, "een", &low, &err));
	buffer_add_slice(out, buffer_slice(&low));
	buffer_release(&low);
	buffer_release(&high);
}

static void test_same_as_xapian(void **state)
{
	(void)state;
	struct buffer theirs = BUFFER_INIT, ours = BUFFER_INIT, report = BUFFER_INIT;
	uint64_t errors = 1;
	struct xap_db *a = by_xapian("theirs"), *b = by_us("ours");
	assert_true(glass_format_is_known(at("theirs")) && glass_format_is_known(at("ours")));
	assert_false(glass_format_is_known(at("nowhere")));
	tell_all(a, &theirs);
	tell_all(b, &ours);
	assert_true(ours.len > 100000);
	assert_true(slice_eq(buffer_slice(&theirs), buffer_slice(&ours)));
	xap_close(a);
	xap_close(b);
	ok(xap_check(at("ours"), &report, &errors, &err));
	assert_int_equal(errors, 0);
	buffer_release(&theirs);
	buffer_release(&ours);
	buffer_release(&report);
}

/* What lies between the directory of a block and its items means nothing. */
static void blank_gaps(struct buffer *table)
{
	for (size_t at = 0; at < table->len; at += GLASS_BLOCK) {
		unsigned char *block = (unsigned char *)table->ptr + at;
		memset(block + (block[9] << 8 | block[10]), 0, (size_t)(block[5] << 8 | block[6]));
	}
}

static void read_whole(const char *folder, const char *name, struct buffer *out)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s.glass", folder, name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	buffer_clear(out);
	for (int c; (c = getc(file)) != EOF;)
		buffer_add_byte(out, (char)c);
	fclose(file);
	blank_gaps(out);
}

/* Xapian's copy goes through its own code for tables, entry by entry.  Lists of terms it would
 * deflate anew where they are not. */
static void test_same_bytes_as_a_copy(void **state)
{
	(void)state;
	struct buffer ours = BUFFER_INIT, theirs = BUFFER_INIT;
	char command[1024];
	xap_close(by_us("single"));
	snprintf(command, sizeof command, "xapian-compact --quiet --no-renumber %s %s",
		 at("single"), at("copy"));
	assert_int_equal(system(command), 0);
	read_whole(at("single"), "postlist", &ours);
	read_whole(at("copy"), "postlist", &theirs);
	assert_true(ours.len > 20 * GLASS_BLOCK);
	assert_int_equal(ours.len, theirs.len);
	assert_memory_equal(ours.ptr, theirs.ptr, ours.len);
	buffer_release(&ours);
	buffer_release(&theirs);
}

/* ---- what comes behind ---- */

static void test_changed_by_xapian(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT, report = BUFFER_INIT;
	struct xap_doc *doc = xap_doc_new();
	uint64_t errors = 1;
	uint32_t docid;
	xap_close(by_us("changed"));
	struct xap_db *db = open_db(at("changed"), XAP_WRITE);
	for (unsigned i = 1; i <= DOCUMENTS; i += 3) {
		char id[16];
		snprintf(id, sizeof id, "Q%u", i);
		fill(doc, i);
		xap_doc_term(doc, slice_of("nieuw"), 1);
		ok(xap_replace(db, slice_of(id), doc, &docid, &err));
		assert_int_equal(docid, i);
		ok(xap_row_set(db, i, slice_of("rij"), &err));
	}
	ok(xap_delete(db, slice_of("altijd"), &err));
	ok(xap_commit(db, &err));
	xap_close(db);
	ok(xap_check(at("changed"), &report, &errors, &err));
	assert_int_equal(errors, 0);
	xap_doc_free(doc);
	buffer_release(&out);
	buffer_release(&report);
}

static void take_row(void *ctx, uint32_t docid, struct slice row)
{
	unsigned *seen = ctx;
	assert_int_equal(row.len, ROW_LEN);
	assert_int_equal((unsigned char)row.ptr[0], docid % 250);
	++*seen;
}

static void test_rows(void **state)
{
	(void)state;
	struct xap_db *db = by_us("rows");
	unsigned seen = 0, expected = 0;
	uint32_t docids[DOCUMENTS];
	for (uint32_t i = 0; i < DOCUMENTS; i++) {
		docids[i] = i + 1;
		expected += docids[i] % 7 != 0;
	}
	ok(xap_rows(db, docids, DOCUMENTS, take_row, &seen, &err));
	assert_int_equal(seen, expected);
	xap_close(db);
}

/* ---- parts ---- */

static void compare_terms(void *ctx, struct slice term, uint32_t wdf)
{
	struct buffer *out = ctx;
	buffer_printf(out, "%.*s:%u ", SLICE_ARG(term), (unsigned)wdf);
}

static void test_terms_of_a_document(void **state)
{
	(void)state;
	struct buffer read = BUFFER_INIT, made = BUFFER_INIT;
	struct xap_doc *doc = xap_doc_new();
	struct glass_runs runs;
	write_parts(&runs);
	for (uint32_t docid = 1; docid <= DOCUMENTS; docid += 7) {
		buffer_clear(&read);
		buffer_clear(&made);
		fill(doc, docid);
		ok(glass_runs_terms(&runs, docid, compare_terms, &read, &err));
		ok(xap_doc_each_term(doc, compare_terms, &made, &err));
		assert_true(slice_eq(buffer_slice(&read), buffer_slice(&made)));
	}
	glass_runs_release(&runs);
	xap_doc_free(doc);
	buffer_release(&read);
	buffer_release(&made);
}

static void test_no_part(void **state)
{
	(void)state;
	struct glass_runs runs;
	FILE *file = fopen(at("short"), "wb");
	fputs("too short", file);
	fclose(file);
	const char *paths[] = {at("short")};
	fails(glass_runs_open(&runs, paths, 1, &err), STATUS_CORRUPT, "no whole part");
	paths[0] = at("absent");
	fails(glass_runs_open(&runs, paths, 1, &err), STATUS_IO, "cannot open");
	struct glass_part *part = glass_part_new();
	fails(glass_part_write(part, at("short"), &err), STATUS_IO, "cannot write");
	fails(glass_part_use_dictionary(part, slice_of("\x37\xa4\x30\xecno dictionary"), &err),
	      STATUS_CORRUPT, "dictionary");
	glass_part_free(part);
}

static void test_refused(void **state)
{
	(void)state;
	struct glass_part *part = glass_part_new();
	struct xap_doc *doc = xap_doc_new();
	xap_doc_term(doc, SLICE_EMPTY, 1);
	fails(glass_part_add(part, doc, &err), STATUS_INVALID, "empty term");
	xap_doc_clear(doc);
	xap_doc_value(doc, 64, slice_of("x"));
	fails(glass_part_add(part, doc, &err), STATUS_INVALID, "slot 64");
	xap_doc_free(doc);
	glass_part_free(part);
}

/* A document without terms, values or data. */
static void test_empty_document(void **state)
{
	(void)state;
	struct glass_part *part = glass_part_new();
	struct xap_doc *doc = xap_doc_new();
	const struct glass_beside beside = {NULL, 0, NULL, NULL};
	const char *paths[] = {at("empty.part")};
	struct buffer out = BUFFER_INIT;
	struct glass_runs runs;
	uint64_t errors = 1;
	ok(glass_part_add(part, doc, &err));
	ok(glass_part_write(part, paths[0], &err));
	ok(glass_runs_open(&runs, paths, 1, &err));
	ok(glass_runs_terms(&runs, 1, compare_terms, &out, &err));
	assert_int_equal(out.len, 0);
	ok(glass_merge(&runs, &beside, at("empty"), &err));
	ok(xap_check(at("empty"), &out, &errors, &err));
	assert_int_equal(errors, 0);
	struct xap_db *db = open_db(at("empty"), XAP_READ);
	assert_int_equal(xap_doccount(db), 1);
	xap_close(db);
	glass_runs_release(&runs);
	glass_part_free(part);
	xap_doc_free(doc);
	buffer_release(&out);
}

static void test_nothing(void **state)
{
	(void)state;
	const struct glass_runs runs = {.items = NULL};
	const struct glass_beside beside = {NULL, 0, NULL, NULL};
	ok(glass_merge(&runs, &beside, at("nothing"), &err));
	struct xap_db *db = open_db(at("nothing"), XAP_READ);
	assert_int_equal(xap_doccount(db), 0);
	xap_close(db);
	fails(glass_merge(&runs, &beside, at("nothing"), &err), STATUS_IO, "cannot make");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_xapian),
		cmocka_unit_test(test_same_bytes_as_a_copy),
		cmocka_unit_test(test_changed_by_xapian),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_terms_of_a_document),
		cmocka_unit_test(test_no_part),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_empty_document),
		cmocka_unit_test(test_nothing),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
