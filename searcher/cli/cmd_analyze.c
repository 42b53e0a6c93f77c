/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cli/commands.h"

#include <errno.h>
#include <stdio.h>

#include "base/buffer.h"
#include "corpus/text/latin.h"
#include "searcher/search/searcher.h"
#include "stemming/analyzer.h"
#include "stemming/compound.h"
#include "stemming/fold.h"

enum { INPUT_MAX = 64 * 1024 * 1024 };

struct analyze_args {
	const char *db, *format;
};

struct printer {
	struct slice text;
	bool tsv;
};

static struct slice term_of(const struct word *word, enum term_kind kind)
{
	for (unsigned i = 0; i < word->count; i++)
		if (word->terms[i].kind == kind)
			return word->terms[i].text;
	return SLICE_EMPTY;
}

/* The term under which the token is found: its stem, else stop word, date or accented form. */
static struct slice main_term(const struct word *word)
{
	static const enum term_kind order[] = {TERM_WORD, TERM_STOP, TERM_DATE, TERM_ACCENT};
	struct slice term = SLICE_EMPTY;
	for (size_t i = 0; i < 4 && !term.len; i++)
		term = term_of(word, order[i]);
	return term;
}

/* The parts as they stand in the word, joined by '+'; nothing when it is not split. */
static void print_parts(struct slice raw, const struct token *token)
{
	struct buffer folded = BUFFER_INIT;
	struct compound compound;
	fold_plain(raw, &folded);
	struct slice word = buffer_slice(&folded);
	const char *joint = "";
	if (token->kind == SPAN_HYPHENATED)
		for (size_t i = 0; i < word.len; i++)
			putchar(word.ptr[i] == '-' ? '+' : word.ptr[i]);
	else if (!token->word->stop && token->kind == SPAN_WORD && compound_split(word, &compound))
		for (unsigned i = 0; i < compound.count; i++, joint = "+")
			printf("%s%.*s", joint, SLICE_ARG(compound.parts[i]));
	buffer_release(&folded);
}

static void print_tsv(const struct printer *p, const struct token *token)
{
	struct slice raw = slice_sub(p->text, token->start, token->end);
	printf("%.*s\t%.*s\t", SLICE_ARG(raw), SLICE_ARG(main_term(token->word)));
	print_parts(raw, token);
	printf("\t%zu\t%zu\n", token->start, token->end);
}

static void print_line(const struct printer *p, const struct token *token)
{
	static const char *const kinds[] = {"word", "part", "joint", "accent",
					    "stop", "date", "cased"};
	struct slice raw = slice_sub(p->text, token->start, token->end);
	printf("%6zu-%-6zu position %-5u %.*s\n", token->start, token->end, token->position,
	       SLICE_ARG(raw));
	for (unsigned i = 0; i < token->word->count; i++) {
		const struct word_term *t = &token->word->terms[i];
		printf("%16s %-7s %.*s\n", "", kinds[t->kind], SLICE_ARG(t->text));
	}
	if (token->date.len)
		printf("%16s %-7s %.*s\n", "", "date", SLICE_ARG(token->date));
}

static void print_token(void *ctx, const struct token *token)
{
	const struct printer *p = ctx;
	if (p->tsv)
		print_tsv(p, token);
	else
		print_line(p, token);
}

static enum status read_input(struct buffer *out, struct error *err)
{
	char chunk[65536];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0) {
		buffer_add(out, chunk, n);
		if (out->len > INPUT_MAX)
			return error_set(err, STATUS_LIMIT, "standard input: more than %d MB",
					 INPUT_MAX >> 20);
	}
	if (ferror(stdin))
		return error_set(err, STATUS_IO, "standard input: %s", strerror(errno));
	return STATUS_OK;
}

/* An index given must be one that this analyzer wrote: then what is printed is what is in it. */
static enum status check_index(const char *db, struct error *err)
{
	struct searcher *searcher;
	if (!db)
		return STATUS_OK;
	enum status st = searcher_open(&(struct searcher_options){.db = db}, &searcher, err);
	if (!st)
		searcher_close(searcher);
	return st;
}

/* "-" or no text reads standard input. */
static enum status run(const void *given, const char *const *texts, int *code, struct error *err)
{
	const struct analyze_args *args = given;
	(void)code;
	struct printer p = {.tsv = args->format && strcmp(args->format, "tsv") == 0};
	struct analyzer *analyzer = NULL;
	struct buffer text = BUFFER_INIT;
	enum status st = STATUS_OK;
	if (args->format && !p.tsv && strcmp(args->format, "text") != 0)
		return error_set(err, STATUS_USAGE, "--format must be one of text, tsv, not \"%s\"",
				 args->format);
	bool input = !texts || !*texts || strcmp(*texts, "-") == 0;
	if (input)
		st = read_input(&text, err);
	for (; !input && *texts; texts++) {
		if (text.len)
			buffer_add_byte(&text, ' ');
		buffer_add_str(&text, *texts);
	}
	p.text = buffer_slice(&text);
	size_t bad = utf8_check(p.text);
	if (!st && bad < p.text.len)
		st = error_set(err, STATUS_FORMAT, "byte %zu of the text: invalid UTF-8", bad);
	if (!st)
		st = check_index(args->db, err);
	if (!st)
		st = analyzer_new(&analyzer, err);
	if (!st)
		analyzer_run(analyzer, p.text, 1, print_token, &p);
	analyzer_free(analyzer);
	buffer_release(&text);
	return st;
}

static const struct command_option options[] = {
	COMMAND_TEXT(struct analyze_args, db, "db", 'd', "DIR",
		     "check that this index has the same analyzer", NULL),
	COMMAND_TEXT(struct analyze_args, format, "format", 'f', "FORMAT",
		     "text or tsv (default: text)", "text tsv"),
	COMMAND_END};

const struct command analyze_command = {
	.name = "analyze",
	.summary = "print the index terms of a text",
	.arguments = "[OPTION...] [TEXT... | -]",
	.notes = "Prints the tokens of a text, each with its position and index terms.  --format "
		 "tsv prints\n"
		 "one token per line: word, stem, components joined by +, first byte, byte after "
		 "the last.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak analyze \"inburgeringstrajecten in ziekenhuizen\"\n"
		 "  vraagbaak analyze --format tsv - < paper.txt\n",
	.options = options,
	.args_size = sizeof(struct analyze_args),
	.run = run,
};
