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
#include <unistd.h>

#include "base/error.h"
#include "indexer/cmd_index.h"
#include "indexer/cmd_nightly.h"
#include "indexer/cmd_quarantine.h"
#include "indexer/cmd_rebuild.h"
#include "indexer/cmd_review.h"
#include "indexer/cmd_verify.h"
#include "searcher/cmd_analyze.h"
#include "searcher/cmd_search.h"
#include "store/xap.h"

#ifndef VERSION
#define VERSION "0.1"
#endif

enum {
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_BAD_QUERY = 3,
	EXIT_NO_HITS = 4,
	EXIT_LOSS = 5,     /* stopped for a sudden loss */
	EXIT_FINDINGS = 6, /* done, but there is something to look at */
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
		 "read every file as flemish, tweedekamer or jsonl (default: told by content)", "TYPE"},
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

static const int nightly_codes[] = {[NIGHTLY_DONE] = EXIT_SUCCESS, [NIGHTLY_FINDINGS] = EXIT_FINDINGS,
				    [NIGHTLY_LOSS] = EXIT_LOSS, [NIGHTLY_INTERRUPTED] = EXIT_LOCKED};

static int run_nightly(int argc, const char **argv)
{
	struct nightly_args args = {0};
	const struct poptOption options[] = {
		{"config", 'c', POPT_ARG_STRING, &args.config, 0, "the configuration", "FILE"},
		{"accept-loss", 0, POPT_ARG_NONE, &args.accept_loss, 0,
		 "go on although much has gone or failed at once", NULL},
		{"reread", 0, POPT_ARG_NONE, &args.reread, 0, "read every paper again", NULL},
		{"json", 'j', POPT_ARG_NONE, &args.json, 0, "print the report as JSON", NULL},
		{"log-json", 0, POPT_ARG_NONE, &args.log_json, 0, "log events as JSON", NULL},
		{"quiet", 'q', POPT_ARG_NONE, &args.quiet, 0, "log warnings and errors only", NULL},
		{"today", 0, POPT_ARG_STRING, &args.today, 0, "take this day for today", "DATE"},
		HELP_OPTION};
	static const char notes[] =
		"Brings the index up to date with its sources: reads what is new or changed, sets\n"
		"aside what cannot be read, withdraws what has gone.  May be killed at any moment; the\n"
		"next run goes on from there.\n"
		"\n"
		"Ends with 0 when all is well, 6 when papers failed (see: vraagbaak quarantine), 5 when\n"
		"it stopped because too much was lost at once, 75 when another run is busy or a signal\n"
		"ended it early.\n";
	enum nightly_outcome outcome;
	struct error err = {0};
	int code;
	poptContext ctx = parse("nightly", argc, argv, options, "[OPTION...]", notes, &code);
	if (!ctx)
		return code;
	code = finish("nightly", nightly_command(&args, &outcome, &err), &err);
	release(ctx, options);
	return code ? code : nightly_codes[outcome];
}

static int run_quarantine(int argc, const char **argv)
{
	struct quarantine_args args = {0};
	const struct poptOption options[] = {
		{"config", 'c', POPT_ARG_STRING, &args.config, 0, "the configuration", "FILE"},
		{"all", 0, POPT_ARG_NONE, &args.all, 0, "retry all of them", NULL},
		{"json", 'j', POPT_ARG_NONE, &args.json, 0, "print JSON, one paper a line", NULL},
		HELP_OPTION};
	static const char notes[] =
		"Papers that could not be read, or not wholly: path, tries and first reason.  They are\n"
		"tried again when they change or when the program reads otherwise than it did; retry\n"
		"makes the next nightly run try them anyhow.\n";
	struct error err = {0};
	int code;
	poptContext ctx = parse("quarantine", argc, argv, options, "list | show PATH... | retry PATH...", notes,
				&code);
	if (!ctx)
		return code;
	code = finish("quarantine", quarantine_command(&args, poptGetArgs(ctx), &err), &err);
	release(ctx, options);
	return code;
}

static int run_verify(int argc, const char **argv)
{
	struct verify_args args = {0};
	const struct poptOption options[] = {
		{"config", 'c', POPT_ARG_STRING, &args.config, 0, "the configuration", "FILE"},
		{"quick", 'q', POPT_ARG_NONE, &args.quick, 0,
		 "go by sizes and times of papers; leave out the check of tables and records", NULL},
		{"json", 'j', POPT_ARG_NONE, &args.json, 0, "print JSON, one finding a line", NULL},
		HELP_OPTION};
	static const char notes[] =
		"Compares the index with its sources and says what is missing, stale, gone, unreadable,\n"
		"lost, stray, doubled, without text or damaged.  Changes nothing.  Ends with 6 when there\n"
		"is something to look at (doubles alone are not).\n";
	struct error err = {0};
	bool faults;
	int code;
	poptContext ctx = parse("verify", argc, argv, options, "[OPTION...]", notes, &code);
	if (!ctx)
		return code;
	code = finish("verify", verify_command(&args, &faults, &err), &err);
	release(ctx, options);
	return code || !faults ? code : EXIT_FINDINGS;
}

static int run_rebuild(int argc, const char **argv)
{
	struct rebuild_args args = {0};
	const struct poptOption options[] = {
		{"config", 'c', POPT_ARG_STRING, &args.config, 0, "the configuration", "FILE"},
		{"accept-loss", 0, POPT_ARG_NONE, &args.accept_loss, 0,
		 "put the new index in place although it lacks much of the present one", NULL},
		{"log-json", 0, POPT_ARG_NONE, &args.log_json, 0, "log events as JSON", NULL},
		{"quiet", 'q', POPT_ARG_NONE, &args.quiet, 0, "log warnings and errors only", NULL},
		{"today", 0, POPT_ARG_STRING, &args.today, 0, "take this day for today", "DATE"},
		HELP_OPTION};
	static const char notes[] =
		"Reads all sources into a new index beside the present one, takes over what no source\n"
		"tells (withdrawn questions, history), checks it and puts it in place.  Readers move over\n"
		"by themselves.  The present index is kept for vraagbaak rollback.\n";
	enum nightly_outcome outcome;
	struct error err = {0};
	int code;
	poptContext ctx = parse("rebuild", argc, argv, options, "[OPTION...]", notes, &code);
	if (!ctx)
		return code;
	code = finish("rebuild", rebuild_command(&args, &outcome, &err), &err);
	release(ctx, options);
	return code ? code : nightly_codes[outcome];
}

static int run_rollback(int argc, const char **argv)
{
	struct rollback_args args = {0};
	const struct poptOption options[] = {
		{"config", 'c', POPT_ARG_STRING, &args.config, 0, "the configuration", "FILE"},
		{"generation", 'g', POPT_ARG_INT, &args.generation, 0,
		 "this one (default: the one before the present one)", "N"},
		HELP_OPTION};
	static const char notes[] = "Puts an earlier generation of the index back in place, after a rebuild.\n";
	struct error err = {0};
	int code;
	poptContext ctx = parse("rollback", argc, argv, options, "[OPTION...]", notes, &code);
	if (!ctx)
		return code;
	code = finish("rollback", rollback_command(&args, &err), &err);
	release(ctx, options);
	return code;
}

static int run_review(int argc, const char **argv)
{
	struct review_args args = REVIEW_ARGS_INIT;
	const struct poptOption options[] = {
		{"config", 'c', POPT_ARG_STRING, &args.config, 0, "the configuration", "FILE"},
		{"below", 'b', POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &args.below, 0,
		 "fields that are less sure than this", "PERCENT"},
		{"json", 'j', POPT_ARG_NONE, &args.json, 0, "print JSON, one field a line", NULL},
		HELP_OPTION};
	static const char notes[] =
		"Lists what is missing of questions or was read with little certainty: id, field, how\n"
		"sure, source.  What is wrong can be put right in the file of corrections.\n";
	struct error err = {0};
	int code;
	poptContext ctx = parse("review", argc, argv, options, "[OPTION...]", notes, &code);
	if (!ctx)
		return code;
	code = finish("review", review_command(&args, &err), &err);
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
	{"nightly", "bring an index up to date with its sources", run_nightly},
	{"quarantine", "papers that could not be read", run_quarantine},
	{"verify", "compare an index with its sources", run_verify},
	{"review", "list what is missing or uncertain", run_review},
	{"rebuild", "make a new index and put it in place", run_rebuild},
	{"rollback", "put the index before the last rebuild back", run_rollback},
};

static void print_commands(FILE *out)
{
	fputs("usage: vraagbaak COMMAND [OPTION...] [ARGUMENT...]\n\n", out);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\nvraagbaak COMMAND --help tells more; vraagbaak --version tells the version.\n", out);
}

/* Xapian cannot go on after certain failures to write, and cannot say so either. */
static void die_in_store(void)
{
	char text[256];
	int n = snprintf(text, sizeof text, "vraagbaak: terminate called in Xapian: a write to the index failed (%s); "
			 "what was committed before is safe\n", strerror(errno));
	if (n < 0 || write(STDERR_FILENO, text, (size_t)n) < 0)
		abort();
	_exit(EXIT_FAILED);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	xap_on_terminate(die_in_store);
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
