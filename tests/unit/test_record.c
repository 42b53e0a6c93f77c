/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of a question out and back in: the record of the index, and JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "corpus/json/question_json.h"
#include "corpus/model/question_record.h"
#include "tests/unit/sample_question.h"

/* Equal in everything that a record holds; the message names the difference by its bytes. */
static void assert_same(const struct question *a, const struct question *b)
{
	struct buffer x = BUFFER_INIT, y = BUFFER_INIT;
	record_encode(a, &x);
	record_encode(b, &y);
	assert_int_equal(x.len, y.len);
	assert_memory_equal(x.ptr, y.ptr, x.len);
	buffer_release(&x);
	buffer_release(&y);
}

static void a_record_goes_round(void **state)
{
	(void)state;
	struct question q, back;
	struct buffer bytes = BUFFER_INIT;
	struct error err = {0};
	fill_all(&q);
	question_init(&back);
	record_encode(&q, &bytes);
	assert_int_equal(record_decode(buffer_slice(&bytes), &back, &err), STATUS_OK);
	assert_same(&q, &back);
	assert_slice(back.answers[1].labels[2], "3b");
	assert_slice(back.ministers[1].department, "WSE");
	assert_int_equal(back.cites[0].date, 20210405);
	assert_int_equal(back.meetings[0], 20220401);
	assert_slice(back.notes[0].text, "Zie het jaarverslag.");
	assert_slice(back.annexes[0].url, "bijlage.pdf");
	assert_slice(back.references[0].number, "36045-12");
	assert_slice(back.aliases[0], "vlaams-181-oud");
	assert_int_equal(back.answers[1].date, 20220311);
	assert_int_equal(back.provenance[FIELD_CITES].percent, q.provenance[FIELD_CITES].percent);
	/* what was decoded can be added to */
	for (int i = 0; i < 3; i++)
		question_add_asker(&back, slice_of("Piet"), SLICE_EMPTY);
	assert_slice(back.askers[1].name, "Jan Jansen");
	question_release(&back);
	question_release(&q);
	buffer_release(&bytes);
}

/* An index of an early program: the same without what versions 2 and 3 put at the end. */
static void a_record_of_version_1_is_read(void **state)
{
	(void)state;
	struct question q, back;
	struct buffer bytes = BUFFER_INIT;
	struct error err = {0};
	fill_all(&q);
	q.other = (struct other_language){0};
	q.date_due = 0;
	q.note_count = q.annex_count = q.reference_count = q.alias_count = 0;
	q.rest = q.document = SLICE_EMPTY;
	q.answers[1].minister = q.answers[1].role = q.answers[1].number = SLICE_EMPTY;
	q.answers[1].date = 0;
	question_init(&back);
	record_encode(&q, &bytes);
	bytes.ptr[0] = 1;
	struct slice old = slice_sub(buffer_slice(&bytes), 0, bytes.len - 3);
	assert_int_equal(record_decode(old, &back, &err), STATUS_OK);
	assert_same(&q, &back);
	question_release(&back);
	question_release(&q);
	buffer_release(&bytes);
}

static void an_empty_record_goes_round(void **state)
{
	(void)state;
	struct question q, back;
	struct buffer bytes = BUFFER_INIT;
	struct error err = {0};
	question_init(&q);
	question_init(&back);
	record_encode(&q, &bytes);
	assert_int_equal(record_decode(buffer_slice(&bytes), &back, &err), STATUS_OK);
	assert_same(&q, &back);
	question_release(&back);
	buffer_release(&bytes);
}

/* Decodes exactly these bytes, in memory of their own so that a byte too many shows. */
static enum status decode_copy(const char *bytes, size_t len)
{
	struct question q;
	struct error err = {0};
	char *copy = malloc(len ? len : 1);
	memcpy(copy, bytes, len);
	question_init(&q);
	enum status st = record_decode(slice_make(copy, len), &q, &err);
	assert_int_equal(err.code, st);
	question_release(&q);
	free(copy);
	return st;
}

static void every_truncation_is_corrupt(void **state)
{
	(void)state;
	struct question q;
	struct buffer bytes = BUFFER_INIT;
	fill_all(&q);
	record_encode(&q, &bytes);
	for (size_t n = 0; n < bytes.len; n++)
		assert_int_equal(decode_copy(bytes.ptr, n), STATUS_CORRUPT);
	assert_int_equal(decode_copy(bytes.ptr, bytes.len), STATUS_OK);
	question_release(&q);
	buffer_release(&bytes);
}

static void no_changed_byte_crashes(void **state)
{
	(void)state;
	static const unsigned char values[] = {0, 1, 0x7f, 0x80, 0xff};
	struct question q;
	struct buffer bytes = BUFFER_INIT;
	fill_all(&q);
	record_encode(&q, &bytes);
	for (size_t i = 1; i < bytes.len; i++) {
		char kept = bytes.ptr[i];
		for (size_t v = 0; v < sizeof values; v++) {
			bytes.ptr[i] = (char)values[v];
			enum status st = decode_copy(bytes.ptr, bytes.len);
			assert_true(st == STATUS_OK || st == STATUS_CORRUPT);
		}
		bytes.ptr[i] = kept;
	}
	bytes.ptr[0] = RECORD_VERSION + 1;
	assert_int_equal(decode_copy(bytes.ptr, bytes.len), STATUS_VERSION);
	bytes.ptr[0] = 0;
	assert_int_equal(decode_copy(bytes.ptr, bytes.len), STATUS_CORRUPT);
	question_release(&q);
	buffer_release(&bytes);
}

static void the_hash_leaves_the_path_out(void **state)
{
	(void)state;
	struct question q;
	fill_all(&q);
	struct slice before = record_hash(&q, &q.arena);
	q.source = slice_of("elders.txt");
	assert_true(slice_eq(before, record_hash(&q, &q.arena)));
	q.answers[0].text = slice_of("Elf.");
	assert_false(slice_eq(before, record_hash(&q, &q.arena)));
	question_release(&q);
}

static void json_goes_round(void **state)
{
	(void)state;
	struct question q, back;
	struct error err = {0};
	fill_all(&q);
	question_init(&back);
	json_t *object = question_to_json(&q, NULL, NULL);
	char *text = json_dumps(object, JSON_COMPACT);
	json_t *read = json_loads(text, 0, NULL);
	assert_int_equal(question_from_json(&back, read, ORIGIN_SIDECAR, &err), STATUS_OK);
	question_finish(&back);
	assert_same(&q, &back);
	json_decref(read);
	json_decref(object);
	free(text);
	question_release(&back);
	question_release(&q);
}

static enum status take(struct question *q, const char *json, struct error *err)
{
	json_t *object = json_loads(json, 0, NULL);
	assert_non_null(object);
	question_clear(q);
	enum status st = question_from_json(q, object, ORIGIN_TEXT, err);
	json_decref(object);
	return st;
}

static void json_of_other_makers(void **state)
{
	(void)state;
	struct question q;
	struct error err = {0};
	question_init(&q);
	assert_int_equal(
		take(&q,
		     "{\"number\": 181, \"askers\": \"VAN ROOY, SAM\", \"party\": \"VB\", "
		     "\"date\": \"07/02/2022\", \"source\": \"https://x.be/1\", \"id\": null, "
		     "\"minister_role\": \"minister van Werk\", \"onbekende\": [1], "
		     "\"question\": \"1. Wie?\\n2. Wat?\\n3. Waar?\\n\", "
		     "\"answer\": \"1. Jan.\\n2-3. Niets.\\n\\nTot slot.\"}",
		     &err),
		STATUS_OK);
	assert_slice(question_number(&q), "181");
	assert_slice(q.askers[0].name, "Sam Van Rooy");
	assert_slice(q.askers[0].party, "VB");
	assert_int_equal(q.date_asked, 20220207);
	assert_slice(q.url, "https://x.be/1");
	assert_slice(q.ministers[0].role, "minister van Werk");
	assert_int_equal(q.question_count, 3);
	assert_int_equal(q.answer_count, 2);
	assert_slice(q.answers[1].labels[1], "3");
	assert_int_equal(q.state, STATE_BEANTWOORD);
	question_release(&q);
}

static void wrong_json_names_the_key(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"{\"id\": 5}", "id"},
		{"{\"date\": \"gisteren\"}", "date"},
		{"{\"date\": \"2022-02-30\"}", "date"},
		{"{\"date_answered\": 20220207}", "date_answered"},
		{"{\"number\": []}", "number"},
		{"{\"numbers\": \"1\"}", "numbers"},
		{"{\"askers\": [7]}", "askers"},
		{"{\"kind\": \"brief\"}", "kind"},
		{"{\"parliament\": \"senaat\"}", "parliament"},
		{"{\"status\": true}", "status"},
		{"{\"questions\": [\"Wie?\"]}", "questions"},
		{"{\"answers\": [{\"n\": \"1\"}]}", "answers"},
		{"{\"answers\": [{\"n\": [1]}]}", "answers"},
		{"{\"schema\": 2}", "schema"},
		{"{\"cites\": [{\"date\": \"x\"}]}", "cites"},
		{"{\"provenance\": []}", "provenance"},
		{"{\"title\": {}}", "title"},
		{"{\"meetings\": [5]}", "meetings"},
		{"[]", "object"},
	};
	struct question q;
	question_init(&q);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = {0};
		assert_int_equal(take(&q, cases[i][0], &err), STATUS_FORMAT);
		assert_non_null(strstr(err.msg, cases[i][1]));
	}
	question_release(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_goes_round),
		cmocka_unit_test(a_record_of_version_1_is_read),
		cmocka_unit_test(an_empty_record_goes_round),
		cmocka_unit_test(every_truncation_is_corrupt),
		cmocka_unit_test(no_changed_byte_crashes),
		cmocka_unit_test(the_hash_leaves_the_path_out),
		cmocka_unit_test(json_goes_round),
		cmocka_unit_test(json_of_other_makers),
		cmocka_unit_test(wrong_json_names_the_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
