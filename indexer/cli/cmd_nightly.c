/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/cli/commands.h"

#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cost_limit.h"
#include "base/durable_file.h"
#include "corpus/text/dates.h"
#include "indexer/bulk/bulk.h"
#include "indexer/fetch/fetch_report.h"
#include "indexer/ingest/account.h"
#include "indexer/nightly/alerts_child.h"
#include "indexer/nightly/metrics.h"
#include "indexer/nightly/nightly_bulk.h"
#include "indexer/run/index_lock.h"
#include "indexer/run/signals.h"
#include "indexer/run/today.h"
#include "store/index/generation.h"

struct nightly_args {
	const char *config, *today;
	int json, log_json, quiet, accept_loss, reread, no_fetch;
};

/* What the fetching before the run came to. */
struct fetched {
	bool done; /* it was begun */
	bool findings;
	struct fetch_report report;
	struct error failure; /* its message is empty when nothing ended it */
};

/* ---- the report ---- */

static void print_loss(const struct config *config, const struct night_report *r)
{
	printf("stopped: %zu of %zu known papers are gone, out of reach or failed at once, which "
	       "is more than %d %% and "
	       "than %d papers; nothing was withdrawn.\nSee why.  If it is right: vraagbaak "
	       "nightly --config %s "
	       "--accept-loss\n",
	       r->lost_papers, r->known, config->limits.loss_percent, config->limits.loss_papers,
	       config->file);
}

/* Of a run that failed there is nothing to say but what stays of it; why it did is the error. */
static void print_failed(const struct night_report *r)
{
	if (r->committed)
		printf("failed; %zu questions were committed before, in %zu batches, and stay: the "
		       "next run goes on from "
		       "there\n",
		       r->committed, r->commits);
	else
		puts("failed; the index is as it was");
}

static void print_text(const struct config *config, const struct night_report *r,
		       const struct fetched *fetched, bool failed)
{
	const struct intake_counts *c = &r->counts;
	if (fetched->done)
		fetch_print_text(&fetched->report);
	if (failed) {
		print_failed(r);
		return;
	}
	printf("%zu files: %zu new, %zu changed, %zu the same, %zu gone, %zu failed (%zu in "
	       "quarantine)",
	       r->files, r->fresh, r->changed, r->same, r->gone, r->failed, r->quarantined);
	if (r->unreachable)
		printf(", %zu out of reach", r->unreachable);
	printf("\n%zu questions read: %zu added, %zu replaced, %zu merged, %zu unchanged, %zu "
	       "refused",
	       c->read, c->effects[INTAKE_ADDED], c->effects[INTAKE_REPLACED],
	       c->effects[INTAKE_MERGED], c->effects[INTAKE_UNCHANGED], c->effects[INTAKE_REFUSED]);
	account_print_documents(c);
	printf("; %zu withdrawn, %zu returned, %zu removed; %zu in the index (%.1f s)%s\n",
	       c->withdrawn, c->returned, c->removed, r->documents, r->seconds,
	       r->interrupted ? ", interrupted" : "");
	if (r->bad_corrections)
		printf("%zu lines of the corrections cannot be applied; the others were\n",
		       r->bad_corrections);
	if (!night_balances(r))
		puts(account_unbalanced);
	if (r->lost)
		print_loss(config, r);
	if (r->alerts_failed)
		puts("saved searches failed; what was indexed is safe");
}

static void print_json(const struct night_report *r, const struct account *account,
		       const struct fetched *fetched, const char *failure)
{
	const struct intake_counts *c = &r->counts;
	const struct {
		const char *name;
		size_t value;
	} figures[] = {{"files", r->files},
		       {"same", r->same},
		       {"new", r->fresh},
		       {"changed", r->changed},
		       {"gone", r->gone},
		       {"unreachable", r->unreachable},
		       {"failed", r->failed},
		       {"new_failures", r->new_failures},
		       {"recovered", r->recovered},
		       {"known", r->known},
		       {"quarantined", r->quarantined},
		       {"read", c->read},
		       {"added", c->effects[INTAKE_ADDED]},
		       {"replaced", c->effects[INTAKE_REPLACED]},
		       {"merged", c->effects[INTAKE_MERGED]},
		       {"unchanged", c->effects[INTAKE_UNCHANGED]},
		       {"untaken", c->effects[INTAKE_REFUSED]},
		       {"withdrawn", c->withdrawn},
		       {"returned", c->returned},
		       {"removed", c->removed},
		       {"corrections_needless", c->needless},
		       {"corrections_unknown", r->unknown_corrections},
		       {"corrections_refused", r->bad_corrections},
		       {"committed", r->committed},
		       {"commits", r->commits},
		       {"documents", r->documents}};
	json_t *o = json_pack("{s:i}", "schema", 2);
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		json_object_set_new(o, figures[i].name, json_integer((json_int_t)figures[i].value));
	json_object_set_new(o, "interrupted", json_boolean(r->interrupted));
	json_object_set_new(o, "loss", json_boolean(r->lost));
	json_object_set_new(o, "alerts_failed", json_boolean(r->alerts_failed));
	json_object_set_new(o, "seconds", json_real(r->seconds));
	account_to_json(account, c, failure || night_balances(r), o);
	json_t *message = failure ? json_string(failure) : NULL;
	json_object_set_new(o, "error", message ? message : json_null());
	if (fetched->done)
		json_object_set_new(o, "fetch",
				    fetch_to_json(&fetched->report, *fetched->failure.msg
									    ? fetched->failure.msg
									    : NULL));
	json_dumpf(o, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	putchar('\n');
	json_decref(o);
}

static void log_end(const struct night_log *log, const struct night_report *r,
		    const struct error *failure)
{
	const char *event = failure          ? "failed"
			    : r->lost        ? "stopped"
			    : r->interrupted ? "interrupted"
					     : "done";
	night_log(log, failure || r->lost ? LOG_LEVEL_ERROR : LOG_LEVEL_NOTICE, event,
		  LOG_TEXT("cause", failure   ? failure->msg
				    : r->lost ? "sudden loss"
					      : ""),
		  LOG_NUMBER("added", r->counts.effects[INTAKE_ADDED]),
		  LOG_NUMBER("replaced", r->counts.effects[INTAKE_REPLACED]),
		  LOG_NUMBER("merged", r->counts.effects[INTAKE_MERGED]),
		  LOG_NUMBER("withdrawn", r->counts.withdrawn), LOG_NUMBER("failed", r->failed),
		  LOG_NUMBER("documents", r->documents),
		  LOG_NUMBER("milliseconds", r->seconds * 1000));
}

/*
 * Saved searches, after a night that was neither interrupted nor stopped.  Their failure is a
 * finding: what was indexed stays, and what they did not tell they tell the next time.
 */
static bool run_alerts(const struct config *config, int today, const struct night_log *log)
{
	struct error cause = {0};
	int code = 0;
	if (!config->search_count)
		return true;
	fflush(NULL);
	enum status st = alerts_in_child(config->file, today, log, &code, &cause);
	if (st || code)
		night_log(log, LOG_LEVEL_ERROR, "alerts-failed", LOG_TEXT("cause", cause.msg),
			  LOG_NUMBER("code", code));
	return !st && !code;
}

/* Figures that cannot be written are a finding: what was indexed stays. */
static bool publish(const struct config *config, const struct night_report *report,
		    const struct fetched *fetched, bool ok, const struct night_log *log)
{
	struct error cause = {0};
	const struct metrics metrics = {.night = report,
					.ok = ok,
					.fetch = fetched->done ? &fetched->report : NULL,
					.fetch_ok = !fetched->findings &&
						    !fetched->report.interrupted};
	if (!config->metrics || !metrics_write(config->metrics, &metrics, &cause))
		return true;
	error_prefix(&cause, "the setting \"metrics\": ");
	night_log(log, LOG_LEVEL_ERROR, "metrics-failed", LOG_TEXT("cause", cause.msg));
	return false;
}

/* First comes what is new elsewhere.  That it fails is a finding: what is there is indexed all the
 * same. */
static void fetch(const struct config *config, const struct night_options *night,
		  struct fetched *fetched)
{
	const struct fetch_options options = {
		.config = config, .today = night->today, .log = night->log, .stop = night->stop};
	fetched->done = true;
	if (fetch_run(&options, &fetched->report, &fetched->failure))
		night_log(night->log, LOG_LEVEL_ERROR, "fetch-ended",
			  LOG_TEXT("cause", fetched->failure.msg));
	fetched->findings = *fetched->failure.msg || fetch_has_findings(&fetched->report);
}

/* A first night with much to read fills the first generation in bulk, before it is put in place.
 * A night that was killed right after that left its parts beside the index; they are removed. */
static enum status fill(const struct config *config, const struct night_options *options,
			struct night_filled *filled, struct error *err)
{
	struct buffer folder = BUFFER_INIT;
	struct night_options first = *options;
	unsigned newest;
	struct stat info;
	path_trim(config->database, &folder);
	const bool present = lstat(folder.ptr, &info) == 0;
	enum status st = generation_newest(config->database, 0, &newest, err);
	if (!st && !present && !newest) {
		generation_folder(config->database, 1, &folder);
		first.db = folder.ptr;
		st = night_fill_is_due(config, folder.ptr) ? night_fill(&first, filled, err)
							   : bulk_discard(folder.ptr, err);
	} else if (!st && newest) {
		generation_folder(config->database, newest, &folder);
		st = bulk_discard(folder.ptr, err);
	}
	buffer_release(&folder);
	return st;
}

static enum nightly_outcome outcome_of(const struct night_report *r, const struct fetched *fetched)
{
	if (r->lost)
		return NIGHTLY_LOSS;
	if (r->interrupted)
		return NIGHTLY_INTERRUPTED;
	return r->failed || r->bad_corrections || fetched->findings ? NIGHTLY_FINDINGS
								    : NIGHTLY_DONE;
}

static enum status run(const struct nightly_args *args, const struct config *config,
		       enum nightly_outcome *outcome, struct error *err)
{
	struct night_log log = night_log_open(args->log_json,
					      args->quiet ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO);
	struct night_report report = {0};
	struct fetched fetched = {0};
	struct error failure = {0};
	struct night_filled filled = {.questions = 0};
	struct account account = {.items = NULL};
	struct night_options options = {.config = config,
					.db = config->database,
					.log = &log,
					.accept_loss = args->accept_loss,
					.reread = args->reread,
					.filled = &filled,
					.told = account_note,
					.told_ctx = &account,
					.stop = stop_on_signals()};
	enum status st = run_today(args->today, &options.today, err);
	if (st)
		return st;
	if (config->fetch.source_count && !args->no_fetch)
		fetch(config, &options, &fetched);
	st = fill(config, &options, &filled, &failure);
	report.interrupted =
		filled.interrupted; /* what readers see is an index that was filled, or none */
	if (!st && !filled.interrupted)
		st = place_prepare(config->database, &failure);
	if (!st && !filled.interrupted)
		st = night_run(&options, &report, &failure);
	log_end(&log, &report, st ? &failure : NULL);
	*outcome = outcome_of(&report, &fetched);
	const bool well = !st && *outcome <= NIGHTLY_FINDINGS;
	const bool published = publish(config, &report, &fetched, well, &log);
	report.alerts_failed = well && !run_alerts(config, options.today, &log);
	if (well && (report.alerts_failed || !published))
		*outcome = NIGHTLY_FINDINGS;
	if (args->json)
		print_json(&report, &account, &fetched, st ? failure.msg : NULL);
	else
		print_text(config, &report, &fetched, st != STATUS_OK);
	account_release(&account);
	if (st && err)
		*err = failure;
	return st;
}

static enum status nightly(const struct nightly_args *args, enum nightly_outcome *outcome,
			   struct error *err)
{
	struct config config;
	int lock = -1;
	*outcome = NIGHTLY_DONE;
	if (!args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	enum status st = config_load(args->config, &config, err);
	if (!st)
		cost_limit_set(config.limits.paper_seconds, config.limits.paper_megabytes);
	if (!st)
		st = place_lock(config.database, &lock, err);
	if (!st)
		st = run(args, &config, outcome, err);
	if (lock >= 0)
		close(lock);
	config_release(&config);
	return st;
}

int nightly_exit_code(enum nightly_outcome outcome)
{
	static const int codes[] = {[NIGHTLY_DONE] = EXIT_SUCCESS,
				    [NIGHTLY_FINDINGS] = EXIT_FINDINGS,
				    [NIGHTLY_LOSS] = EXIT_LOSS,
				    [NIGHTLY_INTERRUPTED] = EXIT_LOCKED};
	return codes[outcome];
}

static enum status run_command(const void *args, const char *const *words, int *code,
			       struct error *err)
{
	enum nightly_outcome outcome = NIGHTLY_DONE;
	enum status st = words ? error_set(err, STATUS_USAGE, "unexpected argument \"%s\"", *words)
			       : nightly(args, &outcome, err);
	*code = st ? EXIT_SUCCESS : nightly_exit_code(outcome);
	return st;
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct nightly_args, config, "config", 'c', "FILE", "the configuration file",
		     NULL),
	COMMAND_FLAG(struct nightly_args, accept_loss, "accept-loss", 0,
		     "continue although many papers are gone or failed at once"),
	COMMAND_FLAG(struct nightly_args, reread, "reread", 0, "read every paper again"),
	COMMAND_FLAG(struct nightly_args, no_fetch, "no-fetch", 0, "do not fetch first"),
	COMMAND_FLAG(struct nightly_args, json, "json", 'j', "print the report as JSON"),
	COMMAND_FLAG(struct nightly_args, log_json, "log-json", 0, "log events as JSON"),
	COMMAND_FLAG(struct nightly_args, quiet, "quiet", 'q', "log warnings and errors only"),
	COMMAND_TEXT(struct nightly_args, today, "today", 0, "DATE", "use this day as today", NULL),
	COMMAND_END};

const struct command nightly_command = {
	.name = "nightly",
	.summary = "bring an index up to date with its sources",
	.arguments = "[OPTION...]",
	.notes = "Brings the index up to date with its sources: fetches from the configured "
		 "services (see\n"
		 "vraagbaak fetch --help), reads new and changed papers, quarantines papers that "
		 "cannot be\n"
		 "read and withdraws what is gone.  It may be killed at any moment; the next run "
		 "continues\n"
		 "from there.\n"
		 "\n"
		 "Exit codes: 0 on success; 6 when papers failed (see vraagbaak quarantine) or "
		 "could not be\n"
		 "fetched, when corrections or metrics failed (see the log), or when a saved "
		 "search did (see\n"
		 "vraagbaak alerts); 5 when it stopped because too much would be lost at once; 75 "
		 "when\n"
		 "another run is busy or a signal stopped it.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak nightly --config /etc/vraagbaak.conf\n"
		 "  vraagbaak nightly --config vraagbaak.conf --reread --json > report.json\n"
		 "",
	.options = options,
	.args_size = sizeof(struct nightly_args),
	.run = run_command,
	.supervised = true,
};
