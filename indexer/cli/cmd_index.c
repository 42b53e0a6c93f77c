/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/cli/commands.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/supervise.h"
#include "base/terminal_text.h"
#include "corpus/json/text_json.h"
#include "corpus/sources/source.h"
#include "indexer/bulk/index_run.h"
#include "indexer/run/signals.h"
#include "store/index/location.h"

struct index_args {
	const char *db, *type, *bulk;
	int json, quiet, commit_every, jobs, memory, shards;
};

struct progress {
	bool terminal, quiet;
	size_t shown;       /* questions at the last line */
	double start, last; /* seconds */
};

static bool time_for_line(struct progress *p)
{
	const double now = clock_seconds();
	if (now - p->last < .2)
		return false;
	p->last = now;
	return true;
}

/* "12,000 a minute, 3 min left", where the size of all files is known. */
static void show_rate(const struct progress *p, const struct index_report *r)
{
	const double seconds = clock_seconds() - p->start;
	if (seconds < 1)
		return;
	fprintf(stderr, "%.0f a second, ", (double)r->read / seconds);
	uint64_t done = r->bytes > r->bytes_read ? r->bytes : r->bytes_read;
	if (r->bytes_total > done && done)
		fprintf(stderr, "%.0f s left, ",
			seconds * (double)(r->bytes_total - done) / (double)done);
}

static void show_progress(void *ctx, const struct index_report *r, const char *path, bool committed)
{
	struct progress *p = ctx;
	if (p->quiet)
		return;
	if (p->terminal) {
		if (committed || r->phase || (r->read % 16 == 0 && time_for_line(p))) {
			size_t n = strlen(path);
			fprintf(stderr, "\r\033[K%zu questions, ", r->read);
			show_rate(p, r);
			fprintf(stderr, "%zu refused  ", r->refused);
			terminal_put(stderr, slice_of(r->phase ? r->phase
						      : n > 50 ? path + n - 50
							       : path));
			fflush(stderr);
		}
	} else if (committed && r->committed != p->shown) {
		p->shown = r->committed;
		fprintf(stderr, "committed %zu\n", r->committed);
	} else if (r->phase) {
		fprintf(stderr, "%zu questions read, %s\n", r->read, r->phase);
	}
}

/* ---- the report ---- */

static void print_refusals(const struct index_report *r)
{
	for (size_t i = 0; i < r->refused; i++) {
		const struct index_refusal *f = &r->refusals[i];
		fputs("refused ", stdout);
		terminal_put(stdout, slice_of(f->path));
		if (f->line)
			printf(", line %lu", f->line);
		fputs(": ", stdout);
		terminal_put(stdout, slice_of(f->reason));
		putchar('\n');
	}
}

static void print_report(const struct index_report *r, bool failed)
{
	print_refusals(r);
	printf("%zu files, %zu questions read: %zu added, %zu replaced, %zu merged, %zu unchanged",
	       r->files, r->read, r->added, r->replaced, r->merged, r->unchanged);
	printf(", %zu refused", r->refused);
	account_print_documents(&r->counts);
	printf("; %zu in the index", r->documents);
	printf(" (%.1f s)%s", r->seconds, r->interrupted ? ", interrupted" : "");
	if (failed)
		printf(", failed: %zu of the added, replaced and merged were committed",
		       r->committed);
	putchar('\n');
	if (!failed && !index_report_balances(r))
		puts(account_unbalanced);
}

/* `failure` is the message of a run that failed, NULL of one that ended well. */
static void print_report_json(const struct index_report *r, const char *failure)
{
	json_t *refused = json_array();
	for (size_t i = 0; i < r->refused; i++) {
		const struct index_refusal *f = &r->refusals[i];
		json_array_append_new(
			refused,
			json_pack("{s:o, s:o, s:s, s:o}", "path", text_json(f->path), "line",
				  f->line ? json_integer((json_int_t)f->line) : json_null(),
				  "cause", status_name(f->cause), "reason", text_json(f->reason)));
	}
	json_t *o = json_pack("{s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:f, s:o}",
			      "schema", 2, "files", (json_int_t)r->files, "read",
			      (json_int_t)r->read, "added", (json_int_t)r->added, "replaced",
			      (json_int_t)r->replaced, "merged", (json_int_t)r->merged, "unchanged",
			      (json_int_t)r->unchanged, "untaken", (json_int_t)r->untaken,
			      "documents", (json_int_t)r->documents, "interrupted", r->interrupted,
			      "seconds", r->seconds, "refused", refused);
	account_to_json(&r->account, &r->counts, failure || index_report_balances(r), o);
	json_object_set_new(o, "committed", json_integer((json_int_t)r->committed));
	json_t *message = failure ? json_string(failure) : NULL;
	json_object_set_new(o, "error", message ? message : json_null());
	json_dumpf(o, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	putchar('\n');
	json_decref(o);
}

static enum status check_args(const struct index_args *args, const char *const *paths,
			      struct error *err)
{
	if (!args->db)
		return error_set(err, STATUS_USAGE, "--db DIR is missing");
	if (!paths || !*paths)
		return error_set(err, STATUS_USAGE, "give the files and folders to index");
	if (args->commit_every < 1)
		return error_set(err, STATUS_USAGE, "--commit-every must be at least 1");
	if (args->shards < 0 || args->shards > SHARDS_MAX)
		return error_set(err, STATUS_USAGE, "--shards must be from 1 to %d", SHARDS_MAX);
	if (args->jobs < 0 || args->jobs > 64)
		return error_set(err, STATUS_USAGE,
				 "--jobs must be from 0 (one per processor) to 64");
	if (args->memory < 128)
		return error_set(err, STATUS_USAGE, "--memory must be at least 128 (MB)");
	if (strcmp(args->bulk, "auto") != 0 && strcmp(args->bulk, "yes") != 0 &&
	    strcmp(args->bulk, "no") != 0)
		return error_set(err, STATUS_USAGE,
				 "--bulk must be one of auto, yes, no, not \"%s\"", args->bulk);
	for (size_t i = 0; args->type; i++) {
		const char *name = source_type_name(i);
		if (!name)
			return error_set(err, STATUS_USAGE,
					 "--type must be one of flemish, tweedekamer, kamerbrief, "
					 "jsonl, not \"%s\"",
					 args->type);
		if (strcmp(name, args->type) == 0)
			break;
	}
	return STATUS_OK;
}

/* A path on the command line that cannot be read is a mistake of whoever gave it, other than a
 * paper in a folder. */
struct unreadable {
	size_t count;
	const char *path; /* the first */
	int cause;
};

static struct unreadable find_unreadable(const char *const *paths)
{
	struct unreadable found = {0};
	for (size_t i = 0; paths[i]; i++) {
		if (access(paths[i], R_OK) == 0)
			continue;
		if (!found.count++) {
			found.path = paths[i];
			found.cause = errno;
		}
	}
	return found;
}

static enum status refuse_paths(const struct unreadable *bad, bool all, struct error *err)
{
	char others[64] = "";
	if (bad->count > 1)
		snprintf(others, sizeof others, " (and %zu more of the paths given)",
			 bad->count - 1);
	return error_set(err, STATUS_IO, "cannot read %s: %s%s; %s", bad->path,
			 strerror(bad->cause), others,
			 all ? "nothing was indexed" : "the other paths were indexed");
}

static enum status run(const void *given, const char *const *paths, int *code, struct error *err)
{
	const struct index_args *args = given;
	enum status st = check_args(args, paths, err);
	if (st)
		return st;
	supervise_subject(args->db);
	const struct unreadable unreadable = find_unreadable(paths);
	struct progress progress = {
		.terminal = isatty(STDERR_FILENO), .quiet = args->quiet, .start = clock_seconds()};
	struct index_report report;
	struct index_options run_options = {
		.db = args->db,
		.paths = paths,
		.type = args->type,
		.shards = (size_t)args->shards,
		.commit_every = (size_t)args->commit_every,
		.jobs = (unsigned)args->jobs,
		.memory_mb = (unsigned)args->memory,
		.bulk = strcmp(args->bulk, "yes") == 0  ? INDEX_BULK_ALWAYS
			: strcmp(args->bulk, "no") == 0 ? INDEX_BULK_NEVER
							: INDEX_BULK_AUTO,
		.progress = show_progress,
		.progress_ctx = &progress,
		.stop = stop_on_signals(),
	};
	while (paths[run_options.path_count])
		run_options.path_count++;
	if (unreadable.count == run_options.path_count)
		return refuse_paths(&unreadable, true, err);
	st = index_run(&run_options, &report, err);
	const bool failed = st != STATUS_OK;
	if (!failed && unreadable.count)
		st = refuse_paths(&unreadable, false, err);
	if (progress.terminal && !progress.quiet)
		fputs("\r\033[K", stderr);
	if (report.not_bulk)
		fprintf(stderr,
			"vraagbaak index: --bulk yes: %s, so it was filled the ordinary way\n",
			report.not_bulk);
	if (args->json)
		print_report_json(&report, st && err ? err->msg : NULL);
	else
		print_report(&report, failed);
	*code = report.interrupted ? EXIT_LOCKED : EXIT_SUCCESS;
	index_report_release(&report);
	return st;
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct index_args, db, "db", 'd', "DIR",
		     "the index; created if it does not exist", NULL),
	COMMAND_TEXT(struct index_args, type, "type", 't', "TYPE",
		     "read every text as flemish, tweedekamer, kamerbrief or jsonl; without it the "
		     "content decides",
		     "flemish tweedekamer kamerbrief jsonl"),
	COMMAND_NUMBER(struct index_args, shards, "shards", 0, "N",
		       "create the index as N databases, for several disks or machines; N cannot "
		       "be changed later"),
	COMMAND_NUMBER(struct index_args, commit_every, "commit-every", 0, "N",
		       "questions per commit"),
	COMMAND_TEXT(struct index_args, bulk, "bulk", 0, "WHEN",
		     "fill a new index in bulk: yes, no or auto, which means from 8 MB of files",
		     "auto yes no"),
	COMMAND_NUMBER(struct index_args, jobs, "jobs", 0, "N",
		       "threads of a bulk run; 0 means one per processor"),
	COMMAND_NUMBER(struct index_args, memory, "memory", 0, "MB", "memory limit of a bulk run"),
	COMMAND_FLAG(struct index_args, json, "json", 'j', "print the report as JSON"),
	COMMAND_FLAG(struct index_args, quiet, "quiet", 'q',
		     "do not report progress on standard error"),
	COMMAND_END};

const struct command index_command = {
	.name = "index",
	.summary = "read questions from files into an index",
	.arguments = "[OPTION...] PATH...",
	.notes = "Reads questions from files and folders into an index.  Files with the same "
		 "question\n"
		 "complete each other, in any order; reading a file again replaces what it gave "
		 "before.\n"
		 "A file that cannot be read is reported with the reason; the run continues and "
		 "exits\n"
		 "with 0.  If a PATH cannot be opened, the others are indexed and the run exits "
		 "with 1.\n"
		 "\n"
		 "On SIGINT, SIGTERM or SIGHUP it commits what it has read and exits with 75: run "
		 "it again.\n"
		 "\n"
		 "A new index of large input is built in bulk by several threads in DIR.bulk, and "
		 "appears\n"
		 "at DIR when it is complete.  An interrupted run continues where it stopped.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak index --db vragen.db papers/\n"
		 "  vraagbaak index --db vragen.db --json new.jsonl > report.json\n"
		 "  vraagbaak index --db vragen.db --type kamerbrief brieven/\n"
		 "  vraagbaak index --db vragen.db --shards 4 papers/\n",
	.options = options,
	.args_size = sizeof(struct index_args),
	.defaults = &(const struct index_args){.commit_every = 2000,
					       .bulk = "auto",
					       .memory = INDEX_MEMORY_MB},
	.run = run,
	.supervised = true,
};
