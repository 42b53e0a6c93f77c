/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cli/commands.h"

#include <limits.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/command.h"
#include "searcher/cli/batch.h"
#include "searcher/cli/pager.h"
#include "searcher/query/query_dates.h"
#include "searcher/render/render.h"
#include "searcher/search/index_options.h"

struct search_args {
	struct index_place index;
	const char *minister, *asker, *from, *to, *number, *parliament, *sort, *topics, *queries,
		*format, *facets;
	const char *const *choose, *const *like;
	int limit, offset, depth, json, exit_code, thorough, plain, explain, all_words,
		no_thesaurus, no_feedback, no_latent, no_abbreviations, no_parts, passages, stats,
		all, complete, revision, timing, no_pager, no_fold;
};

enum { CHOICES_MAX = 64, LIMIT_UNSET = INT_MIN };

/* A day or period as `datum:` has it: --from takes its first day, --to its last. */
static enum status parse_day(const struct search_request *rq, const char *option, const char *text,
			     bool last, int *date, struct error *err)
{
	struct slice s = slice_trim(slice_of(text));
	struct buffer cause = BUFFER_INIT;
	struct period period = {0, 0};
	size_t used = 0;
	enum status st = STATUS_OK;
	if (!s.len)
		return STATUS_OK;
	bool read = query_period_read(s, search_request_today(rq), false, &period, &used, &cause) ==
			    PERIOD_OK &&
		    used == s.len;
	*date = last ? period.to : period.from;
	if (!read || !*date)
		st = error_set(err, STATUS_USAGE,
			       "%s: \"%s\" is not a valid date; write 2022-03-07, 2022-03, 2022, 7 "
			       "maart 2022 "
			       "or \"vorig jaar\"%s%.200s",
			       option, text, cause.len ? ": " : "", buffer_cstr(&cause));
	buffer_release(&cause);
	return st;
}

/* ---- facets ---- */

static enum status parse_facets(const char *list, unsigned *out, struct error *err)
{
	struct slice unknown;
	if (facets_parse(slice_of(list), out, &unknown))
		return STATUS_OK;
	return error_set(err, STATUS_USAGE,
			 "--facets must be one of minister, office, asker, party, year, "
			 "session, parliament, status, theme, kind, all, not \"%.*s\"",
			 SLICE_ARG(unknown));
}

/* "minister=Bart Somers" */
static enum status parse_choices(const char *const *list, struct facet_choice *out, size_t room,
				 size_t *count, struct error *err)
{
	for (*count = 0; list && list[*count]; (*count)++) {
		struct slice text = slice_of(list[*count]);
		size_t sign = slice_find(text, 0, "=");
		if (*count == room)
			return error_set(err, STATUS_USAGE,
					 "--choose can be given at most %zu times", room);
		if (sign == text.len ||
		    !facet_parse(slice_trim(slice_sub(text, 0, sign)), &out[*count].facet))
			return error_set(err, STATUS_USAGE, "--choose: \"%s\" is not FACET=VALUE",
					 list[*count]);
		out[*count].value = slice_trim(slice_from(text, sign + 1));
		if (facet_choice_check(&out[*count], NULL))
			return error_set(err, STATUS_USAGE,
					 "--choose: \"%s\" does not have a valid %s", list[*count],
					 facet_name(out[*count].facet));
	}
	return STATUS_OK;
}

static enum status parse_marked(const char *const *list, struct slice *out, size_t *count,
				struct error *err)
{
	for (; list && *list; list++)
		if (!search_marked_add(out, count, slice_of(*list)))
			return error_set(err, STATUS_USAGE, "--like takes at most %d questions",
					 SEARCH_MARKED_MAX);
	return STATUS_OK;
}

/* ---- the request ---- */

static enum status fill_request(const struct search_args *args, struct search_request *rq,
				struct error *err)
{
	if (args->limit != LIMIT_UNSET && (args->limit < 0 || args->limit > SEARCH_LIMIT_MAX))
		return error_set(err, STATUS_USAGE, "--limit must be from 0 to %d",
				 SEARCH_LIMIT_MAX);
	if (args->offset < 0)
		return error_set(err, STATUS_USAGE, "--offset must not be negative");
	rq->offset = (uint32_t)args->offset;
	rq->thorough = args->thorough;
	rq->all_words = args->all_words;
	rq->explain = args->explain;
	rq->no_thesaurus = args->plain || args->no_thesaurus;
	rq->no_feedback = args->plain || args->no_feedback;
	rq->no_latent = args->plain || args->no_latent;
	rq->no_abbreviations = args->plain || args->no_abbreviations;
	rq->no_parts = args->no_parts;
	rq->minister = slice_trim(slice_of(args->minister));
	rq->asker = slice_trim(slice_of(args->asker));
	rq->number = slice_trim(slice_of(args->number));
	if (args->parliament && !parliament_parse(slice_of(args->parliament), &rq->parliament))
		return error_set(
			err, STATUS_USAGE,
			"--parliament must be one of vlaams, kamer, tweedekamer, not \"%s\"",
			args->parliament);
	if (args->sort && !search_sort_parse(args->sort, &rq->sort))
		return error_set(err, STATUS_USAGE,
				 "--sort must be one of relevance, date, date-asc, answered, "
				 "answered-asc, number, "
				 "minister, asker, days, days-desc, not \"%s\"",
				 args->sort);
	rq->passages = args->passages;
	rq->statistics = args->stats;
	rq->partial = true;
	rq->complete = args->complete;
	rq->everything = args->all;
	enum status st = parse_facets(args->facets, &rq->facets, err);
	if (!st)
		st = parse_day(rq, "--from", args->from ? args->from : "", false, &rq->from, err);
	if (!st)
		st = parse_day(rq, "--to", args->to ? args->to : "", true, &rq->to, err);
	if (!st && rq->from && rq->to && rq->from > rq->to)
		st = error_set(err, STATUS_USAGE, "--from is later than --to");
	return st;
}

/* Figures about all questions, when nothing is asked, come without the questions. */
static uint32_t limit_of(const struct search_args *args, const struct search_request *rq)
{
	bool asked = rq->query.len || rq->minister.len || rq->asker.len || rq->number.len ||
		     rq->from || rq->to || rq->parliament != PARLIAMENT_UNKNOWN || rq->choice_count;
	if (args->limit != LIMIT_UNSET)
		return (uint32_t)args->limit;
	if (!args->all)
		return SEARCH_REQUEST_INIT.limit;
	return !asked && (rq->statistics || rq->facets) ? 0 : SEARCH_LIMIT_MAX;
}

static void join_words(const char *const *words, struct buffer *out)
{
	for (; words && *words; words++) {
		if (out->len)
			buffer_add_byte(out, ' ');
		buffer_add_str(out, *words);
	}
}

/* ---- batches ---- */

static enum status run_batch(struct searcher *searcher, const struct search_args *args,
			     const struct search_request *rq, struct error *err)
{
	if (args->depth < 1 || args->depth > SEARCH_LIMIT_MAX)
		return error_set(err, STATUS_USAGE, "--depth must be from 1 to %d",
				 SEARCH_LIMIT_MAX);
	if (args->topics && args->queries)
		return error_set(err, STATUS_USAGE, "--topics and --queries cannot be combined");
	if (args->topics && args->format && strcmp(args->format, "trec") != 0)
		return error_set(err, STATUS_USAGE, "--topics can only print --format trec");
	if (args->queries && (args->format || args->stats || args->complete || args->passages))
		return error_set(err, STATUS_USAGE,
				 "--queries prints totals, ids and facets; it cannot be combined "
				 "with --format, "
				 "--stats, --complete or --passages");
	if (rq->query.len)
		return error_set(err, STATUS_USAGE,
				 "--topics and --queries read their queries from a file; remove "
				 "the words of the query");
	return args->topics ? batch_topics(searcher, args->topics, rq, (uint32_t)args->depth,
					   stdout, err)
			    : batch_queries(searcher, args->queries, rq, (uint32_t)args->depth,
					    args->timing, stdout, err);
}

/* ---- search ---- */

struct stream {
	const struct render_format *format;
	struct render render;
};

/* Formats that need nothing of the whole are written while the hits are read. */
static enum status stream_hit(void *ctx, const struct search_hit *hit, struct error *err)
{
	struct stream *s = ctx;
	s->format->hit(&s->render, hit);
	return ferror(s->render.out) ? command_flush(s->render.out, err) : STATUS_OK;
}

static enum status run_stream(struct searcher *searcher, const struct search_request *rq,
			      const struct render_format *format, uint32_t *hits, struct error *err)
{
	struct stream s = {format, {.out = stdout, .topic = slice_of("1"), .explain = rq->explain}};
	format->begin(&s.render);
	enum status st = searcher_stream(searcher, rq, stream_hit, &s, hits, err);
	if (!st)
		format->end(&s.render);
	return st;
}

static enum status run_search(struct searcher *searcher, const struct search_args *args,
			      struct search_request *rq, const struct render_format *format,
			      uint32_t *hits, struct error *err)
{
	struct search_results *results;
	struct pager pager;
	bool exact;
	if (args->all && !rq->passages && format != &render_text && format != &render_json)
		return run_stream(searcher, rq, format, hits, err);
	rq->ids_only = format->ids_only;
	rq->fold = format->folds && !args->no_fold;
	enum status st = searcher_run(searcher, rq, &results, err);
	if (st)
		return st;
	*hits = search_results_total(results, &exact);
	struct render render = {.style = render_style_for(stdout),
				.results = results,
				.query = rq->query,
				.topic = slice_of("1"),
				.offset = rq->offset,
				.explain = rq->explain,
				.passages = rq->passages};
	pager_open(&pager, format->for_people && !args->no_pager);
	render.out = pager.out;
	st = pager_close(&pager, render_results(format, &render, err), err);
	search_results_free(results);
	return st;
}

static enum status print_revision(struct searcher *searcher, struct error *err)
{
	struct search_request rq = {.everything = true, .ids_only = true};
	struct search_results *results;
	enum status st = searcher_run(searcher, &rq, &results, err);
	if (st)
		return st;
	printf("%llu\n", (unsigned long long)search_results_revision(results));
	search_results_free(results);
	return STATUS_OK;
}

static enum status run(const void *given, const char *const *words, int *code, struct error *err)
{
	const struct search_args *args = given;
	const struct render_format *format = NULL;
	struct search_request rq = SEARCH_REQUEST_INIT;
	struct facet_choice choices[CHOICES_MAX];
	struct slice marked[SEARCH_MARKED_MAX];
	struct searcher *searcher = NULL;
	struct buffer text = BUFFER_INIT;
	uint32_t hits = 0;
	enum status st = render_choose(RENDER_FORMATS, args->format, args->json, &format, err);
	if (!st)
		st = fill_request(args, &rq, err);
	rq.choices = choices;
	rq.marked = marked;
	if (!st)
		st = parse_marked(args->like, marked, &rq.marked_count, err);
	if (!st)
		st = parse_choices(args->choose, choices, CHOICES_MAX, &rq.choice_count, err);
	if (!st)
		st = index_place_open(&args->index, &searcher, err);
	if (st)
		goto out;
	join_words(words, &text);
	rq.query = slice_trim(buffer_slice(&text));
	rq.limit = limit_of(args, &rq);
	if (args->revision)
		st = print_revision(searcher, err);
	else if (args->topics || args->queries)
		st = run_batch(searcher, args, &rq, err);
	else
		st = run_search(searcher, args, &rq, format, &hits, err);
	if (args->exit_code && !hits && !args->revision)
		*code = EXIT_NO_HITS;
	if (searcher_was_cut(searcher))
		*code = EXIT_TIME;
	index_place_warn(searcher, "search");
out:
	buffer_release(&text);
	searcher_close(searcher);
	return st;
}

/* ---- the command ---- */

#define FLAG(field, name, brief, help) COMMAND_FLAG(struct search_args, field, name, brief, help)
#define TEXT(field, name, brief, argument, help, values) \
	COMMAND_TEXT(struct search_args, field, name, brief, argument, help, values)
#define NUMBER(field, name, brief, argument, help) \
	COMMAND_NUMBER(struct search_args, field, name, brief, argument, help)

static const struct command_option options[] = {
	INDEX_PLACE_OPTIONS(struct search_args, index),
	TEXT(minister, "minister", 'm', "NAME",
	     "answered by: a person, by surname or full name, or an office, role or ministry",
	     NULL),
	TEXT(asker, "asker", 'a', "NAME", "asked by: surname or full name", NULL),
	TEXT(from, "from", 0, "DATE", "asked on this day or later", NULL),
	TEXT(to, "to", 0, "DATE", "asked on this day or earlier", NULL),
	TEXT(number, "number", 'n', "NUMBER",
	     "only this question number: 181, \"nr. 181\", 2024Z17972", NULL),
	TEXT(parliament, "parliament", 'p', "NAME", "vlaams, kamer or tweedekamer",
	     "vlaams kamer tweedekamer"),
	TEXT(sort, "sort", 's', "ORDER",
	     "relevance, date, date-asc, answered, answered-asc, number, minister, asker, days or "
	     "days-desc (default: relevance)",
	     "relevance date date-asc answered answered-asc number minister asker days days-desc"),
	NUMBER(limit, "limit", 'l', "N",
	       "number of hits to show (default: 10; with --all: every hit)"),
	NUMBER(offset, "offset", 'o', "N", "number of hits to skip"),
	TEXT(facets, "facets", 'F', "LIST",
	     "count the values of minister, office, asker, party, year, session, parliament, "
	     "status, theme, kind or all",
	     "minister office asker party year session parliament status theme kind all"),
	COMMAND_LIST(struct search_args, choose, "choose", 'c', "FACET=VALUE",
		     "only questions with this value of a facet; several values of one facet are "
		     "alternatives",
		     NULL),
	COMMAND_LIST(struct search_args, like, "like", 0, "ID",
		     "more like this question: what characterises it steers the order and what is "
		     "related; up to 5, separated by "
		     "commas or one at a time",
		     NULL),
	FLAG(stats, "stats", 'S',
	     "statistics of all matches by year, minister and party, and time to answer"),
	FLAG(passages, "passages", 'P',
	     "rank sub-questions with their answers instead of whole questions"),
	FLAG(complete, "complete", 'C', "explain what was searched and what the index can contain"),
	FLAG(all, "all", 0,
	     "show every hit; without a query every question, or with --stats or --facets only "
	     "their counts"),
	FLAG(no_fold, "no-fold", 0, "do not combine questions with the same text"),
	FLAG(thorough, "thorough", 'T',
	     "consider more related questions and more names of a theme; takes longer"),
	FLAG(all_words, "all-words", 'A', "only questions that contain all of the words"),
	FLAG(explain, "explain", 'x',
	     "show which forms, abbreviations and related words were used, and which of them each "
	     "hit has"),
	FLAG(plain, "plain", 0, "rank by the words alone, with their forms and components"),
	FLAG(no_thesaurus, "no-thesaurus", 0,
	     "do not use synonyms and related concepts of the thesaurus"),
	FLAG(no_feedback, "no-feedback", 0, "do not add words that are typical of the best hits"),
	FLAG(no_latent, "no-latent", 0, "do not rank by similarity to the best hits"),
	FLAG(no_abbreviations, "no-abbreviations", 0,
	     "do not search the other form of abbreviations"),
	FLAG(no_parts, "no-parts", 0, "do not rank by components of compounds"),
	FLAG(json, "json", 'j', "print JSON"),
	TEXT(format, "format", 'f', "FORMAT",
	     "text, json, jsonl, csv, trec, bibtex or ris (default: text)", RENDER_FORMATS),
	FLAG(no_pager, "no-pager", 0, "do not use a pager"),
	TEXT(topics, "topics", 0, "FILE",
	     "run each query of a file whose lines are NUMBER<tab>QUERY", NULL),
	TEXT(queries, "queries", 0, "FILE",
	     "run each line of a file as a query; print totals, ids and facets as JSON Lines",
	     NULL),
	FLAG(timing, "timing", 0, "with --queries: print the milliseconds of each query"),
	NUMBER(depth, "depth", 0, "N", "number of hits per topic"),
	FLAG(revision, "revision", 0,
	     "print the revision of the index, which changes with every commit"),
	FLAG(exit_code, "exit-code", 0, "exit with 4 if nothing was found"),
	COMMAND_END};

const struct command search_command = {
	.name = "search",
	.summary = "find questions",
	.arguments = "[OPTION...] WORD...",
	.notes = "Finds questions by a query: words, \"phrases\", AND OR NOT (EN OF NIET), NEAR/n, "
		 "prefix*,\n"
		 "fields such as minister: titel: datum: (see vraagbaak-query(7)), or a question's "
		 "number in\n"
		 "any written form.  Plain words are a theme: the best questions come first, with "
		 "related\n"
		 "ones among them, which are marked and not counted.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak search --db vragen.db inburgering\n"
		 "  vraagbaak search --db vragen.db --minister somers --from 2021 --to 2022-06\n"
		 "  vraagbaak search --db vragen.db \"vraag nr. 181 van 7 februari 2022\"\n"
		 "  vraagbaak search --db vragen.db 'fietspad* BIJ/5 gewestweg minister:mobiliteit "
		 "-brussel'\n"
		 "  vraagbaak search --db vragen.db --facets year,party --choose party=Groen "
		 "stikstof\n"
		 "  vraagbaak search --db vragen.db --stats --complete 'thema:energie datum:2022'\n"
		 "  vraagbaak search --db vragen.db --like vlaams-2022-02-03-181-bram-de-ridder "
		 "inburgering\n"
		 "  vraagbaak search --db vragen.db --passages 'antwoord:wachtlijst*'\n"
		 "  vraagbaak search --db vragen.db --format csv --all zonnepanelen > hits.csv\n"
		 "  vraagbaak search --db vragen.db --topics topics.tsv --format trec > run.txt\n"
		 "  vraagbaak search --db vragen.db --queries queries.txt --facets year > "
		 "answers.jsonl\n",
	.options = options,
	.args_size = sizeof(struct search_args),
	.defaults = &(const struct search_args){.limit = LIMIT_UNSET, .depth = 1000},
	.run = run,
};
