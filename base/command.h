/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_COMMAND_H
#define BASE_COMMAND_H

/*
 * A command of the program as data: its options, its help and the function that runs it.
 *
 *	struct count_args { const char *db; int limit, json; };
 *
 *	static const struct command_option options[] = {
 *		COMMAND_TEXT(struct count_args, db, "db", 'd', "DIR", "the index", NULL),
 *		COMMAND_NUMBER(struct count_args, limit, "limit", 'l', "N", "questions to count"),
 *		COMMAND_FLAG(struct count_args, json, "json", 'j', "print JSON"),
 *		COMMAND_END};
 *
 * Every command gets --help by itself.  Nothing here knows what the commands do.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

enum command_exit {
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_BAD_QUERY = 3,
	EXIT_NO_HITS = 4,
	EXIT_LOSS = 5,     /* stopped for a sudden loss */
	EXIT_FINDINGS = 6, /* done, but there is something to look at */
	EXIT_TIME = 7, /* what --time-limit allows was not enough: the answer is partial, or there
			  is none */
	EXIT_LOCKED = 75, /* EX_TEMPFAIL: try again later */
};

enum command_option_kind { COMMAND_IS_FLAG, COMMAND_IS_TEXT, COMMAND_IS_NUMBER, COMMAND_IS_LIST };

struct command_option {
	const char *name; /* NULL ends a list */
	char brief;       /* 0 for none */
	enum command_option_kind kind;
	size_t offset;        /* of the field in the command's arguments */
	const char *argument; /* "DIR", as --help shows it; NULL for a flag */
	const char *help;
	const char *values; /* what it may be, separated by blanks; NULL when that is open */
};

/* The field is an int (1 when given); a const char * (NULL when not given, else its default, which
 * --help shows); an int, whose default --help shows when it is above 0; a char ** (all that were
 * given, NULL-terminated; NULL for none). */
#define COMMAND_FLAG(type, field, name, brief, help) \
	{ \
		name, brief, COMMAND_IS_FLAG, offsetof(type, field), NULL, help, NULL \
	}
#define COMMAND_TEXT(type, field, name, brief, argument, help, values) \
	{ \
		name, brief, COMMAND_IS_TEXT, offsetof(type, field), argument, help, values \
	}
#define COMMAND_NUMBER(type, field, name, brief, argument, help) \
	{ \
		name, brief, COMMAND_IS_NUMBER, offsetof(type, field), argument, help, NULL \
	}
#define COMMAND_LIST(type, field, name, brief, argument, help, values) \
	{ \
		name, brief, COMMAND_IS_LIST, offsetof(type, field), argument, help, values \
	}
#define COMMAND_END \
	{ \
		NULL, 0, COMMAND_IS_FLAG, 0, NULL, NULL, NULL \
	}

/*
 * What a command does.  args: the command's struct, its defaults overlaid with the options; strings
 * in it live until the function returns.  words: the arguments behind the options, NULL-terminated,
 * or NULL. *code is 0; a run that ends well may set another exit code.
 */
typedef enum status command_run_fn(const void *args, const char *const *words, int *code,
				   struct error *err);

struct command {
	const char *name, *summary;
	const char *arguments; /* "[OPTION...] PATH..." */
	const char *notes;     /* below the options in --help: what it does, then examples */
	const struct command_option *options;
	size_t args_size;
	const void *defaults; /* of args_size bytes; NULL for all zero */
	command_run_fn *run;
	bool supervised; /* it may be ended from within a library: run it in a child, see
			    base/supervise.h */
};

/*
 * Parses the options, runs the command, prints its error on standard error and returns the exit
 * code. argv[0] is the command's name.  Of an option given twice the last counts.
 */
int command_main(const struct command *self, int argc, const char **argv);

/* Prints the help of a command on standard output; returns the exit code. */
int command_help(const struct command *self);

/*
 * For a shell that completes: a line "arguments <tab> [OPTION...] PATH...", then lines "--name
 * <tab> ARGUMENT <tab> values" and "-n ..." for each option.
 */
void command_list_options(const struct command *self, FILE *out);

/*
 * Flushes a stream and tells whether all that was written to it went well: IO when not.  The
 * message is empty when nobody reads any more (EPIPE): such an error ends a command without a word.
 * Who writes much stops as soon as ferror says so and calls this at once, while errno still tells
 * the cause.  command_main calls it for standard output in the end.
 */
MUST_CHECK enum status command_flush(FILE *out, struct error *err);

#endif
