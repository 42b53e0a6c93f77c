/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_INDEX_OPTIONS_H
#define SEARCHER_INDEX_OPTIONS_H

/*
 * The options by which every command that reads an index is told where it is:
 *
 *	struct count_args { struct index_place index; int json; };
 *	... INDEX_PLACE_OPTIONS(struct count_args, index), ...
 */
#include "base/command.h"
#include "searcher/search/searcher.h"

struct index_place {
	const char *const *dbs; /* NULL when none was given */
	int partial, timeout_ms, time_limit_ms;
};

#define INDEX_PLACE_OPTIONS(type, field) \
	COMMAND_LIST(type, field.dbs, "db", 'd', "DIR", \
		     "the index: a folder, a stub file or HOST:PORT; several, repeated or " \
		     "separated by commas, are searched as one", \
		     NULL), \
		COMMAND_FLAG(type, field.partial, "partial", 0, \
			     "if a shard on another machine does not answer, search the others " \
			     "and report it"), \
		COMMAND_NUMBER(type, field.timeout_ms, "shard-timeout", 0, "MS", \
			       "time limit for each reply of another machine; 0 means 5000"), \
		COMMAND_NUMBER(type, field.time_limit_ms, "time-limit", 0, "MS", \
			       "computing that a request may take; 0 means no limit")

/* Checks the options and fills *out, of which `db` lives in *text.  USAGE. */
MUST_CHECK enum status index_place_options(const struct index_place *self, struct buffer *text,
					   struct searcher_options *out, struct error *err);

/* Opens the index.  Errors: USAGE and those of searcher_open. */
MUST_CHECK enum status index_place_open(const struct index_place *self, struct searcher **searcher,
					struct error *err);

/* At the end of a command: tells on standard error what the answer is without. */
void index_place_warn(const struct searcher *searcher, const char *command);

#endif
