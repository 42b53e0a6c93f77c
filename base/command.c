/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only file that knows popt.  popt writes into the fields through pointers, so each run makes
 * popt's table from the command's: nothing of a command can change while the program runs.
 */
#include "base/command.h"

#include <errno.h>
#include <poll.h>
#include <popt.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/supervise.h"
#include "base/terminal_text.h"

enum { OPTION_HELP = 1000 };

static int exit_code(enum status st)
{
	switch (st) {
	case STATUS_OK: return EXIT_SUCCESS;
	case STATUS_USAGE: return EXIT_USAGE;
	case STATUS_QUERY: return EXIT_BAD_QUERY;
	case STATUS_LOCKED: return EXIT_LOCKED;
	case STATUS_TIME: return EXIT_TIME;
	default: return EXIT_FAILED;
	}
}

/* A write that failed earlier left an errno that others have changed since. */
static bool reader_left(FILE *out)
{
	struct pollfd end = {fileno(out), POLLOUT, 0};
	return errno == EPIPE || (poll(&end, 1, 0) == 1 && (end.revents & POLLERR));
}

enum status command_flush(FILE *out, struct error *err)
{
	if (!ferror(out) && fflush(out) == 0)
		return STATUS_OK;
	if (reader_left(out))
		return error_set(err, STATUS_IO, "%s", "");
	return error_set(err, STATUS_IO, "cannot write output: %s", strerror(errno));
}

/* The end of every command: output that could not be written is a failure too. */
static int finish(const struct command *self, enum status st, int code, struct error *err)
{
	if (!st)
		st = command_flush(stdout, err);
	if (st && *err->msg) {
		fprintf(stderr, "vraagbaak %s: ", self->name);
		terminal_put(stderr, slice_of(err->msg)); /* it may quote names of files */
		putc('\n', stderr);
	}
	return st ? exit_code(st) : code;
}

/* ---- popt ---- */

struct parser {
	struct arena arena; /* of the three below */
	struct poptOption *options;
	char *args;   /* the command's struct */
	char **texts; /* by option: what popt allocated for it */
	poptContext context;
};

static int popt_kind(const struct command_option *o, const char *field)
{
	const char *text = NULL;
	int value;
	switch (o->kind) {
	case COMMAND_IS_FLAG: return POPT_ARG_NONE;
	case COMMAND_IS_TEXT:
		memcpy(&text, field, sizeof text);
		return text ? POPT_ARG_STRING | POPT_ARGFLAG_SHOW_DEFAULT : POPT_ARG_STRING;
	case COMMAND_IS_LIST: return POPT_ARG_ARGV;
	default: break;
	}
	memcpy(&value, field, sizeof value);
	return value > 0 ? POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT : POPT_ARG_INT;
}

static void parser_init(struct parser *self, const struct command *command, int argc,
			const char **argv)
{
	static const struct poptOption help = {
		"help", 'h', POPT_ARG_NONE, NULL, OPTION_HELP, "show this help", NULL};
	size_t count = 0, i = 0;
	while (command->options[count].name)
		count++;
	self->arena = ARENA_INIT;
	self->args = arena_calloc(&self->arena, 1, command->args_size);
	if (command->defaults)
		memcpy(self->args, command->defaults, command->args_size);
	self->options = arena_calloc(&self->arena, count + 2, sizeof *self->options);
	self->texts = arena_calloc(&self->arena, count + 1, sizeof *self->texts);
	for (const struct command_option *o = command->options; o->name; o++) {
		char *field = self->args + o->offset;
		/* with a value above 0 popt returns at the option: see next_option */
		self->options[i] = (struct poptOption){o->name,
						       o->brief,
						       (unsigned)popt_kind(o, field),
						       field,
						       o->kind == COMMAND_IS_TEXT ? (int)i + 1 : 0,
						       o->help,
						       o->argument};
		i++;
	}
	self->options[i] = help;
	struct slice name = arena_printf(&self->arena, "vraagbaak %s", command->name);
	argv[0] = name.ptr;
	self->context = poptGetContext(name.ptr, argc, argv, self->options, 0);
	poptSetOtherOptionHelp(self->context, command->arguments);
}

/* popt allocates each text and forgets the one before: they are kept here, to be freed. */
static int next_option(struct parser *self)
{
	int rc = poptGetNextOpt(self->context);
	if (rc > 0 && rc < OPTION_HELP) {
		free(self->texts[rc - 1]);
		self->texts[rc - 1] = *(char **)self->options[rc - 1].arg;
	}
	return rc;
}

static void parser_release(struct parser *self)
{
	for (const struct poptOption *o = self->options; o->longName; o++) {
		free(self->texts[o - self->options]);
		char **list = o->argInfo == POPT_ARG_ARGV ? *(char ***)o->arg : NULL;
		for (size_t i = 0; list && list[i]; i++)
			free(list[i]);
		free(list);
	}
	poptFreeContext(self->context);
	arena_release(&self->arena);
}

static void print_help(const struct parser *self, const struct command *command)
{
	poptPrintHelp(self->context, stdout, 0);
	printf("\n%s", command->notes);
}

int command_help(const struct command *self)
{
	struct parser parser;
	struct error err = {0};
	const char *argv[] = {self->name, NULL};
	parser_init(&parser, self, 1, argv);
	print_help(&parser, self);
	parser_release(&parser);
	return finish(self, STATUS_OK, EXIT_SUCCESS, &err);
}

/* popt names the value of an option where that cannot be used: the option in front of it is told as
 * well. */
static int refuse(const struct parser *self, const struct command *command, const char **argv,
		  int rc)
{
	const char *bad = poptBadOption(self->context, POPT_BADOPTION_NOALIAS), *before = "";
	for (int i = 2; argv[i] && *bad != '-'; i++)
		if (strcmp(argv[i], bad) == 0 && argv[i - 1][0] == '-')
			before = argv[i - 1];
	fprintf(stderr, "vraagbaak %s: %s%s%s: %s\nsee: vraagbaak %s --help\n", command->name,
		before, *before ? " " : "", bad, poptStrerror(rc), command->name);
	return EXIT_USAGE;
}

/* Runs the command; in the parent of a supervised one returns what its child came to. */
static int run_command(const struct command *self, struct parser *parser)
{
	struct error err = {0};
	int code = EXIT_SUCCESS;
	if (self->supervised && !supervise_fork(self->name, &code))
		return code;
	const enum status st = self->run(parser->args, poptGetArgs(parser->context), &code, &err);
	return finish(self, st, code, &err);
}

int command_main(const struct command *self, int argc, const char **argv)
{
	struct parser parser;
	struct error err = {0};
	int rc, code;
	parser_init(&parser, self, argc, argv);
	do
		rc = next_option(&parser);
	while (rc > 0 && rc < OPTION_HELP);
	if (rc == -1) {
		code = run_command(self, &parser);
	} else if (rc == OPTION_HELP) {
		print_help(&parser, self);
		code = finish(self, STATUS_OK, EXIT_SUCCESS, &err);
	} else {
		code = refuse(&parser, self, argv, rc);
	}
	parser_release(&parser);
	return code;
}

/* ---- for shells ---- */

void command_list_options(const struct command *self, FILE *out)
{
	fprintf(out, "arguments\t%s\n", self->arguments);
	for (const struct command_option *o = self->options; o->name; o++) {
		const char *argument = o->argument ? o->argument : "",
			   *values = o->values ? o->values : "";
		fprintf(out, "--%s\t%s\t%s\n", o->name, argument, values);
		if (o->brief)
			fprintf(out, "-%c\t%s\t%s\n", o->brief, argument, values);
	}
	fputs("--help\t\t\n-h\t\t\n", out);
}
