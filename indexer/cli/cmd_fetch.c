/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/cli/commands.h"

#include <stdlib.h>

#include "corpus/text/dates.h"
#include "indexer/fetch/fetch_report.h"
#include "indexer/run/signals.h"
#include "indexer/run/today.h"

struct fetch_args {
	const char *config, *since, *source, *today;
	int retry, json, log_json, quiet;
};

static void print_json(const struct fetch_report *report, const char *failure)
{
	json_t *o = fetch_to_json(report, failure);
	json_dumpf(o, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	putchar('\n');
	json_decref(o);
}

static enum status take_since(const char *text, int *since, struct error *err)
{
	size_t used;
	if (!text || (date_parse(slice_of(text), since, &used) && !text[used]))
		return STATUS_OK;
	return error_set(err, STATUS_USAGE, "--since: \"%s\" is not a valid date; write 2026-11-23",
			 text);
}

static enum status fetch(const struct fetch_args *args, struct fetch_report *report,
			 struct error *err)
{
	struct night_log log = night_log_open(args->log_json,
					      args->quiet ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO);
	struct config config;
	struct error failure = {0};
	struct fetch_options options = {.config = &config,
					.source = args->source,
					.retry = args->retry,
					.log = &log,
					.stop = stop_on_signals()};
	if (!args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	enum status st = run_today(args->today, &options.today, err);
	if (!st)
		st = take_since(args->since, &options.since, err);
	if (st)
		return st;
	st = config_load(args->config, &config, err);
	if (!st) {
		st = fetch_run(&options, report, &failure);
		if (args->json)
			print_json(report, st ? failure.msg : NULL);
		else
			fetch_print_text(report);
		if (st)
			*err = failure;
	}
	config_release(&config);
	return st;
}

static enum status run(const void *args, const char *const *words, int *code, struct error *err)
{
	struct fetch_report report = {0};
	enum status st = words ? error_set(err, STATUS_USAGE, "unexpected argument \"%s\"", *words)
			       : fetch(args, &report, err);
	if (!st)
		*code = report.interrupted            ? EXIT_LOCKED
			: fetch_has_findings(&report) ? EXIT_FINDINGS
						      : EXIT_SUCCESS;
	return st;
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct fetch_args, config, "config", 'c', "FILE", "the configuration file",
		     NULL),
	COMMAND_TEXT(
		struct fetch_args, since, "since", 0, "DATE",
		"fetch what was published on this day or later; without it, since the last run",
		NULL),
	COMMAND_TEXT(struct fetch_args, source, "source", 's', "NAME",
		     "fetch from this service only", NULL),
	COMMAND_FLAG(struct fetch_args, retry, "retry", 0, "request again what was given up"),
	COMMAND_FLAG(struct fetch_args, json, "json", 'j', "print the report as JSON"),
	COMMAND_FLAG(struct fetch_args, log_json, "log-json", 0, "log events as JSON"),
	COMMAND_FLAG(struct fetch_args, quiet, "quiet", 'q', "log warnings and errors only"),
	COMMAND_TEXT(struct fetch_args, today, "today", 0, "DATE", "use this day as today", NULL),
	COMMAND_END};

const struct command fetch_command = {
	.name = "fetch",
	.summary = "bring new papers from parliaments into the spool",
	.arguments = "[OPTION...]",
	.notes = "Requests new papers from the configured services and stores each complete reply "
		 "in the\n"
		 "spool, unchanged.  Requests are paced to spare the services.  It may be killed "
		 "at any\n"
		 "moment; the next run continues from there.\n"
		 "\n"
		 "Services, by their kind in the configuration:\n"
		 "  opendata  Flemish Parliament: written questions\n"
		 "  vi        Flemish Parliament: vragen om uitleg, actuele vragen\n"
		 "  qrva      Belgian Chamber: written questions, first from the archive of a "
		 "legislature\n"
		 "  inqo      Belgian Chamber: oral questions, likewise\n"
		 "  sru       Tweede Kamer: official publications (officielebekendmakingen.nl)\n"
		 "\n"
		 "None of these has been tried against the live service: they were written from "
		 "descriptions\n"
		 "and tested against a simulated server.  The lists and items of inqo and the "
		 "details of vi\n"
		 "are assumed to look like those of written questions.  An unexpected reply is "
		 "kept in\n"
		 ".fetch/aside of the spool; after an unexpected list, or five such items in a "
		 "row, the\n"
		 "service is skipped for the rest of the run.\n"
		 "\n"
		 "Exit codes: 0 on success; 6 when something could not be fetched (see the log; "
		 "the next run\n"
		 "tries again); 75 when another run is busy or a signal stopped it.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak fetch --config /etc/vraagbaak.conf --since 2024-01-01\n"
		 "  vraagbaak fetch --config vraagbaak.conf --source kamer --json\n"
		 "",
	.options = options,
	.args_size = sizeof(struct fetch_args),
	.run = run,
};
