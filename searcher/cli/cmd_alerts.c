/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cli/commands.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "base/terminal_text.h"
#include "corpus/json/question_json.h"
#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "searcher/alerts/alerts.h"

enum { PRINTED_MAX = 20 }; /* of a search, as text */

struct alerts_args {
	const char *config, *search, *today;
	int dry_run, json;
};

struct runner {
	const struct alerts_args *args;
	struct config config;
	struct alert_options options;
	json_t *list;  /* reports, with --json */
	size_t failed; /* searches */
};

/* Lines of hooks and failures go to standard error, where the journal or the night reads them. */
static void put_line(const struct config_search *search, const char *what, struct slice line)
{
	fputs("vraagbaak alerts: search \"", stderr);
	terminal_put(stderr, slice_of(search->name));
	fprintf(stderr, "\": %s", what);
	size_t whole = utf8_check(line); /* a hook prints what it likes */
	terminal_put(stderr, slice_sub(line, 0, whole));
	fputs(whole < line.len ? " (no UTF-8)\n" : "\n", stderr);
}

static void hook_line(void *ctx, const struct config_search *search, struct slice line)
{
	(void)ctx;
	put_line(search, "hook says: ", line);
}

/* ---- the report ---- */

static const char *const hooks[] =
	{[ALERT_HOOK_NONE] = NULL, [ALERT_HOOK_DONE] = "done", [ALERT_HOOK_FAILED] = "failed"};

static json_t *entry_json(const struct alert_entry *e, const char *base_url)
{
	struct buffer link = BUFFER_INIT;
	json_t *words = json_array();
	alert_link(e, base_url, &link);
	for (size_t i = 0; i < e->word_count; i++)
		json_array_append_new(words, question_string_json(e->words[i]));
	json_t *o = json_pack("{s:o, s:o, s:o, s:o, s:b, s:o}", "id", question_string_json(e->id),
			      "title", question_string_json(e->title), "status",
			      question_string_json(e->status), "words", words, "again", e->again,
			      "link", question_string_json(buffer_slice(&link)));
	buffer_release(&link);
	return o;
}

static json_t *report_json(const struct runner *r, const struct config_search *s,
			   const struct alert_report *report, const char *failure)
{
	json_t *hits = json_array();
	for (size_t i = 0; i < report->fresh && i < report->state.count; i++)
		json_array_append_new(
			hits, entry_json(&report->state.entries[i], r->config.alerts.base_url));
	json_t *o = json_pack("{s:s, s:s?, s:s?, s:I, s:I, s:I, s:b, s:o}", "name", s->name,
			      "query", s->query, "answered", s->answered, "matches",
			      (json_int_t)report->matches, "new", (json_int_t)report->fresh,
			      "waiting", (json_int_t)report->waiting, "first", report->first,
			      "hits", hits);
	if (s->answered)
		json_object_set_new(o, "unknown", json_boolean(report->unknown));
	json_object_set_new(o, "hook",
			    hooks[report->hook] ? json_string(hooks[report->hook]) : json_null());
	json_object_set_new(o, "error",
			    failure ? question_string_json(slice_of(failure)) : json_null());
	return o;
}

static void print_report(const struct config_search *s, const struct alert_report *report)
{
	terminal_put(stdout, slice_of(s->name));
	printf(": %zu new of %zu matches", report->fresh, report->matches);
	if (report->waiting)
		printf(", %zu waited for delivery", report->waiting);
	if (report->unknown)
		printf(", the index has no question %s", s->answered);
	putchar('\n');
	for (size_t i = 0; i < report->fresh && i < report->state.count && i < PRINTED_MAX; i++) {
		const struct alert_entry *e = &report->state.entries[i];
		fputs("  ", stdout);
		terminal_put(stdout, e->id);
		fputs("  ", stdout);
		terminal_put(stdout, e->title);
		for (size_t k = 0; k < e->word_count; k++) {
			fputs(k ? ", " : " [", stdout);
			terminal_put(stdout, e->words[k]);
		}
		puts(e->word_count ? "]" : "");
	}
	if (report->fresh > PRINTED_MAX)
		printf("  and %zu more\n", report->fresh - PRINTED_MAX);
}

/* ---- running ---- */

/* A search that fails does not keep the others from theirs. */
static void run_search(struct runner *r, const struct config_search *s)
{
	struct alert_report report;
	struct error cause = {0};
	bool failed = alert_run(&r->options, s, &report, &cause) != STATUS_OK;
	r->failed += failed;
	if (failed)
		put_line(s, "", slice_of(cause.msg));
	if (r->args->json)
		json_array_append_new(r->list,
				      report_json(r, s, &report, failed ? cause.msg : NULL));
	else
		print_report(s, &report);
	alert_report_release(&report);
}

static enum status run_all(struct runner *r, struct error *err)
{
	bool found = !r->args->search;
	for (size_t i = 0; i < r->config.search_count; i++)
		found = found || strcmp(r->config.searches[i].name, r->args->search) == 0;
	if (!found)
		return error_set(err, STATUS_USAGE, "%s has no search \"%s\"", r->args->config,
				 r->args->search);
	r->list = json_array();
	for (size_t i = 0; i < r->config.search_count; i++)
		if (!r->args->search || strcmp(r->config.searches[i].name, r->args->search) == 0)
			run_search(r, &r->config.searches[i]);
	if (r->args->json) {
		json_t *o = json_pack("{s:i, s:b, s:I, s:O}", "schema", 1, "dry_run",
				      r->args->dry_run, "failed", (json_int_t)r->failed, "searches",
				      r->list);
		json_dumpf(o, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(o);
	}
	json_decref(r->list);
	return STATUS_OK;
}

static enum status take_today(const char *text, int *today, struct error *err)
{
	size_t used;
	if (!text || (date_parse(slice_of(text), today, &used) && used == strlen(text)))
		return STATUS_OK;
	return error_set(err, STATUS_USAGE, "--today: \"%s\" is not a valid date; write 2026-11-23",
			 text);
}

static enum status run(const void *given, const char *const *words, int *code, struct error *err)
{
	struct runner r = {.args = given};
	struct alert_options *o = &r.options;
	int lock = -1;
	if (words)
		return error_set(err, STATUS_USAGE, "unexpected argument \"%s\"", *words);
	if (!r.args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	*o = (struct alert_options){
		.config = &r.config, .dry_run = r.args->dry_run, .line = hook_line};
	enum status st = take_today(r.args->today, &o->today, err);
	if (st)
		return st;
	st = config_load(r.args->config, &r.config, err);
	if (!st)
		st = alerts_check(&r.config, o->today, err);
	if (!st)
		st = searcher_open(&(struct searcher_options){.db = r.config.database},
				   &o->searcher, err);
	if (!st && !o->dry_run && r.config.search_count)
		st = alerts_lock(&r.config, &lock, err);
	if (!st)
		st = run_all(&r, err);
	*code = r.failed ? EXIT_FINDINGS : EXIT_SUCCESS;
	if (lock >= 0)
		close(lock);
	searcher_close(o->searcher);
	config_release(&r.config);
	return st;
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct alerts_args, config, "config", 'c', "FILE", "the configuration file",
		     NULL),
	COMMAND_TEXT(struct alerts_args, search, "search", 's', "NAME",
		     "run this saved search only", NULL),
	COMMAND_FLAG(struct alerts_args, dry_run, "dry-run", 'n',
		     "print what is new; write no files and run no hooks"),
	COMMAND_FLAG(struct alerts_args, json, "json", 'j', "print the report as JSON"),
	COMMAND_TEXT(struct alerts_args, today, "today", 0, "DATE", "use this day as today", NULL),
	COMMAND_END};

const struct command alerts_command = {
	.name = "alerts",
	.summary = "run the saved searches and report what is new",
	.arguments = "[OPTION...]",
	.notes = "Runs the saved searches of the configuration.  New hits of a search are written "
		 "to its Atom\n"
		 "feed and its digest (a mail) and passed to its hook (a program).  nightly runs "
		 "this too.  It\n"
		 "may be killed at any moment; the next run continues from there.\n"
		 "\n"
		 "Exit codes: 0 on success; 6 when a search or its hook failed; 3 when a query is "
		 "invalid; 75\n"
		 "when another run is busy.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak alerts --config /etc/vraagbaak.conf\n"
		 "  vraagbaak alerts --config vraagbaak.conf --dry-run --search inburgering\n",
	.options = options,
	.args_size = sizeof(struct alerts_args),
	.run = run,
};
