/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the index knows of papers: entries, contributions, and the comparison with the sources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "corpus/model/question_record.h"
#include "indexer/ingest/contribution.h"
#include "indexer/scan/source_file.h"
#include "indexer/scan/source_scan.h"
#include "store/index/schema.h"
#include "tests/unit/sample_question.h"
#include "tests/unit/xap_fixture.h"

static struct arena arena;

static void write_file(const char *path, const char *text, long age)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	const struct utimbuf times = {time(NULL) - age, time(NULL) - age};
	assert_int_equal(utime(path, &times), 0);
}

static void save(struct xap_db *db, const char *path, uint64_t stamp, uint64_t questions)
{
	const struct paper paper = {.key = paper_key(path),
				    .path = path,
				    .stamp = stamp,
				    .readers = paper_readers(),
				    .questions = questions,
				    .content = {1, 2}};
	ok(paper_save(db, &paper, &err));
}

/* ---- entries ---- */

static void an_entry_goes_round(void **state)
{
	(void)state;
	struct xap_db *db = open_db(at("entries"), XAP_WRITE_NEW);
	struct paper_refusal refusals[] = {{7, slice_of("kapot")}, {0, slice_of("")}};
	struct paper back, paper = {.key = paper_key("a/b.txt"),
				    .path = "a/b.txt",
				    .stamp = 3,
				    .content = {UINT64_MAX, 5},
				    .readers = 6,
				    .due = true,
				    .failed = true,
				    .questions = 1000000,
				    .refused = 300,
				    .refusals = refusals,
				    .refusal_count = 2,
				    .tries = 2,
				    .tried_at = 1700000000};
	fails(paper_load(db, paper.key, &arena, &back, &err), STATUS_NOT_FOUND, "not in the index");
	ok(paper_save(db, &paper, &err));
	ok(paper_load(db, paper.key, &arena, &back, &err));
	assert_string_equal(back.path, "a/b.txt");
	assert_true(back.due && back.failed && back.stamp == 3 && back.readers == 6);
	assert_true(back.content[0] == UINT64_MAX && back.content[1] == 5 &&
		    back.questions == 1000000);
	assert_true(back.refused == 300 && back.tries == 2 && back.tried_at == 1700000000);
	assert_int_equal(back.refusal_count, 2);
	assert_int_equal(back.refusals[0].line, 7);
	assert_true(slice_is(back.refusals[0].reason, "kapot"));
	ok(paper_forget(db, paper.key, &err));
	fails(paper_load(db, paper.key, &arena, &back, &err), STATUS_NOT_FOUND, "not in the index");
	xap_close(db);
}

static void a_damaged_entry_is_refused(void **state)
{
	(void)state;
	struct xap_db *db = open_db(at("damaged"), XAP_WRITE_NEW);
	struct buffer value = BUFFER_INIT;
	struct paper back;
	char key[64];
	save(db, "x", 1, 1);
	snprintf(key, sizeof key, SCHEMA_KEY_PAPER "%016llx", (unsigned long long)paper_key("x"));
	ok(xap_metadata_get(db, key, &value, &err));
	for (size_t len = 1; len < value.len; len++) {
		ok(xap_metadata_set(db, key, slice_sub(buffer_slice(&value), 0, len), &err));
		fails(paper_load(db, paper_key("x"), &arena, &back, &err), STATUS_CORRUPT,
		      "damaged");
	}
	value.ptr[0] = 9;
	ok(xap_metadata_set(db, key, buffer_slice(&value), &err));
	fails(paper_load(db, paper_key("x"), &arena, &back, &err), STATUS_CORRUPT, "damaged");
	buffer_release(&value);
	xap_close(db);
}

static enum status count_up(void *ctx, const struct paper *paper, struct error *error)
{
	(void)paper, (void)error;
	return ++*(int *)ctx == 3 ? STATUS_LIMIT : STATUS_OK;
}

static void all_entries_by_key(void **state)
{
	(void)state;
	struct xap_db *db = open_db(at("each"), XAP_WRITE_NEW);
	int count = 0;
	ok(paper_each(db, count_up, &count, &err));
	assert_int_equal(count, 0);
	for (int i = 0; i < 5; i++)
		save(db, at(i == 0 ? "0" : i == 1 ? "1" : i == 2 ? "2" : i == 3 ? "3" : "4"), 1, 1);
	assert_int_equal(paper_each(db, count_up, &count, NULL),
			 STATUS_LIMIT); /* what fn returns ends it */
	assert_int_equal(count, 3);
	xap_close(db);
}

static void stamps_and_content(void **state)
{
	(void)state;
	uint64_t first, second, content[2], other[2];
	const char *paper = at("p.txt"), *sidecar = at("p.meta.json");
	int64_t now = (int64_t)time(NULL);
	write_file(paper, "een", 100);
	ok(paper_stamp(paper, now, true, &first, &err));
	ok(paper_stamp(paper, now, true, &second, &err));
	assert_true(first && first == second);
	ok(paper_content(paper, content, &err));
	write_file(sidecar, "{}", 100);
	ok(paper_stamp(paper, now, true, &second, &err));
	ok(paper_content(paper, other, &err));
	assert_true(first != second && content[1] != other[1]);
	write_file(sidecar, "{}", 1); /* too young to be trusted */
	ok(paper_stamp(paper, now, true, &second, &err));
	assert_true(second == 0);
	ok(paper_content(paper, content, &err));
	assert_true(content[0] == other[0] && content[1] == other[1]);
	fails(paper_stamp(at("none"), now, true, &first, &err), STATUS_IO, "cannot look");
	fails(paper_content(at("none"), content, &err), STATUS_IO, "cannot open");
}

/* ---- contributions ---- */

static struct contribution contribution_of(struct question *q, uint64_t source, uint64_t part,
					   uint32_t order, struct buffer *record)
{
	record_encode(q, record);
	return (struct contribution){.source = source,
				     .part = part,
				     .order = order,
				     .seen = 20260102,
				     .record = buffer_slice(record)};
}

static void contributions_go_round(void **state)
{
	(void)state;
	struct question q, merged;
	struct contributions given = {NULL, 0, 0}, back;
	struct buffer record = BUFFER_INIT, value = BUFFER_INIT, data = BUFFER_INIT;
	const struct contribution *items[2];
	fill_all(&q);
	fill_flemish(&merged);
	ok(contributions_add(&given, contribution_of(&q, 7, UINT64_MAX, 3, &record), &arena, &err));
	ok(contributions_add(&given, contribution_of(&merged, UINT64_MAX, 0, 0, &record), &arena,
			     &err));
	items[0] = &given.items[0];
	items[1] = &given.items[1];
	contributions_format(items, 2, &value);
	ok(contributions_parse(buffer_slice(&value), &arena, &back, &err));
	assert_true(back.count == 2 && back.items[0].part == UINT64_MAX &&
		    back.items[0].order == 3);
	assert_true(back.items[1].source == UINT64_MAX && back.items[1].seen == 20260102);
	record_encode(&merged, &data);
	contributions_append(items, 2, &data);
	ok(contributions_load(&back, buffer_slice(&data), &arena, &err));
	assert_slice(back.items[0].question->notes[0].text, "Zie het jaarverslag.");
	for (size_t len = 1; len < value.len;
	     len++) /* cut anywhere it is damaged, or is the first of them */
		if (!contributions_parse(slice_sub(buffer_slice(&value), 0, len), &arena, &back,
					 &err))
			assert_int_equal(back.count, 1);
	for (size_t len = 0; len < data.len; len++) {
		ok(contributions_parse(buffer_slice(&value), &arena, &back, &err));
		fails(contributions_load(&back, slice_sub(buffer_slice(&data), 0, len), &arena,
					 &err),
		      STATUS_CORRUPT, "damaged");
	}
	question_release(&q);
	question_release(&merged);
	buffer_release(&record);
	buffer_release(&value);
	buffer_release(&data);
}

/* Most records are their own contribution, and nothing is stored twice. */
static void a_sole_contribution_is_the_record(void **state)
{
	(void)state;
	struct question q;
	struct contributions given = {NULL, 0, 0}, back;
	struct buffer record = BUFFER_INIT, value = BUFFER_INIT, data = BUFFER_INIT;
	fill_all(&q);
	ok(contributions_add(&given, contribution_of(&q, 7, 0, 1, &record), &arena, &err));
	const struct contribution *only = given.items;
	buffer_add_slice(&data, buffer_slice(&record));
	contributions_append(&only, 1, &data);
	assert_int_equal(data.len, record.len);
	contributions_format(&only, 1, &value);
	ok(contributions_parse(buffer_slice(&value), &arena, &back, &err));
	ok(contributions_load(&back, buffer_slice(&data), &arena, &err));
	assert_true(slice_eq(back.items[0].record, buffer_slice(&record)));
	question_release(&q);
	buffer_release(&record);
	buffer_release(&value);
	buffer_release(&data);
}

/* ---- the comparison ---- */

static void the_comparison(void **state)
{
	(void)state;
	struct xap_db *db = open_db(at("scan"), XAP_WRITE_NEW);
	assert_int_equal(mkdir(at("src"), 0755), 0);
	const char *same = at("src/same.txt"), *touched = at("src/touched.txt"),
		   *fresh = at("src/fresh.txt");
	const char *failed = at("src/failed.txt"), *gone = at("src/gone.txt"),
		   *away = at("away/x.txt");
	struct config_source sources[] = {{"src", at("src"), NULL}, {"away", at("away"), "jsonl"}};
	const struct config config = {.sources = sources, .source_count = 2};
	const struct scan_options options = {&config, db, (int64_t)time(NULL), false};
	struct scan scan;
	uint64_t stamp;
	write_file(same, "1", 50), write_file(touched, "2", 50), write_file(fresh, "3", 50),
		write_file(failed, "4", 50);
	ok(paper_stamp(same, options.now, true, &stamp, &err));
	save(db, same, stamp, 1);
	save(db, touched, 77, 1);
	save(db, gone, 1, 2);
	save(db, away, 1, 1);
	ok(paper_stamp(failed, options.now, true, &stamp, &err));
	struct paper bad = {.key = paper_key(failed),
			    .path = failed,
			    .stamp = stamp,
			    .readers = 1,
			    .refused = 1};
	ok(paper_save(db, &bad, &err)); /* read by other readers */
	ok(scan_sources(&options, &scan, &err));
	assert_int_equal(scan.files, 5); /* the same one and the items: the sums add up */
	assert_int_equal(scan.same, 1);
	assert_int_equal(scan.item_count, 4);
	assert_string_equal(scan.items[0].path, failed);
	assert_string_equal(scan.items[1].path, fresh);
	assert_true(!scan.items[1].known && scan.items[2].known);
	assert_string_equal(scan.items[2].path, touched);
	assert_non_null(scan.items[3].trouble); /* the source that is away */
	assert_int_equal(scan.gone_count, 1);
	assert_string_equal(scan.gone[0].path, gone);
	assert_int_equal(scan.known_good, 4);
	assert_int_equal(scan.gone_good, 1);
	assert_int_equal(scan.unreachable, 1);
	scan_release(&scan);
	xap_close(db);
}

static int release(void **state)
{
	arena_release(&arena);
	return tear_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_goes_round),
		cmocka_unit_test(a_damaged_entry_is_refused),
		cmocka_unit_test(all_entries_by_key),
		cmocka_unit_test(stamps_and_content),
		cmocka_unit_test(contributions_go_round),
		cmocka_unit_test(a_sole_contribution_is_the_record),
		cmocka_unit_test(the_comparison),
	};
	return cmocka_run_group_tests(tests, set_up, release);
}
