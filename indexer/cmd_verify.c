/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/cmd_verify.h"

#include <jansson.h>
#include <stdio.h>

#include "corpus/terminal.h"
#include "indexer/verify.h"

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
	json_t *name = json_string(what), *words = json_string(detail);
	(void)ctx;
	json_t *o = json_pack("{s:s, s:o, s:o}", "kind", verify_kind_name(kind), "what",
			      name ? name : json_string("(no UTF-8)"), "detail",
			      words ? words : json_string("(no UTF-8)"));
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

enum status verify_command(const struct verify_args *args, bool *faults, struct error *err)
{
	struct config config;
	size_t counts[VERIFY_KINDS];
	*faults = false;
	if (!args->config)
		return error_set(err, STATUS_USAGE, "--config FILE is missing");
	enum status st = config_load(args->config, &config, err);
	const struct verify_options options = {.config = &config, .db = config.database, .quick = args->quick,
					       .found = args->json ? print_json : print_text};
	if (!st)
		st = verify_run(&options, counts, err);
	if (!st && !args->json)
		print_sum(counts);
	for (int k = 0; !st && k < VERIFY_KINDS; k++)
		*faults = *faults || (counts[k] && verify_is_fault((enum verify_kind)k));
	config_release(&config);
	return st;
}
