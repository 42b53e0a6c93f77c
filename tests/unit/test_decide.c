/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What several papers make of a question: the cases of tests/tables/merging.json, each with its
 * contributions in every order, which must not matter to a byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>

#include "corpus/json/question_json.h"
#include "corpus/model/question_record.h"
#include "indexer/ingest/decide.h"
#include "indexer/scan/source_file.h"

enum { GIVEN_MAX = 5 };

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

/* {"source", "part", "order", "seen", "question"} */
static void add_given(struct contributions *given, const json_t *object, struct arena *arena)
{
	struct error err = {0};
	struct question q;
	struct buffer record = BUFFER_INIT;
	const char *part = text_of(object, "member");
	question_init(&q);
	if (question_from_json(&q, json_object_get(object, "question"), ORIGIN_TEXT, &err))
		fail_msg("%s", err.msg);
	q.source = slice_of(text_of(object, "source"));
	question_finish(&q);
	record_encode(&q, &record);
	const struct contribution c = {
		.source = paper_key(text_of(object, "source")),
		.part = *part ? paper_key(part) : 0,
		.is_member = *part,
		.order = (uint32_t)json_integer_value(json_object_get(object, "order")),
		.seen = (int)json_integer_value(json_object_get(object, "seen")),
		.record = buffer_slice(&record)};
	assert_int_equal(contributions_add(given, c, arena, &err), STATUS_OK);
	question_release(&q);
	buffer_release(&record);
}

/* All keys of `wanted` are in `have` and say the same; lists are equal as a whole. */
static bool holds(const json_t *have, const json_t *wanted)
{
	const char *key;
	json_t *value;
	size_t i;
	if (json_is_array(wanted)) {
		if (json_array_size(have) != json_array_size(wanted))
			return false;
		json_array_foreach((json_t *)wanted, i,
				   value) if (!holds(json_array_get(have, i), value)) return false;
		return true;
	}
	if (!json_is_object(wanted))
		return json_equal(have, wanted);
	json_object_foreach((json_t *)wanted, key,
			    value) if (!holds(json_object_get(have, key), value)) return false;
	return true;
}

static void check_questions(const json_t *test, const struct decisions *decisions)
{
	const json_t *wanted = json_object_get(test, "questions");
	if (json_array_size(wanted) != decisions->count)
		fail_msg("%s: %zu questions, not %zu", text_of(test, "about"), decisions->count,
			 json_array_size(wanted));
	for (size_t i = 0; i < decisions->count; i++) {
		json_t *have = question_to_json(&decisions->items[i].question, NULL, NULL);
		char *told = json_dumps(have, JSON_COMPACT);
		if (!holds(have, json_array_get(wanted, i)))
			fail_msg("%s: question %zu is %s", text_of(test, "about"), i, told);
		free(told);
		json_decref(have);
	}
}

/* Everything that the decision says, as bytes. */
static void bytes_of(const struct decisions *decisions, struct buffer *out)
{
	struct buffer record = BUFFER_INIT;
	buffer_clear(out);
	for (size_t i = 0; i < decisions->count; i++) {
		record_encode(&decisions->items[i].question, &record);
		buffer_add_slice(out, buffer_slice(&record));
		contributions_format(decisions->items[i].members, decisions->items[i].count,
				     &record);
		buffer_add_slice(out, buffer_slice(&record));
	}
	buffer_release(&record);
}

static void in_this_order(const json_t *test, const struct contributions *given,
			  struct buffer *first)
{
	struct decisions decisions;
	struct buffer bytes = BUFFER_INIT;
	decide(given, &decisions);
	bytes_of(&decisions, &bytes);
	if (!first->len) {
		check_questions(test, &decisions);
		buffer_add_slice(first, buffer_slice(&bytes));
	}
	if (!slice_eq(buffer_slice(first), buffer_slice(&bytes)))
		fail_msg("%s: it depends on the order", text_of(test, "about"));
	decisions_release(&decisions);
	buffer_release(&bytes);
}

/* Every order of those from `from` on. */
static void in_every_order(const json_t *test, struct contributions *given, size_t from,
			   struct buffer *first)
{
	if (from == given->count) {
		in_this_order(test, given, first);
		return;
	}
	for (size_t i = from; i < given->count; i++) {
		const struct contribution kept = given->items[from];
		given->items[from] = given->items[i];
		given->items[i] = kept;
		in_every_order(test, given, from + 1, first);
		given->items[i] = given->items[from];
		given->items[from] = kept;
	}
}

static void cases_of_the_table(void **state)
{
	(void)state;
	json_error_t error;
	json_t *tests = json_load_file("tests/tables/merging.json", JSON_REJECT_DUPLICATES, &error),
	       *test, *one;
	size_t i, k;
	if (!tests)
		fail_msg("tests/tables/merging.json, line %d: %s", error.line, error.text);
	json_array_foreach(tests, i, test)
	{
		struct arena arena = ARENA_INIT;
		struct contributions given = {NULL, 0, 0};
		struct buffer first = BUFFER_INIT;
		assert_true(json_array_size(json_object_get(test, "given")) <= GIVEN_MAX);
		json_array_foreach(json_object_get(test, "given"), k, one)
			add_given(&given, one, &arena);
		in_every_order(test, &given, 0, &first);
		buffer_release(&first);
		arena_release(&arena);
	}
	json_decref(tests);
}

/* A paper that comes twice, by another path, changes nothing but the list of sources. */
static void what_is_said_twice_is_said_once(void **state)
{
	(void)state;
	json_t *tests = json_load_file("tests/tables/merging.json", 0, NULL), *test, *one;
	size_t i, k;
	json_array_foreach(tests, i, test)
	{
		struct arena arena = ARENA_INIT;
		struct contributions given = {NULL, 0, 0};
		struct decisions decisions;
		json_array_foreach(json_object_get(test, "given"), k, one)
		{
			add_given(&given, one, &arena);
			add_given(&given, one, &arena);
			given.items[given.count - 1].source++;
		}
		decide(&given, &decisions);
		check_questions(test, &decisions);
		decisions_release(&decisions);
		arena_release(&arena);
	}
	json_decref(tests);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_of_the_table),
		cmocka_unit_test(what_is_said_twice_is_said_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
