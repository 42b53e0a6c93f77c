/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cost_limit.h"
#include "base/durable_file.h"
#include "indexer/bulk/bulk.h"
#include "indexer/nightly/check_child.h"
#include "indexer/nightly/migrate.h"
#include "indexer/nightly/nightly_bulk.h"
#include "indexer/run/index_lock.h"
#include "indexer/run/signals.h"
#include "indexer/run/today.h"
#include "store/index/generation.h"

struct rebuild_args {
	const char *config, *today;
	int log_json, quiet, accept_loss;
};

struct rollback_args {
	const char *config;
	int generation; /* 0: the one before the present one */
};

struct rebuild {
	const struct rebuild_args *args;
	const struct config *config;
	struct night_log log;
	struct buffer folder; /* under construction */
	bool present;         /* there is an index to replace */
	unsigned current;     /* its generation, 0 for a folder of its own */
	unsigned number;      /* of the new one */
	int today;
	struct night_report night;
	struct carry_report carry;
};

/* ---- steps ---- */

static enum status prepare(struct rebuild *r, struct error *err)
{
	const char *path = r->config->database;
	unsigned newest;
	enum status st = generation_remove_leftovers(path, err);
	if (!st)
		st = generation_current(path, &r->current, err);
	if (!st)
		st = generation_newest(path, 0, &newest, err);
	if (st)
		return st;
	r->present = access(path, F_OK) == 0;
	/* a folder of its own becomes the generation before the new one */
	r->number = newest + 1 + (r->present && !r->current);
	generation_folder(path, newest, &r->folder);
	if (newest)
		st = bulk_discard(r->folder.ptr, err);
	generation_folder(path, 0, &r->folder);
	if (!st)
		st = bulk_discard(r->folder.ptr, err);
	return st ? st : generation_remove(r->folder.ptr, err);
}

static enum status read_sources(struct rebuild *r, struct error *err)
{
	struct night_filled filled = {.questions = 0};
	const struct night_options options = {.config = r->config,
					      .db = r->folder.ptr,
					      .today = r->today,
					      .log = &r->log,
					      .filled = &filled,
					      .stop = stop_on_signals()};
	enum status st = STATUS_OK;
	if (night_fill_is_due(r->config, r->folder.ptr))
		st = night_fill(&options, &filled, err);
	r->night.interrupted = filled.interrupted;
	if (!st && filled.interrupted) /* a rebuild begins anew: the old index is there */
		st = bulk_discard(r->folder.ptr, err);
	return st || filled.interrupted ? st : night_run(&options, &r->night, err);
}

static enum status check(struct rebuild *r, struct error *err)
{
	struct buffer words = BUFFER_INIT;
	uint64_t errors;
	enum status st = check_in_child(r->folder.ptr, &words, &errors, err);
	if (!st && errors)
		st = error_set(err, STATUS_CORRUPT, "the new index is damaged: %s",
			       buffer_cstr(&words));
	buffer_release(&words);
	return st;
}

/* Generations other than the new one and the one that was current are removed. */
static enum status remove_older(struct rebuild *r, struct error *err)
{
	struct buffer folder = BUFFER_INIT;
	unsigned n = r->number, keep = r->current ? r->current : r->number - 1;
	enum status st = STATUS_OK;
	while (!st && n > 1) {
		st = generation_newest(r->config->database, n, &n, err);
		if (st || !n)
			break;
		generation_folder(r->config->database, n, &folder);
		if (n != keep)
			st = generation_remove(folder.ptr, err);
	}
	buffer_release(&folder);
	return st;
}

static enum status put_in_place(struct rebuild *r, struct error *err)
{
	struct buffer target = BUFFER_INIT;
	generation_folder(r->config->database, r->number, &target);
	enum status st = STATUS_OK;
	if (rename(r->folder.ptr, target.ptr) != 0)
		st = error_set(err, STATUS_IO, "cannot rename %s to %s: %s", r->folder.ptr,
			       target.ptr, strerror(errno));
	if (!st)
		st = sync_parent(target.ptr, err);
	if (!st)
		st = generation_swap(r->config->database, r->number, err);
	buffer_release(&target);
	return st ? st : remove_older(r, err);
}

/* Whether the new index may take the place of the present one. */
static enum nightly_outcome judge(const struct rebuild *r)
{
	if (r->night.interrupted)
		return NIGHTLY_INTERRUPTED;
	if (!r->args->accept_loss && night_is_loss(r->config, r->carry.lost, r->carry.live))
		return NIGHTLY_LOSS;
	return r->night.failed || r->night.bad_corrections || r->carry.damaged ? NIGHTLY_FINDINGS
									       : NIGHTLY_DONE;
}

static void report(struct rebuild *r, enum nightly_outcome outcome)
{
	const bool placed = outcome == NIGHTLY_DONE || outcome == NIGHTLY_FINDINGS;
	night_log(&r->log, placed ? LOG_LEVEL_NOTICE : LOG_LEVEL_ERROR,
		  placed ? "rebuilt" : "not-rebuilt", LOG_NUMBER("generation", r->number),
		  LOG_NUMBER("live_before", r->carry.live), LOG_NUMBER("lost", r->carry.lost),
		  LOG_NUMBER("carried", r->carry.carried), LOG_NUMBER("failed", r->night.failed));
	printf("%zu files, %zu questions; %zu taken over from the index before, %zu of them newly "
	       "withdrawn; "
	       "%zu papers failed\n",
	       r->night.files, r->night.counts.effects[INTAKE_ADDED] + r->carry.carried,
	       r->carry.carried, r->carry.lost - r->carry.damaged, r->night.failed);
	if (r->carry.damaged)
		printf("%zu questions are lost: their records are damaged, and no source has "
		       "them\n",
		       r->carry.damaged);
	if (placed)
		printf("generation %u is in place%s\n", r->number,
		       r->present ? "; vraagbaak rollback brings the one before back" : "");
	else
		puts(outcome == NIGHTLY_LOSS
			     ? "not put in place: more would be lost than the limits allow"
			     : "interrupted: nothing was changed");
}

static enum status run(struct rebuild *r, enum nightly_outcome *outcome, struct error *err)
{
	enum status st = run_today(r->args->today, &r->today, err);
	if (!st)
		st = prepare(r, err);
	if (!st)
		st = read_sources(r, err);
	if (!st && r->present && !r->night.interrupted)
		st = carry_run(r->config, r->config->database, r->folder.ptr, r->today, &r->log,
			       &r->carry, err);
	*outcome = judge(r);
	const bool good = *outcome == NIGHTLY_DONE || *outcome == NIGHTLY_FINDINGS;
	if (!st && good)
		st = check(r, err);
	if (!st && good)
		st = put_in_place(r, err);
	else if (r->folder.len && generation_remove(r->folder.ptr, NULL))
		night_log(&r->log, LOG_LEVEL_WARNING, "cannot-remove",
			  LOG_TEXT("path", r->folder.ptr));
	if (!st)
		report(r, *outcome);
	return st;
}

static enum status rebuild(const struct rebuild_args *args, enum nightly_outcome *outcome,
			   struct error *err)
{
	struct config config;
	int lock = -1;
	struct rebuild r = {.args = args, .config = &config};
	*outcome = NIGHTLY_DONE;
	if (!args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	r.log = night_log_open(args->log_json, args->quiet ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO);
	enum status st = config_load(args->config, &config, err);
	if (!st)
		cost_limit_set(config.limits.paper_seconds, config.limits.paper_megabytes);
	if (!st)
		st = place_lock(config.database, &lock, err);
	if (!st)
		st = run(&r, outcome, err);
	if (lock >= 0)
		close(lock);
	buffer_release(&r.folder);
	config_release(&config);
	return st;
}

/* ---- rollback ---- */

/* A number that is not there is answered with those that are. */
static enum status check_generation(const char *path, unsigned wanted, struct error *err)
{
	struct buffer folder = BUFFER_INIT, others = BUFFER_INIT;
	unsigned number = 0;
	generation_folder(path, wanted, &folder);
	const bool there = access(folder.ptr, F_OK) == 0;
	enum status st = there ? STATUS_OK : generation_newest(path, 0, &number, err);
	while (!st && number) {
		buffer_printf(&others, "%s%u", others.len ? ", " : "", number);
		st = generation_newest(path, number, &number, err);
	}
	if (!st && !there)
		st = error_set(err, STATUS_NOT_FOUND, "%s has no generation %u; it has: %s", path,
			       wanted, others.len ? buffer_cstr(&others) : "none");
	buffer_release(&folder);
	buffer_release(&others);
	return st;
}

static enum status roll_back(const struct rollback_args *args, const char *path, struct error *err)
{
	struct buffer folder = BUFFER_INIT;
	struct xap_db *db = NULL;
	unsigned current, target = args->generation > 0 ? (unsigned)args->generation : 0;
	enum status st = generation_current(path, &current, err);
	if (!st && !current)
		st = error_set(err, STATUS_NOT_FOUND, "%s has no generations", path);
	if (!st && !target)
		st = generation_newest(path, current, &target, err);
	if (!st && !target)
		st = error_set(err, STATUS_NOT_FOUND, "there is no generation before %u", current);
	if (!st)
		st = check_generation(path, target, err);
	if (!st) {
		generation_folder(path, target, &folder);
		st = xap_open(folder.ptr, XAP_READ, &db, err);
	}
	xap_close(db);
	if (!st)
		st = generation_swap(path, target, err);
	if (!st)
		printf("generation %u is in place, instead of %u\n", target, current);
	buffer_release(&folder);
	return st;
}

static enum status rollback(const struct rollback_args *args, struct error *err)
{
	struct config config;
	int lock = -1;
	if (!args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	if (args->generation < 0)
		return error_set(err, STATUS_USAGE, "--generation must be 1 or more");
	enum status st = config_load(args->config, &config, err);
	if (!st)
		st = place_lock(config.database, &lock, err);
	if (!st)
		st = roll_back(args, config.database, err);
	if (lock >= 0)
		close(lock);
	config_release(&config);
	return st;
}

static enum status run_rebuild(const void *args, const char *const *words, int *code,
			       struct error *err)
{
	enum nightly_outcome outcome = NIGHTLY_DONE;
	(void)words;
	enum status st = rebuild(args, &outcome, err);
	*code = st ? EXIT_SUCCESS : nightly_exit_code(outcome);
	return st;
}

static enum status run_rollback(const void *args, const char *const *words, int *code,
				struct error *err)
{
	(void)words, (void)code;
	return rollback(args, err);
}

static const struct command_option rebuild_options[] = {
	COMMAND_TEXT(struct rebuild_args, config, "config", 'c', "FILE", "the configuration file",
		     NULL),
	COMMAND_FLAG(struct rebuild_args, accept_loss, "accept-loss", 0,
		     "install the new index even if it lacks much of the current one"),
	COMMAND_FLAG(struct rebuild_args, log_json, "log-json", 0, "log events as JSON"),
	COMMAND_FLAG(struct rebuild_args, quiet, "quiet", 'q', "log warnings and errors only"),
	COMMAND_TEXT(struct rebuild_args, today, "today", 0, "DATE", "use this day as today", NULL),
	COMMAND_END};

const struct command rebuild_command = {
	.name = "rebuild",
	.summary = "build a new index and put it in place",
	.arguments = "[OPTION...]",
	.notes = "Reads all sources into a new index next to the current one, copies what no "
		 "source has\n"
		 "(withdrawn questions, history), checks it and puts it in place.  Readers switch "
		 "to it\n"
		 "automatically.  The current index is kept for vraagbaak rollback.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak rebuild --config vraagbaak.conf\n"
		 "  vraagbaak rebuild --config vraagbaak.conf --accept-loss --log-json 2>> "
		 "rebuild.log\n"
		 "",
	.options = rebuild_options,
	.args_size = sizeof(struct rebuild_args),
	.run = run_rebuild,
	.supervised = true,
};

static const struct command_option rollback_options[] = {
	COMMAND_TEXT(struct rollback_args, config, "config", 'c', "FILE", "the configuration file",
		     NULL),
	COMMAND_NUMBER(struct rollback_args, generation, "generation", 'g', "N",
		       "the generation to restore; without it the previous one"),
	COMMAND_END};

const struct command rollback_command = {
	.name = "rollback",
	.summary = "restore the index from before the last rebuild",
	.arguments = "[OPTION...]",
	.notes = "Restores an earlier generation of the index after a rebuild.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak rollback --config vraagbaak.conf\n"
		 "  vraagbaak rollback --config vraagbaak.conf --generation 3\n"
		 "",
	.options = rollback_options,
	.args_size = sizeof(struct rollback_args),
	.run = run_rollback,
};
