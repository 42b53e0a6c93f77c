/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CMD_SEARCH_H
#define SEARCHER_CMD_SEARCH_H

/* The commands `search` and `show`: options as data, then the run. */
#include "base/error.h"
#include "searcher/searcher.h"

/* Filled by the option parser; strings stay the parser's. */
struct search_args {
	const char *db, *minister, *asker, *from, *to, *number, *parliament, *sort, *topics, *queries, *format,
		*facets;
	char **choose;
	int limit, offset, depth, json, exit_code, thorough, plain, explain, all_words, no_thesaurus, no_feedback,
		no_latent, no_abbreviations, no_parts, passages, stats, all;
};

#define SEARCH_ARGS_INIT ((struct search_args){.limit = 10, .depth = 1000})

/* words: the arguments behind the options, NULL-terminated, or NULL.  *hits gets the number of
 * matches (0 for a batch of topics too).  Prints to stdout. */
MUST_CHECK enum status search_command(const struct search_args *args, const char *const *words,
				      uint32_t *hits, struct error *err);

struct show_args {
	const char *db;
	int json, all, raw;
};

MUST_CHECK enum status show_command(const struct show_args *args, const char *const *ids,
				    struct error *err);

#endif
