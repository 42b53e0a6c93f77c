/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/bulk/index_run.h"

#include "base/clock.h"
#include "indexer/bulk/bulk.h"
#include "indexer/ingest/read_all.h"
#include "indexer/scan/file_list.h"
#include "store/index/location.h"

/* The run behind a bulk run says why questions were refused, which that one counted as added; it
 * finds all others unchanged. */
static void add_up(struct index_report *report, struct index_report *bulk)
{
	const struct index_report second = *report;
	if (!bulk->read)
		return;
	report->added = bulk->added > second.untaken ? bulk->added - second.untaken : 0;
	report->replaced = bulk->replaced + second.replaced;
	report->merged = bulk->merged + second.merged;
	report->unchanged = bulk->unchanged;
	report->before = bulk->before;
	report->counts.split += bulk->counts.split;
	report->counts.joined += bulk->counts.joined;
	report->committed += bulk->committed;
	const struct account behind = report->account;
	report->account = bulk->account;
	bulk->account = behind;
}

/* Removes the parts of a run that was killed: an index that exists has no use for them. A run in
 * progress keeps its own. */
static enum status discard_parts(const struct index_options *options, struct error *err)
{
	struct error cause = {0};
	enum status st = shards_is_elsewhere(options->db) ? STATUS_OK
							  : bulk_discard(options->db, &cause);
	if (st == STATUS_LOCKED)
		return STATUS_OK;
	if (st && err)
		*err = cause;
	return st;
}

enum status index_run(const struct index_options *given, struct index_report *report,
		      struct error *err)
{
	struct index_report bulk = {.arena = ARENA_INIT};
	double start = clock_seconds();
	*report = (struct index_report){.arena = ARENA_INIT};
	struct file_list files;
	enum status st = file_list_walk(&files, given->paths, given->path_count, err);
	if (st)
		goto out;
	struct index_options with_files = *given;
	const struct index_options *options = &with_files;
	with_files.files = &files;
	bool undecided = true, due = bulk_is_due(options);
	if (due)
		st = bulk_run(options, &bulk, &undecided, err);
	const char *not_bulk = due ? bulk.not_bulk : bulk_impediment(options);
	if (st || !undecided || bulk.interrupted) {
		*report = bulk;
	} else {
		st = index_by_writer(options, report, err);
		if (!st)
			st = discard_parts(options, err);
		add_up(report, &bulk);
		index_report_release(&bulk);
	}
	report->not_bulk = options->bulk == INDEX_BULK_ALWAYS ? not_bulk : NULL;
	report->seconds = clock_seconds() - start;
out:
	file_list_release(&files);
	return st;
}
