/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cmd_search.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/dates.h"
#include "searcher/batch.h"
#include "searcher/render.h"

enum { CHOICES_MAX = 64 };

static enum status need_db(const char *db, struct error *err)
{
	return db ? STATUS_OK : error_set(err, STATUS_USAGE, "--db DIR is missing");
}

/* "2022-03-07", "7 maart 2022", "7/3/2022"; a year or a month stands for its first or last day. */
static enum status parse_day(const char *option, const char *text, bool last, int *date,
			     struct error *err)
{
	struct slice s = slice_trim(slice_of(text));
	size_t used;
	int year, month;
	char rest;
	if (!s.len)
		return STATUS_OK;
	if (date_parse(s, date, &used) && used == s.len)
		return STATUS_OK;
	int n = sscanf(text, "%4d-%2d%c", &year, &month, &rest);
	if (n == 2 && month >= 1 && month <= 12 && s.len <= 7) {
		for (int day = last ? 31 : 1; day > 0; day--)
			if ((*date = date_make(year, month, day)) != 0)
				return STATUS_OK;
	}
	if (sscanf(text, "%4d%c", &year, &rest) == 1 && s.len == 4) {
		*date = last ? date_make(year, 12, 31) : date_make(year, 1, 1);
		if (*date)
			return STATUS_OK;
	}
	return error_set(err, STATUS_USAGE,
			 "%s: \"%s\" is no date; write 2022-03-07, 2022-03, 2022 or 7 maart 2022", option,
			 text);
}

/* ---- facets ---- */

static enum status parse_facets(const char *list, unsigned *out, struct error *err)
{
	struct slice rest = slice_of(list ? list : "");
	enum facet facet;
	while (rest.len) {
		size_t comma = slice_find(rest, 0, ",");
		struct slice name = slice_trim(slice_sub(rest, 0, comma));
		rest = slice_from(rest, comma < rest.len ? comma + 1 : comma);
		if (slice_is(name, "all") || slice_is(name, "alle"))
			*out = FACETS_ALL;
		else if (facet_parse(name, &facet))
			*out |= 1u << facet;
		else
			return error_set(err, STATUS_USAGE,
					 "--facets: \"%.*s\" is none of minister, office, asker, party, year, "
					 "session, parliament, status, theme, kind, all", SLICE_ARG(name));
	}
	return STATUS_OK;
}

/* "minister=Bart Somers" */
static enum status parse_choices(char *const *list, struct facet_choice *out, size_t room, size_t *count,
				 struct error *err)
{
	for (*count = 0; list && list[*count]; (*count)++) {
		struct slice text = slice_of(list[*count]);
		size_t sign = slice_find(text, 0, "=");
		if (*count == room)
			return error_set(err, STATUS_USAGE, "--choose: at most %zu times", room);
		if (sign == text.len || !facet_parse(slice_trim(slice_sub(text, 0, sign)), &out[*count].facet))
			return error_set(err, STATUS_USAGE, "--choose: \"%s\" is not FACET=VALUE", list[*count]);
		out[*count].value = slice_trim(slice_from(text, sign + 1));
	}
	return STATUS_OK;
}

/* ---- the request ---- */

static enum status fill_request(const struct search_args *args, struct search_request *rq,
				struct error *err)
{
	if (args->limit < 0 || args->limit > SEARCH_LIMIT_MAX)
		return error_set(err, STATUS_USAGE, "--limit must be from 0 to %d", SEARCH_LIMIT_MAX);
	if (args->offset < 0)
		return error_set(err, STATUS_USAGE, "--offset must not be negative");
	rq->limit = (uint32_t)args->limit;
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
		return error_set(err, STATUS_USAGE,
				 "--parliament: \"%s\" is none of vlaams, kamer, tweedekamer",
				 args->parliament);
	if (args->sort && !search_sort_parse(args->sort, &rq->sort))
		return error_set(err, STATUS_USAGE,
				 "--sort: \"%s\" is none of relevance, date, date-asc, answered, answered-asc, number, "
				 "minister, asker, days, days-desc",
				 args->sort);
	rq->passages = args->passages;
	rq->statistics = args->stats;
	rq->everything = args->all;
	enum status st = parse_facets(args->facets, &rq->facets, err);
	if (!st)
		st = parse_day("--from", args->from ? args->from : "", false, &rq->from, err);
	if (!st)
		st = parse_day("--to", args->to ? args->to : "", true, &rq->to, err);
	if (!st && rq->from && rq->to && rq->from > rq->to)
		st = error_set(err, STATUS_USAGE, "--from is later than --to");
	return st;
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
		return error_set(err, STATUS_USAGE, "--depth must be from 1 to %d", SEARCH_LIMIT_MAX);
	if (args->topics && args->format && strcmp(args->format, "trec") != 0)
		return error_set(err, STATUS_USAGE, "--topics prints --format trec only");
	return args->topics ? batch_topics(searcher, args->topics, rq, (uint32_t)args->depth, stdout, err)
			    : batch_queries(searcher, args->queries, rq, (uint32_t)args->depth, stdout, err);
}

/* ---- search ---- */

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_TREC };

static enum status choose_format(const struct search_args *args, enum format *format,
				 struct error *err)
{
	*format = args->json ? FORMAT_JSON : FORMAT_TEXT;
	if (!args->format || strcmp(args->format, "text") == 0)
		return STATUS_OK;
	if (strcmp(args->format, "json") == 0)
		*format = FORMAT_JSON;
	else if (strcmp(args->format, "trec") == 0)
		*format = FORMAT_TREC;
	else
		return error_set(err, STATUS_USAGE, "--format: \"%s\" is none of text, json, trec",
				 args->format);
	return STATUS_OK;
}

static enum status run_search(struct searcher *searcher, struct search_request *rq,
			      enum format format, uint32_t *hits, struct error *err)
{
	struct search_results *results;
	bool exact;
	rq->ids_only = format == FORMAT_TREC;
	enum status st = searcher_run(searcher, rq, &results, err);
	if (st)
		return st;
	*hits = search_results_total(results, &exact);
	struct render_style style = render_style_for(stdout);
	if (format == FORMAT_JSON)
		render_results_json(stdout, results, rq->query, rq->explain);
	else if (format == FORMAT_TREC)
		render_results_trec(stdout, results, slice_of("1"));
	else
		render_results_text(stdout, &style, results, rq->offset, rq->explain);
	search_results_free(results);
	return STATUS_OK;
}

enum status search_command(const struct search_args *args, const char *const *words, uint32_t *hits,
			   struct error *err)
{
	struct search_request rq = SEARCH_REQUEST_INIT;
	struct facet_choice choices[CHOICES_MAX];
	struct searcher *searcher = NULL;
	struct buffer text = BUFFER_INIT;
	enum format format;
	*hits = 0;
	enum status st = need_db(args->db, err);
	if (!st)
		st = choose_format(args, &format, err);
	if (!st)
		st = fill_request(args, &rq, err);
	rq.choices = choices;
	if (!st)
		st = parse_choices(args->choose, choices, CHOICES_MAX, &rq.choice_count, err);
	if (!st)
		st = searcher_open(args->db, &searcher, err);
	if (st)
		goto out;
	join_words(words, &text);
	rq.query = slice_trim(buffer_slice(&text));
	if (args->topics || args->queries)
		st = run_batch(searcher, args, &rq, err);
	else
		st = run_search(searcher, &rq, format, hits, err);
out:
	buffer_release(&text);
	searcher_close(searcher);
	return st;
}

/* ---- show ---- */

struct shower {
	const struct show_args *args;
	struct searcher *searcher;
	struct render_style style;
};

static enum status show_one(void *ctx, const struct question *question, struct error *err)
{
	const struct shower *s = ctx;
	(void)err;
	if (s->args->json)
		render_question_json(stdout, s->searcher, question, s->args->raw);
	else
		render_question_text(stdout, &s->style, s->searcher, question);
	return STATUS_OK;
}

enum status show_command(const struct show_args *args, const char *const *ids, struct error *err)
{
	struct shower shower = {.args = args, .style = render_style_for(stdout)};
	struct question question;
	enum status st = need_db(args->db, err);
	if (!st && !args->all && !(ids && *ids))
		st = error_set(err, STATUS_USAGE, "give the id of a question, or --all");
	if (!st)
		st = searcher_open(args->db, &shower.searcher, err);
	if (st)
		return st;
	question_init(&question);
	if (args->all)
		st = searcher_each(shower.searcher, show_one, &shower, err);
	for (; !st && !args->all && *ids; ids++) {
		st = searcher_get(shower.searcher, slice_of(*ids), &question, err);
		if (!st)
			st = show_one(&shower, &question, err);
	}
	question_release(&question);
	searcher_close(shower.searcher);
	return st;
}
