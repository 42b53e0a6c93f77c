/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/cli/commands.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/terminal_text.h"
#include "corpus/config/config.h"
#include "corpus/json/question_json.h"
#include "corpus/json/text_json.h"
#include "indexer/run/index_lock.h"
#include "indexer/scan/source_file.h"
#include "store/docvalues/docinfo.h"

struct quarantine_args {
	const char *config;
	int json, all;
};

/* ---- printing ---- */

static void format_time(uint64_t at, char out[32])
{
	time_t seconds = (time_t)at;
	struct tm utc;
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
}

static void print_json(const struct paper *p)
{
	char at[32];
	json_t *refusals = json_array();
	for (size_t i = 0; i < p->refusal_count; i++) {
		const struct paper_refusal *r = &p->refusals[i];
		json_array_append_new(
			refusals,
			json_pack("{s:o, s:o}", "line",
				  r->line ? json_integer((json_int_t)r->line) : json_null(),
				  "reason", question_string_json(r->reason)));
	}
	format_time(p->tried_at, at);
	json_t *o = json_pack("{s:o, s:b, s:I, s:I, s:s, s:I, s:b, s:o}", "path",
			      text_json(p->path), "whole", p->failed, "refused",
			      (json_int_t)p->refused, "tries", (json_int_t)p->tries, "tried", at,
			      "questions", (json_int_t)p->questions, "due", p->due, "refusals",
			      refusals);
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(o);
}

static void print_refusal(const struct paper_refusal *r)
{
	if (r->line)
		printf("line %lu: ", r->line);
	terminal_put(stdout, r->reason);
	putchar('\n');
}

/* All that is known of one. */
static void print_whole(const struct paper *p)
{
	char at[32];
	format_time(p->tried_at, at);
	terminal_put(stdout, slice_of(p->path));
	printf("\n  %s; tried %llu times, the last time %s%s\n",
	       p->failed ? "could not be read" : "read in part", (unsigned long long)p->tries, at,
	       p->due ? "; will be tried again" : "");
	if (p->questions)
		printf("  the index has %llu questions of it\n", (unsigned long long)p->questions);
	for (size_t i = 0; i < p->refusal_count; i++) {
		fputs("  ", stdout);
		print_refusal(&p->refusals[i]);
	}
	if (p->refused > p->refusal_count)
		printf("  ... and %llu more\n",
		       (unsigned long long)(p->refused - p->refusal_count));
}

static enum status print_listed(void *ctx, const struct paper *p, struct error *err)
{
	const struct quarantine_args *args = ctx;
	(void)err;
	if (!p->refused)
		return STATUS_OK;
	if (args->json) {
		print_json(p);
		return STATUS_OK;
	}
	terminal_put(stdout, slice_of(p->path));
	printf("\t%llu\t", (unsigned long long)p->tries);
	if (p->refusal_count)
		print_refusal(&p->refusals[0]);
	else
		putchar('\n');
	return STATUS_OK;
}

/* ---- actions ---- */

/* Papers are known by whole paths; people give what the shell completes. */
static enum status load(struct xap_db *db, const char *path, struct arena *arena,
			struct paper *paper, struct error *err)
{
	struct error cause = {0};
	enum status st = paper_load(db, paper_key(path), arena, paper, &cause);
	char *whole = st == STATUS_NOT_FOUND ? realpath(path, NULL) : NULL;
	if (whole)
		st = paper_load(db, paper_key(whole), arena, paper, &cause);
	free(whole);
	if (st == STATUS_NOT_FOUND || (!st && !paper->refused))
		return error_set(err, STATUS_NOT_FOUND, "%s is not in quarantine", path);
	if (st && err)
		*err = cause;
	return st;
}

static enum status show(const struct quarantine_args *args, struct xap_db *db,
			const char *const *paths, struct error *err)
{
	struct arena arena = ARENA_INIT;
	enum status st = STATUS_OK;
	for (; !st && *paths; paths++) {
		struct paper paper;
		st = load(db, *paths, &arena, &paper, err);
		if (!st && args->json)
			print_json(&paper);
		else if (!st)
			print_whole(&paper);
	}
	arena_release(&arena);
	return st;
}

static enum status collect(void *ctx, const struct paper *p, struct error *err)
{
	(void)err;
	if (p->refused)
		buffer_add(ctx, &p->key, sizeof p->key);
	return STATUS_OK;
}

/* Keys of the papers named, or of all. */
static enum status find_keys(const struct quarantine_args *args, struct xap_db *db,
			     const char *const *paths, struct buffer *keys, struct error *err)
{
	struct arena arena = ARENA_INIT;
	enum status st = args->all ? paper_each(db, collect, keys, err) : STATUS_OK;
	for (; !st && !args->all && *paths; paths++) {
		struct paper paper;
		st = load(db, *paths, &arena, &paper, err);
		buffer_add(keys, &paper.key, sizeof paper.key);
	}
	arena_release(&arena);
	return st;
}

static enum status retry(const struct quarantine_args *args, struct xap_db *db,
			 const char *const *paths, struct error *err)
{
	struct arena arena = ARENA_INIT;
	struct buffer keys = BUFFER_INIT;
	enum status st = find_keys(args, db, paths, &keys, err);
	size_t count = keys.len / sizeof(uint64_t);
	for (size_t i = 0; !st && i < count; i++) {
		struct paper paper;
		uint64_t key;
		memcpy(&key, keys.ptr + i * sizeof key, sizeof key);
		st = paper_load(db, key, &arena, &paper, err);
		paper.due = true;
		if (!st)
			st = paper_save(db, &paper, err);
	}
	st = st ? st : xap_commit(db, err);
	if (!st)
		printf("%zu papers will be tried again by the next nightly run\n", count);
	else if (xap_rollback(db, NULL))
		st = st ? st : STATUS_DATABASE;
	buffer_release(&keys);
	arena_release(&arena);
	return st;
}

static enum status run(const struct quarantine_args *args, const struct config *config,
		       const char *const *words, struct error *err)
{
	struct xap_db *db = NULL;
	int lock = -1;
	const bool changes = strcmp(words[0], "retry") == 0;
	enum status st = changes ? place_lock(config->database, &lock, err) : STATUS_OK;
	if (!st)
		st = xap_open(config->database, changes ? XAP_WRITE : XAP_READ, &db, err);
	if (!st && changes)
		st = retry(args, db, words + 1, err);
	else if (!st && strcmp(words[0], "show") == 0)
		st = show(args, db, words + 1, err);
	else if (!st)
		st = paper_each(db, print_listed, (void *)args, err);
	if (!st && changes && xap_folder(db))
		st = flat_write(xap_folder(db), err);
	xap_close(db);
	if (lock >= 0)
		close(lock);
	return st;
}

static enum status quarantine(const struct quarantine_args *args, const char *const *words,
			      struct error *err)
{
	struct config config;
	const char *verb = words && words[0] ? words[0] : "";
	const bool list = strcmp(verb, "list") == 0;
	if (!args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	if (!list && strcmp(verb, "show") != 0 && strcmp(verb, "retry") != 0)
		return error_set(err, STATUS_USAGE,
				 "the first argument must be list, show or retry");
	if (list ? words[1] != NULL : !words[1] && !args->all)
		return error_set(err, STATUS_USAGE,
				 list ? "list takes no paths; remove them"
				      : "give the paths of papers");
	enum status st = config_load(args->config, &config, err);
	if (!st)
		st = run(args, &config, words, err);
	config_release(&config);
	return st;
}

static enum status run_command(const void *args, const char *const *words, int *code,
			       struct error *err)
{
	(void)code;
	return quarantine(args, words, err);
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct quarantine_args, config, "config", 'c', "FILE",
		     "the configuration file", NULL),
	COMMAND_FLAG(struct quarantine_args, all, "all", 0, "retry all papers"),
	COMMAND_FLAG(struct quarantine_args, json, "json", 'j', "print JSON, one paper per line"),
	COMMAND_END};

const struct command quarantine_command = {
	.name = "quarantine",
	.summary = "list or retry papers that could not be read",
	.arguments = "list | show PATH... | retry PATH...",
	.notes =
		"Lists papers that could not be read completely: path, number of attempts and "
		"first\n"
		"reason.  nightly tries them again when they change, or when a new version of the\n"
		"program reads papers differently; retry makes the next run try them in any case.\n"
		"\n"
		"Examples:\n"
		"  vraagbaak quarantine --config vraagbaak.conf list\n"
		"  vraagbaak quarantine --config vraagbaak.conf retry --all\n"
		"",
	.options = options,
	.args_size = sizeof(struct quarantine_args),
	.run = run_command,
	.supervised = true,
};
