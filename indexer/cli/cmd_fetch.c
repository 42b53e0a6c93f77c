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
	return error_set(err, STATUS_USAGE, "--since: \"%s\" is no date; write 2026-11-23", text);
}

static enum status fetch(const struct fetch_args *args, struct fetch_report *report, struct error *err)
{
	struct night_log log = night_log_open(args->log_json, args->quiet ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO);
	struct config config;
	struct error failure = {0};
	struct fetch_options options = {.config = &config, .source = args->source, .retry = args->retry,
					.log = &log, .stop = stop_on_signals()};
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
		*code = report.interrupted ? EXIT_LOCKED : fetch_has_findings(&report) ? EXIT_FINDINGS : EXIT_SUCCESS;
	return st;
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct fetch_args, config, "config", 'c', "FILE",
		     "the configuration", NULL),
	COMMAND_TEXT(struct fetch_args, since, "since", 0, "DATE",
		     "what was published from this day on; else since the last run", NULL),
	COMMAND_TEXT(struct fetch_args, source, "source", 's', "NAME",
		     "from this service only", NULL),
	COMMAND_FLAG(struct fetch_args, retry, "retry", 0,
		     "ask again for what was given up"),
	COMMAND_FLAG(struct fetch_args, json, "json", 'j',
		     "print the report as JSON"),
	COMMAND_FLAG(struct fetch_args, log_json, "log-json", 0,
		     "log events as JSON"),
	COMMAND_FLAG(struct fetch_args, quiet, "quiet", 'q',
		     "log warnings and errors only"),
	COMMAND_TEXT(struct fetch_args, today, "today", 0, "DATE",
		     "take this day for today", NULL),
	COMMAND_END};

const struct command fetch_command = {
	.name = "fetch",
	.summary = "bring new papers from parliaments into the spool",
	.arguments = "[OPTION...]",
	.notes =
		 "Asks the services of the configuration for what is new, and puts every reply into the\n"
		 "spool as it came, whole or not at all.  Slowly, to burden nobody.  May be killed at any\n"
		 "moment; the next run goes on from there.\n"
		 "\n"
		 "Services, by their kind in the configuration:\n"
		 "  opendata  Flemish Parliament: written questions\n"
		 "  vi        Flemish Parliament: vragen om uitleg, actuele vragen\n"
		 "  qrva      Belgian Chamber: written questions, first from the archive of a legislature\n"
		 "  inqo      Belgian Chamber: oral questions, likewise\n"
		 "  sru       Tweede Kamer: official publications (officielebekendmakingen.nl)\n"
		 "\n"
		 "None of them was ever tried live: they are written from descriptions, and tested against a\n"
		 "server of their own.  The lists and items of inqo and the details of vi are assumed to look\n"
		 "like those of written questions.  A reply of another shape is kept in .fetch/aside of the\n"
		 "spool, and when it is a list, or five items in a row, nothing more is asked of that service.\n"
		 "\n"
		 "Ends with 0 when all is well, 6 when something could not be had (the log tells what; the\n"
		 "next run asks again), 75 when another run is busy or a signal ended it early.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak fetch --config /etc/vraagbaak.conf --since 2024-01-01\n"
		 "  vraagbaak fetch --config vraagbaak.conf --source kamer --json\n"
		 "",
	.options = options,
	.args_size = sizeof(struct fetch_args),
	.run = run,
};
