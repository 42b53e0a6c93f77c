/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: the table of commands.  Each command has its options and its work in a file of its
 * own (indexer/cli, searcher/cli, web/server/cmd_serve.c); base/command.h parses, prints the error
 * and chooses the exit code.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/command.h"
#include "base/supervise.h"
#include "base/edit_distance.h"
#include "base/version.h"
#include "indexer/cli/commands.h"
#include "searcher/cli/commands.h"
#include "store/xapian/xap.h"
#include "web/mcp/cmd_mcp.h"
#include "web/server/cmd_serve.h"

static const struct command *const commands[] = {
	&index_command,  &search_command,  &show_command,    &similar_command,  &asked_command,
	&cites_command,  &analyze_command, &nightly_command, &fetch_command,    &quarantine_command,
	&verify_command, &review_command,  &rebuild_command, &rollback_command, &alerts_command,
	&serve_command,  &mcp_command,
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
	return NULL;
}

/* The command that was probably meant: at most a third of its letters differ, or it begins so. */
static const struct command *nearest_command(const char *name)
{
	const struct command *nearest = NULL;
	unsigned least = ~0u;
	size_t len = strlen(name);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const char *known = commands[i]->name;
		unsigned d = len > 1 && strncmp(name, known, len) == 0
				     ? 1
				     : edit_distance(slice_of(name), slice_of(known),
						     EDIT_DISTANCE_MAX);
		if (d < least && 3 * d <= strlen(known) + 2) {
			nearest = commands[i];
			least = d;
		}
	}
	return nearest;
}

static int unknown_command(const char *name)
{
	const struct command *nearest = nearest_command(name);
	fprintf(stderr, "vraagbaak: unknown command \"%s\"; ", name);
	if (nearest)
		fprintf(stderr, "did you mean %s? ", nearest->name);
	fputs("see: vraagbaak --help\n", stderr);
	return EXIT_USAGE;
}

static void print_commands(FILE *out)
{
	fputs("usage: vraagbaak COMMAND [OPTION...] [ARGUMENT...]\n\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fputs("  help       print the help of a command\n"
	      "\nSee vraagbaak COMMAND --help for options; vraagbaak --version prints the "
	      "version.\n",
	      out);
}

/* What the completion of shells asks: the commands, or the options of one. */
static int list(const char *name)
{
	const struct command *command = name ? find_command(name) : NULL;
	if (name && strcmp(name, "help") == 0)
		puts("arguments\t[COMMAND]\n--list\t\t");
	else if (name && !command)
		return unknown_command(name);
	else if (command)
		command_list_options(command, stdout);
	else {
		for (size_t i = 0; i < COMMAND_COUNT; i++)
			printf("%s\t%s\n", commands[i]->name, commands[i]->summary);
		puts("help\tprint the help of a command");
	}
	return EXIT_SUCCESS;
}

static int help(int argc, char **argv)
{
	if (argc < 2) {
		print_commands(stdout);
		return EXIT_SUCCESS;
	}
	if (strcmp(argv[1], "--list") == 0)
		return list(argc > 2 ? argv[2] : NULL);
	const struct command *command = find_command(argv[1]);
	return command ? command_help(command) : unknown_command(argv[1]);
}

/* What main prints by itself, checked for a disk that is full. */
static int checked(int code)
{
	struct error err = {0};
	if (!command_flush(stdout, &err))
		return code;
	if (*err.msg)
		fprintf(stderr, "vraagbaak: %s\n", err.msg);
	return EXIT_FAILED;
}

/* Xapian cannot go on after certain failures to write, and cannot say so either. */
static void die_in_store(void)
{
	char text[256];
	if (supervise_note_end(errno))
		_exit(EXIT_FAILED);
	int n = snprintf(text, sizeof text,
			 "vraagbaak: terminate called in Xapian: a write to the index failed (%s); "
			 "what was committed before is safe\n",
			 strerror(errno));
	if (n < 0 || write(STDERR_FILENO, text, (size_t)n) < 0)
		abort();
	_exit(EXIT_FAILED);
}

int main(int argc, char **argv)
{
	/* a reader that left is seen as EPIPE, so that every command ends in an orderly way */
	signal(SIGPIPE, SIG_IGN);
	xap_on_terminate(die_in_store);
	if (argc < 2) {
		print_commands(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_commands(stdout);
		return checked(EXIT_SUCCESS);
	}
	if (strcmp(argv[1], "help") == 0)
		return checked(help(argc - 1, argv + 1));
	if (strcmp(argv[1], "--version") == 0) {
		puts("vraagbaak " PROGRAM_VERSION);
		return checked(EXIT_SUCCESS);
	}
	const struct command *command = find_command(argv[1]);
	return command ? command_main(command, argc - 1, (const char **)argv + 1)
		       : unknown_command(argv[1]);
}
