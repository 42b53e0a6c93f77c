/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed documents, and rows beside documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/document/stored_fields.h"
#include "tests/unit/xap_fixture.h"

static struct slice document(struct buffer *out, unsigned i)
{
	static const char *const words[] = {"minister", "antwoord",  "schriftelijke", "vraag",
					    "bevoegd",  "gemeente",  "onderwijs",     "maatregel",
					    "cijfers",  "overzicht", "jaarlijks"};
	uint32_t seed = i * 2654435761u + 1;
	buffer_clear(out);
	for (unsigned k = 0; k < 60; k++) {
		seed = seed * 1664525u + 1013904223u;
		buffer_printf(out, "%s %s ", words[(seed >> 16) % 11], words[(seed >> 24) % 11]);
	}
	buffer_printf(out, "nummer %u", i);
	return buffer_slice(out);
}

static void packs_and_unpacks(void **state)
{
	(void)state;
	struct records *records = records_new(), *other = records_new();
	struct records_sample sample = {.count = 0};
	struct buffer text = BUFFER_INIT, packed = BUFFER_INIT, back = BUFFER_INIT,
		      dictionary = BUFFER_INIT;
	records_pack(records, document(&text, 1), &packed);
	size_t plain = packed.len;
	ok(records_unpack(records, buffer_slice(&packed), &back, &err));
	assert_true(slice_eq(buffer_slice(&back), buffer_slice(&text)));
	assert_int_equal(records_needs(buffer_slice(&packed)), 0);
	assert_false(records_train(&sample, &dictionary));
	for (unsigned i = 0; i < 1000; i++)
		records_sample_add(&sample, document(&text, i));
	assert_true(records_train(&sample, &dictionary));
	assert_true(records_learn(records, 3, buffer_slice(&dictionary)));
	assert_int_equal(records_newest(records), 3);
	records_pack(records, document(&text, 1), &packed);
	assert_true(packed.len < plain * 3 / 4);
	assert_int_equal(records_needs(buffer_slice(&packed)), 3);
	fails(records_unpack(other, buffer_slice(&packed), &back, &err), STATUS_CORRUPT,
	      "dictionary");
	assert_true(records_learn(other, 3, buffer_slice(&dictionary)));
	ok(records_unpack(other, buffer_slice(&packed), &back, &err));
	assert_true(slice_eq(buffer_slice(&back), buffer_slice(&text)));
	assert_false(records_learn(other, 4, SLICE_EMPTY));
	records_sample_release(&sample);
	buffer_release(&text);
	buffer_release(&packed);
	buffer_release(&back);
	buffer_release(&dictionary);
	records_free(records);
	records_free(other);
}

/* Refused or read within its bytes: the sanitizers watch. */
static void damage(void **state)
{
	(void)state;
	struct records *records = records_new();
	struct buffer text = BUFFER_INIT, packed = BUFFER_INIT, back = BUFFER_INIT;
	records_pack(records, document(&text, 9), &packed);
	for (size_t i = 0; i <= packed.len; i++) {
		(void)!records_unpack(records, slice_sub(buffer_slice(&packed), 0, i), &back, &err);
		for (unsigned bit = 0; i < packed.len && bit < 8; bit++) {
			packed.ptr[i] = (char)(packed.ptr[i] ^ 1 << bit);
			(void)!records_unpack(records, buffer_slice(&packed), &back, &err);
			packed.ptr[i] = (char)(packed.ptr[i] ^ 1 << bit);
		}
	}
	err = (struct error){0};
	buffer_release(&text);
	buffer_release(&packed);
	buffer_release(&back);
	records_free(records);
}

/* The first batch of some size brings the dictionary, with the batch; the next one uses it. */
static void a_database_trains_its_own(void **state)
{
	(void)state;
	struct xap_db *db = new_db("trains");
	struct buffer text = BUFFER_INIT, data = BUFFER_INIT, value = BUFFER_INIT;
	struct xap_doc *doc = xap_doc_new();
	for (unsigned i = 0; i < 1200; i++) {
		char id[16];
		snprintf(id, sizeof id, "Q%u", i);
		xap_doc_clear(doc);
		xap_doc_term(doc, slice_of(id), 0);
		xap_doc_data(doc, document(&text, i));
		ok(xap_replace(db, slice_of(id), doc, NULL, &err));
		if (i == 599)
			ok(xap_rollback(db, &err)); /* no dictionary of what is gone */
		if (i == 1199 - 1)
			ok(xap_commit(db, &err));
	}
	ok(xap_commit(db, &err));
	xap_close(db);
	db = open_db(at("trains"), XAP_READ);
	ok(xap_metadata_get(db, XAP_KEY_DICTIONARY "1", &value, &err));
	assert_true(value.len > 0);
	for (unsigned i = 600; i < 1200; i++) {
		ok(xap_data(db, i - 599, &data, &err));
		assert_true(slice_eq(buffer_slice(&data), document(&text, i)));
		ok(xap_value(db, i - 599, XAP_SLOT_DATA, &value, &err));
		assert_int_equal(records_needs(buffer_slice(&value)), i == 1199);
	}
	xap_close(db);
	xap_doc_free(doc);
	buffer_release(&text);
	buffer_release(&data);
	buffer_release(&value);
}

struct rows {
	unsigned count;
	uint32_t docids[64];
	char first[64];
};

static void see_row(void *ctx, uint32_t docid, struct slice row)
{
	struct rows *rows = ctx;
	rows->docids[rows->count] = docid;
	rows->first[rows->count++] = row.len ? row.ptr[0] : '-';
}

static void rows_lie_beside_documents(void **state)
{
	(void)state;
	struct xap_db *db = new_db("rows");
	const char zeros[] = {0, 0, 0, 0};
	for (unsigned i = 1; i <= 40; i++)
		store(db, i, "a", "", "", "");
	ok(xap_row_set(db, 3, slice_of("drie"), &err));
	ok(xap_row_set(db, 14, slice_make(zeros, sizeof zeros), &err));
	ok(xap_row_set(db, 40, slice_of("veertig"), &err));
	ok(xap_row_set(db, 17, slice_of("weg"), &err));
	ok(xap_row_set(db, 17, SLICE_EMPTY, &err));
	ok(xap_commit(db, &err));
	ok(xap_row_set(db, 3, slice_of("anders"), &err));
	ok(xap_rollback(db, &err));
	const uint32_t asked[] = {1, 3, 14, 17, 40};
	struct rows rows = {0};
	ok(xap_rows(db, asked, 5, see_row, &rows, &err));
	assert_int_equal(rows.count, 3);
	assert_int_equal(rows.docids[0], 3);
	assert_int_equal(rows.first[0], 'd');
	assert_int_equal(rows.docids[1], 14);
	assert_int_equal(rows.first[1], 0);
	assert_int_equal(rows.docids[2], 40);
	xap_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packs_and_unpacks),
		cmocka_unit_test(damage),
		cmocka_unit_test(a_database_trains_its_own),
		cmocka_unit_test(rows_lie_beside_documents),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
