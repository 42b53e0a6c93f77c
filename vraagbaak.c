/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: a table of commands, each with its options as data.  Everything
 * that is done is done in the folders below; this file parses, calls, prints the
 * error and chooses the exit code.
 */
#include <errno.h>
#include <popt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "indexer/cmd_index.h"
#include "searcher/cmd_analyze.h"
#include "searcher/cmd_search.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

enum {
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_BAD_QUERY = 3,
	EXIT_NO_HITS = 4,
	EXIT_LOCKED = 75, /* EX_TEMPFAIL: try again later */
};

static int exit_code(enum status st)
{
	switch (st) {
	case STATUS_OK: return EXIT_SUCCESS;
	case STATUS_USAGE: return EXIT_USAGE;
	case STATUS_QUERY: return EXIT_BAD_QUERY;
	case STATUS_LOCKED: return EXIT_LOCKED;
	default: return EXIT_FAILED;
	}
}

/* The end of every command: output that could not be written is a failure too. */
static int finish(const char *command, enum status st, const struct error *err)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		if (errno != EPIPE)
			fprintf(stderr, "vraagbaak %s: cannot write output: %s\n", command, strerror(errno));
		return EXIT_FAILED;
	}
	if (st)
		fprintf(stderr, "vraagbaak %s: %s\n", command, err->msg);
	return exit_code(st);
}

/* ---- options ---- */

enum { OPTION_HELP = 1000 };

#define HELP_OPTION                                                                             \
	{"help", 'h', POPT_ARG_NONE, NULL, OPTION_HELP, "show this help", NULL}, POPT_TABLEEND

/* Frees the context and the copies that popt made of the options' strings. */
static void release(poptContext ctx, const struct poptOption *options)
{
	for (const struct poptOption *o = options; o->longName; o++)
		if (o->argInfo == POPT_ARG_STRING)
			free((void *)*(const char **)o->arg);
	poptFreeContext(ctx);
}

/*
 * Parses the options of a command; returns NULL when the command is not to be run, with its exit
 * code.  `notes` stands below the options in --help.
 */
static poptContext parse(const char *command, int argc, const char **argv,
			 const struct poptOption *options, const char *arguments, const char *notes,
			 int *code)
{
	char name[64];
	snprintf(name, sizeof name, "vraagbaak %s", command);
	argv[0] = name;
	poptContext ctx = poptGetContext(name, argc, argv, options, 0);
	poptSetOtherOptionHelp(ctx, arguments);
	int rc = poptGetNextOpt(ctx);
	if (rc == -1)
		return ctx;
	if (rc == OPTION_HELP) {
		poptPrintHelp(ctx, stdout, 0);
		printf("\n%s", notes);
		*code = finish(command, STATUS_OK, NULL);
	} else {
		fprintf(stderr, "vraagbaak %s: %s: %s\n", command, poptBadOption(ctx, POPT_BADOPTION_NOALIAS),
			poptStrerror(rc));
		fprintf(stderr, "see: vraagbaak %s --help\n", command);
		*code = EXIT_USAGE;
	}
	release(ctx, options);
	return NULL;
}

/* ---- commands ---- */

static int run_index(int argc, const char **argv)
{
	struct index_args args = INDEX_ARGS_INIT;
	const struct poptOption options[] = {
		{"db", 'd', POPT_ARG_STRING, &args.db, 0, "the index; made when absent", "DIR"},
		{"type", 't', POPT_ARG_STRING, &args.type, 0,
		 "layout of all texts: flemish, tweedekamer, kamerbrief or jsonl (default: told by content)", "TYPE"},
		{"commit-every", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &args.commit_every, 0,
		 "questions that become durable together", "N"},
		{"json", 'j', POPT_ARG_NONE, &args.json, 0, "print the report as JSON", NULL},
		{"quiet", 'q', POPT_ARG_NONE, &args.quiet, 0, "no progress on standard error", NULL},
		HELP_OPTION};
	static const char notes[] =
		"Reads questions from files and folders into an index.  A question that the index\n"
		"has already is replaced; one that did not change is left alone.  A file that cannot\n"
		"be used is reported with the reason and does not stop the run.\n"
		"\n"
		"Examples:\n"
		"  vraagbaak index --db vragen.db papers/\n"
		"  vraagbaak index --db vragen.db --json new.jsonl > report.json\n";
	struct error err = {0};
	int code;
	poptContext ctx = parse("index", argc, argv, options, "[OPTION...] PATH...", notes, &code);
	if (!ctx)
		return code;
	code = finish("index", index_command(&args, poptGetArgs(ctx), &err), &err);
	release(ctx, options);
	return code;
}

static int run_search(int argc, const char **argv)
{
	struct search_args args = SEARCH_ARGS_INIT;
	const struct poptOption options[] = {
		{"db", 'd', POPT_ARG_STRING, &args.db, 0, "the index", "DIR"},
		{"minister", 'm', POPT_ARG_STRING, &args.minister, 0,
		 "answered by: surname, full name, role or ministry", "NAME"},
		{"asker", 'a', POPT_ARG_STRING, &args.asker, 0, "asked by", "NAME"},
		{"from", 0, POPT_ARG_STRING, &args.from, 0, "asked on this day or later", "DATE"},
		{"to", 0, POPT_ARG_STRING, &args.to, 0, "asked on this day or earlier", "DATE"},
		{"number", 'n', POPT_ARG_STRING, &args.number, 0,
		 "only this question number: 181, \"nr. 181\", 2024Z17972", "NUMBER"},
		{"parliament", 'p', POPT_ARG_STRING, &args.parliament, 0, "vlaams, kamer or tweedekamer",
		 "NAME"},
		{"sort", 's', POPT_ARG_STRING, &args.sort, 0,
		 "relevance (default), date, date-asc, number or minister", "ORDER"},
		{"limit", 'l', POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &args.limit, 0, "hits to show", "N"},
		{"offset", 'o', POPT_ARG_INT, &args.offset, 0, "hits to pass over first", "N"},
		{"thorough", 'T', POPT_ARG_NONE, &args.thorough, 0,
		 "let related questions come before ones that hold the words", NULL},
		{"all-words", 'A', POPT_ARG_NONE, &args.all_words, 0,
		 "only questions that hold all of the words", NULL},
		{"explain", 'x', POPT_ARG_NONE, &args.explain, 0,
		 "tell which forms, abbreviations and related words were used, and which each hit has", NULL},
		{"plain", 0, POPT_ARG_NONE, &args.plain, 0, "only questions that hold one of the words", NULL},
		{"no-thesaurus", 0, POPT_ARG_NONE, &args.no_thesaurus, 0,
		 "without neighbours of the words in the thesaurus", NULL},
		{"no-feedback", 0, POPT_ARG_NONE, &args.no_feedback, 0,
		 "without words that mark the best hits", NULL},
		{"json", 'j', POPT_ARG_NONE, &args.json, 0, "print JSON", NULL},
		{"format", 'f', POPT_ARG_STRING, &args.format, 0, "text, json or trec", "FORMAT"},
		{"topics", 0, POPT_ARG_STRING, &args.topics, 0,
		 "run every query of a file with lines NUMBER<tab>QUERY", "FILE"},
		{"depth", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &args.depth, 0,
		 "hits for each topic", "N"},
		{"exit-code", 0, POPT_ARG_NONE, &args.exit_code, 0, "exit with 4 when nothing was found", NULL},
		HELP_OPTION};
	static const char notes[] =
		"Finds questions that hold any of the words, the best first, and behind them questions\n"
		"on related themes.  A question number in any written form puts that very question on\n"
		"top.\n"
		"\n"
		"Examples:\n"
		"  vraagbaak search --db vragen.db inburgering\n"
		"  vraagbaak search --db vragen.db --minister somers --from 2021 --to 2022-06\n"
		"  vraagbaak search --db vragen.db \"vraag nr. 181 van 7 februari 2022\"\n"
		"  vraagbaak search --db vragen.db --topics topics.tsv --format trec > run.txt\n";
	struct error err = {0};
	uint32_t hits;
	int code;
	poptContext ctx = parse("search", argc, argv, options, "[OPTION...] WORD...", notes, &code);
	if (!ctx)
		return code;
	code = finish("search", search_command(&args, poptGetArgs(ctx), &hits, &err), &err);
	if (!code && args.exit_code && !hits)
		code = EXIT_NO_HITS;
	release(ctx, options);
	return code;
}

static int run_show(int argc, const char **argv)
{
	struct show_args args = {0};
	const struct poptOption options[] = {
		{"db", 'd', POPT_ARG_STRING, &args.db, 0, "the index", "DIR"},
		{"json", 'j', POPT_ARG_NONE, &args.json, 0, "print JSON, one question a line", NULL},
		{"all", 0, POPT_ARG_NONE, &args.all, 0, "print every question of the index", NULL},
		{"raw", 0, POPT_ARG_NONE, &args.raw, 0, "texts in JSON as the source had them, unrepaired",
		 NULL},
		HELP_OPTION};
	static const char notes[] =
		"Prints questions, each sub-question with its answer.\n"
		"\n"
		"Examples:\n"
		"  vraagbaak show --db vragen.db tweedekamer-2024Z17972\n"
		"  vraagbaak show --db vragen.db --all --json --raw > everything.jsonl\n";
	struct error err = {0};
	int code;
	poptContext ctx = parse("show", argc, argv, options, "[OPTION...] ID...", notes, &code);
	if (!ctx)
		return code;
	code = finish("show", show_command(&args, poptGetArgs(ctx), &err), &err);
	release(ctx, options);
	return code;
}

static int run_analyze(int argc, const char **argv)
{
	struct analyze_args args = {0};
	const struct poptOption options[] = {
		{"db", 'd', POPT_ARG_STRING, &args.db, 0, "check that this index has the same analyzer", "DIR"},
		{"format", 'f', POPT_ARG_STRING, &args.format, 0, "text or tsv", "FORMAT"},
		HELP_OPTION};
	static const char notes[] =
		"Prints what the analyzer makes of a text: for each token its place and its index\n"
		"terms.  With --format tsv one token a line: word, stem, parts joined by +, first\n"
		"byte, byte behind the last.\n"
		"\n"
		"Examples:\n"
		"  vraagbaak analyze \"inburgeringstrajecten in ziekenhuizen\"\n"
		"  vraagbaak analyze --format tsv - < paper.txt\n";
	struct error err = {0};
	int code;
	poptContext ctx = parse("analyze", argc, argv, options, "[OPTION...] [TEXT... | -]", notes, &code);
	if (!ctx)
		return code;
	code = finish("analyze", analyze_command(&args, poptGetArgs(ctx), &err), &err);
	release(ctx, options);
	return code;
}

static const struct command {
	const char *name, *summary;
	int (*run)(int argc, const char **argv);
} commands[] = {
	{"index", "read questions from files into an index", run_index},
	{"search", "find questions", run_search},
	{"show", "print questions", run_show},
	{"analyze", "print the index terms of a text", run_analyze},
};

static void print_commands(FILE *out)
{
	fputs("usage: vraagbaak COMMAND [OPTION...] [ARGUMENT...]\n\n", out);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
	fputs("\nvraagbaak COMMAND --help tells more; vraagbaak --version tells the version.\n", out);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2) {
		print_commands(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		print_commands(stdout);
		return EXIT_SUCCESS;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("vraagbaak " VERSION);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, (const char **)argv + 1);
	fprintf(stderr, "vraagbaak: no command \"%s\"; see: vraagbaak --help\n", argv[1]);
	return EXIT_USAGE;
}
