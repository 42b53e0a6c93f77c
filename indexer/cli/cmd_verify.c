/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/cli/commands.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/terminal_text.h"
#include "corpus/json/text_json.h"
#include "indexer/nightly/verify.h"

struct verify_args {
	const char *config;
	int json, quick;
};

static void print_text(void *ctx, enum verify_kind kind, const char *what, const char *detail)
{
	(void)ctx;
	printf("%s\t", verify_kind_name(kind));
	terminal_put(stdout, slice_of(what));
	if (*detail) {
		putchar('\t');
		terminal_put(stdout, slice_of(detail));
	}
	putchar('\n');
}

static void print_json(void *ctx, enum verify_kind kind, const char *what, const char *detail)
{
	(void)ctx;
	json_t *o = json_pack("{s:s, s:o, s:o}", "kind", verify_kind_name(kind), "what",
			      text_json(what), "detail", text_json(detail));
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(o);
}

static void print_sum(const size_t counts[VERIFY_KINDS])
{
	size_t sum = 0;
	for (int k = 0; k < VERIFY_KINDS; k++) {
		sum += counts[k];
		if (counts[k])
			printf("%s%zu %s", sum == counts[k] ? "" : ", ", counts[k],
			       verify_kind_name((enum verify_kind)k));
	}
	puts(sum ? "" : "all is well");
}

static enum status verify(const struct verify_args *args, bool *faults, struct error *err)
{
	struct config config;
	size_t counts[VERIFY_KINDS];
	bool unchecked;
	*faults = false;
	if (!args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	enum status st = config_load(args->config, &config, err);
	const struct verify_options options = {.config = &config,
					       .db = config.database,
					       .quick = args->quick,
					       .found = args->json ? print_json : print_text};
	if (!st)
		st = verify_run(&options, counts, &unchecked, err);
	if (!st && unchecked)
		fprintf(stderr,
			"vraagbaak verify: %s may only be read here, so Xapian did not check its "
			"tables, which it "
			"opens for writing; all else was looked at\n",
			config.database);
	if (!st && !args->json)
		print_sum(counts);
	for (int k = 0; !st && k < VERIFY_KINDS; k++)
		*faults = *faults || (counts[k] && verify_is_fault((enum verify_kind)k));
	config_release(&config);
	return st;
}

static enum status run(const void *args, const char *const *words, int *code, struct error *err)
{
	bool faults = false;
	(void)words;
	enum status st = verify(args, &faults, err);
	*code = !st && faults ? EXIT_FINDINGS : EXIT_SUCCESS;
	return st;
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct verify_args, config, "config", 'c', "FILE", "the configuration file",
		     NULL),
	COMMAND_FLAG(struct verify_args, quick, "quick", 'q',
		     "compare papers by size and time only; skip the check of tables and records"),
	COMMAND_FLAG(struct verify_args, json, "json", 'j', "print JSON, one finding per line"),
	COMMAND_END};

const struct command verify_command = {
	.name = "verify",
	.summary = "compare an index with its sources",
	.arguments = "[OPTION...]",
	.notes = "Compares the index with its sources and lists what is missing, stale, gone, "
		 "unreadable,\n"
		 "lost, stray, doubled, without text or damaged.  Changes nothing.  Exits with 6 "
		 "when there\n"
		 "are findings other than doubles.  If the index is read-only, Xapian's check of "
		 "its tables\n"
		 "is skipped with a notice.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak verify --config vraagbaak.conf\n"
		 "  vraagbaak verify --config vraagbaak.conf --quick --json\n"
		 "",
	.options = options,
	.args_size = sizeof(struct verify_args),
	.run = run,
};
