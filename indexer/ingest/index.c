/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/index.h"

#include <string.h>

#include "indexer/ingest/ingest.h"
#include "indexer/ingest/read_all.h"
#include "indexer/run/today.h"
#include "store/index/schema.h"

struct run {
	const struct index_options *options;
	struct index_report *report;
	struct writer writer;
	struct intake intake;
	struct buffer value;
	struct index_reading reading;
};

static enum status commit(struct run *run, struct error *err)
{
	enum status st = writer_commit(&run->writer, run->intake.pending > 0, err);
	if (st)
		return st;
	run->report->committed += run->intake.pending;
	run->intake.pending = run->intake.pending_bytes = 0;
	run->report->documents = xap_doccount(run->writer.db);
	index_tell(&run->reading, true);
	return STATUS_OK;
}

static void begin_file(void *ctx, uint64_t source, const char *path)
{
	struct run *run = ctx;
	intake_begin(&run->intake, source, path);
}

static enum status end_file(void *ctx, struct error *err)
{
	struct run *run = ctx;
	return intake_tidy(&run->intake, err);
}

static enum status store_question(void *ctx, struct question *q, struct error *err)
{
	struct run *run = ctx;
	struct error cause = {0};
	enum status st = intake_question(&run->intake, q, 0, 0, &cause);
	if (st == STATUS_INVALID) {
		index_refuse(run->report, run->reading.path, 0, &cause);
		return STATUS_OK;
	}
	if (st && err)
		*err = cause;
	if (st)
		return st;
	index_take_counts(run->report, &run->intake.counts);
	index_tell(&run->reading, false);
	return run->intake.pending >= run->options->commit_every ? commit(run, err) : STATUS_OK;
}

void index_take_counts(struct index_report *report, const struct intake_counts *counts)
{
	report->added = counts->effects[INTAKE_ADDED];
	report->replaced = counts->effects[INTAKE_REPLACED];
	report->merged = counts->effects[INTAKE_MERGED];
	report->unchanged = counts->effects[INTAKE_UNCHANGED];
	report->untaken = counts->effects[INTAKE_REFUSED];
	report->counts = *counts;
}

bool index_report_balances(const struct index_report *r)
{
	struct intake_counts counts = r->counts;
	const size_t effects[] = {r->added, r->replaced, r->merged, r->unchanged, r->untaken};
	memcpy(counts.effects, effects, sizeof effects);
	counts.read = r->read;
	return r->interrupted || intake_balances(&counts, r->before, r->documents);
}

/* What `nightly` keeps it alone may change: the index and what is known of the papers belong
 * together. */
static enum status open_index(struct run *run, struct error *err)
{
	int today;
	enum status st = run_today(NULL, &today, err);
	if (!st)
		st = writer_open(&run->writer, run->options->db, run->options->shards, err);
	if (!st)
		st = xap_metadata_get(run->writer.db, SCHEMA_KEY_NIGHTLY, &run->value, err);
	if (!st && run->value.len)
		st = error_set(err, STATUS_INVALID,
			       "%s is maintained by vraagbaak nightly; use that command",
			       run->options->db);
	if (st)
		return st;
	run->writer.stop = run->options->stop;
	run->report->documents = run->report->before = xap_doccount(run->writer.db);
	intake_init(&run->intake, &run->writer, NULL, today, false);
	run->intake.told = account_note;
	run->intake.told_ctx = &run->report->account;
	return STATUS_OK;
}

enum status index_by_writer(const struct index_options *options, struct index_report *report,
			    struct error *err)
{
	struct run run = {.options = options, .report = report};
	run.reading = (struct index_reading){.options = options,
					     .report = report,
					     .begin = begin_file,
					     .end = end_file,
					     .question = store_question,
					     .ctx = &run};
	enum status st = open_index(&run, err);
	if (!st)
		st = index_read_all(&run.reading, err);
	index_take_counts(report, &run.intake.counts);
	if (!st)
		st = commit(&run, err);
	if (!st && !report->interrupted)
		st = writer_renew_space(&run.writer, err);
	if (st == STATUS_LIMIT) { /* all questions are committed */
		report->interrupted = true;
		st = STATUS_OK;
	}
	if (!st)
		st = writer_flatten(&run.writer, err);
	intake_release(&run.intake);
	writer_close(&run.writer);
	buffer_release(&run.value);
	return st;
}

void index_report_release(struct index_report *report)
{
	arena_release(&report->arena);
	account_release(&report->account);
}
