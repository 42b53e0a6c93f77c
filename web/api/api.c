/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The API: what the command line prints as JSON, and what only a server can tell. */
#include <stdlib.h>

#include "corpus/json/question_json.h"
#include "searcher/render/results_json.h"
#include "web/api/api.h"
#include "web/api/cross_table.h"
#include "web/html/identity.h"
#include "web/html/markup.h"
#include "web/html/paper.h"
#include "web/html/search_url.h"
#include "web/http/json_out.h"
#include "web/site/asset.h"
#include "web/site/cache.h"
#include "web/site/completion.h"
#include "web/site/draft.h"

enum { LIMIT_MAX = 100, OFFSET_MAX = 100000, SUGGEST_MAX = 20 };

/* ---- what others do not get to see, and what they do ---- */

json_t *api_question_json(struct worker *worker, const struct question *question, bool raw)
{
	json_t *o = question_object(worker->searcher, question, raw);
	json_object_del(o, "source"); /* a file of this machine */
	json_object_set_new(o, "paper", question_string_json(paper_address(question)));
	return o;
}

/* The official paper of each hit. */
static void add_addresses(json_t *o, const struct search_results *results)
{
	json_t *hits = json_object_get(o, "hits");
	for (size_t i = 0; i < search_results_count(results); i++) {
		const struct slice paper = paper_address(search_results_at(results, i)->question);
		json_object_set_new(json_array_get(hits, i), "paper", question_string_json(paper));
	}
}

/* ---- searches ---- */

/* "minister,year" or "all" */
static enum status parse_facets(struct slice list, unsigned *out, struct error *err)
{
	struct slice unknown;
	if (facets_parse(list, out, &unknown))
		return STATUS_OK;
	return error_set(err, STATUS_FORMAT, "facets kent \"%.*s\" niet",
			 (int)(unknown.len < 40 ? unknown.len : 40), unknown.ptr);
}

/* "1" or "true", "0" or "false". */
static enum status parse_flag(const struct request *rq, const char *name, bool fallback, bool *out,
			      struct error *err)
{
	const struct slice value = request_get(rq, name);
	const bool yes = slice_is(value, "1") || slice_is(value, "true"),
		   no = slice_is(value, "0") || slice_is(value, "false");
	*out = value.len ? yes : fallback;
	return !value.len || yes || no ? STATUS_OK
				       : error_set(err, STATUS_FORMAT, "%s moet 0 of 1 zijn", name);
}

struct asked {
	struct view view;
	struct search_request request;
	struct query_place place;
	bool no_fold, related;
};

static enum status parse_paging(const struct request *rq, struct asked *a, struct error *err)
{
	unsigned limit, offset;
	enum status st = request_number(rq, "limit", 0, LIMIT_MAX, 10, &limit, err);
	if (!st && request_get(rq, "page").len && request_get(rq, "offset").len)
		st = error_set(err, STATUS_FORMAT, "geef page of offset, niet allebei");
	if (!st)
		st = request_number(rq, "offset", 0, OFFSET_MAX, (a->view.page - 1) * limit,
				    &offset, err);
	if (st)
		return st;
	a->request.limit = limit;
	a->request.offset = offset;
	return STATUS_OK;
}

static enum status parse_search(struct worker *worker, struct request *rq, struct asked *a,
				struct error *err)
{
	bool fold = true;
	*a = (struct asked){.related = true};
	enum status st = view_parse(rq, &a->view, err);
	if (!st)
		st = view_resolve(&a->view, worker->searcher, &rq->arena, err);
	a->request = view_request(&a->view, 0);
	if (!st)
		st = parse_paging(rq, a, err);
	a->request.partial = true;
	if (!st)
		st = parse_flag(rq, "statistics", false, &a->request.statistics, err);
	if (!st)
		st = parse_flag(rq, "explain", false, &a->request.explain, err);
	if (!st)
		st = parse_flag(rq, "fold", true, &fold, err);
	if (!st)
		st = parse_flag(rq, "related", true, &a->related, err);
	if (!st)
		st = parse_facets(request_get(rq, "facets"), &a->request.facets, err);
	a->request.fold = fold;
	a->request.no_related = !a->related;
	a->request.place = &a->place;
	return st;
}

/* Runs the request; where a query is wrong goes into the response. */
static enum status run(struct worker *worker, struct asked *a, struct response *rs,
		       struct search_results **results, struct error *err)
{
	enum status st = searcher_run(worker->searcher, &a->request, results, err);
	if (st == STATUS_QUERY && a->place.end > a->place.start) {
		rs->span.known = true;
		rs->span.start = request_code_points(a->view.query, a->place.start);
		rs->span.end = request_code_points(a->view.query, a->place.end);
	}
	return st;
}

static void add_notices(json_t *o, const struct view *view)
{
	json_t *notices = json_object_get(o, "notices");
	for (size_t i = 0; i < view->notice_count; i++)
		json_array_append_new(notices, question_string_json(view->notices[i]));
}

/* ---- the next page ---- */

static bool has_more(const struct asked *a, const struct search_results *results)
{
	bool exact;
	const size_t count = search_results_count(results);
	const uint32_t total = search_results_total(results, &exact);
	const uint64_t end = (uint64_t)a->request.offset + count;
	if (!a->request.limit || count < a->request.limit || end > OFFSET_MAX)
		return false;
	const uint32_t related = a->related ? search_results_related(results, &exact) : 0;
	return end < (uint64_t)total + related;
}

/* The address of this request with another offset, as it came but for that. */
static json_t *next_json(const struct request *rq, const struct asked *a,
			 const struct search_results *results)
{
	struct buffer address = BUFFER_INIT;
	struct slice query = slice_from(rq->target, slice_find(rq->target, 0, "?") + 1);
	if (!has_more(a, results))
		return json_null();
	buffer_add_slice(&address, identity()->base);
	markup_url_path(&address, rq->path);
	buffer_add_byte(&address, '?');
	while (query.len) {
		const size_t end = slice_find(query, 0, "&");
		const struct slice one = slice_sub(query, 0, end);
		query = slice_from(query, end + 1);
		if (one.len && !slice_starts(one, "offset=") && !slice_starts(one, "page="))
			buffer_printf(&address, "%.*s&", SLICE_ARG(one));
	}
	buffer_printf(&address, "offset=%zu",
		      (size_t)a->request.offset + search_results_count(results));
	json_t *next = question_string_json(buffer_slice(&address));
	buffer_release(&address);
	return next;
}

static enum status run_search(struct worker *worker, struct request *rq, struct slice like,
			      struct response *rs, struct error *err)
{
	struct asked asked;
	struct search_results *results;
	enum status st = parse_search(worker, rq, &asked, err);
	asked.request.like_id = like;
	asked.request.everything = asked.request.everything && !like.len;
	if (!st)
		st = run(worker, &asked, rs, &results, err);
	if (st)
		return st;
	json_t *o = results_json(results, asked.view.query, asked.request.explain);
	add_notices(o, &asked.view);
	add_addresses(o, results);
	json_object_set_new(o, "next", next_json(rq, &asked, results));
	json_put(&rs->body, o);
	rs->type = TYPE_JSON;
	search_results_free(results);
	return STATUS_OK;
}

enum status api_search(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	(void)rest;
	return run_search(worker, rq, SLICE_EMPTY, rs, err);
}

enum status api_similar(struct worker *worker, struct request *rq, struct slice rest,
			struct response *rs, struct error *err)
{
	return run_search(worker, rq, rest, rs, err);
}

/* What of the draft fits each hit. */
static void add_parts(json_t *o, const struct search_results *results, struct slice text,
		      struct arena *arena)
{
	json_t *hits = json_object_get(o, "hits");
	struct draft draft;
	draft_init(&draft, text, arena);
	for (size_t i = 0; i < search_results_count(results); i++)
		json_object_set_new(json_array_get(hits, i), "draft_part",
				    question_string_json(draft_part_like(
					    &draft, search_results_at(results, i))));
}

enum status api_asked(struct worker *worker, struct request *rq, struct slice rest,
		      struct response *rs, struct error *err)
{
	struct asked asked;
	struct search_results *results;
	struct slice text = SLICE_EMPTY;
	(void)rest;
	enum status st = parse_search(worker, rq, &asked, err);
	if (!st)
		st = request_text(rq, "tekst", &text, err);
	if (!st && !text.len)
		st = error_set(err, STATUS_FORMAT,
			       "stuur de tekst van het ontwerp met POST, als tekst of als het veld "
			       "tekst van een formulier");
	asked.request.like_text = text;
	asked.request.everything = asked.request.fold = false;
	if (!st)
		st = run(worker, &asked, rs, &results, err);
	if (st)
		return st;
	json_t *o = results_json(results, asked.view.query, false);
	add_notices(o, &asked.view);
	add_addresses(o, results);
	add_parts(o, results, text, &rq->arena);
	json_put(&rs->body, o);
	rs->type = TYPE_JSON;
	search_results_free(results);
	return STATUS_OK;
}

enum status api_facets(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	struct asked asked;
	struct search_results *results;
	json_t *table = NULL;
	(void)rest;
	enum status st = parse_search(worker, rq, &asked, err);
	asked.request.limit = 0;
	const struct slice group = request_get(rq, "group");
	if (!asked.request.facets && !group.len)
		asked.request.facets = FACETS_ALL;
	if (!st)
		st = run(worker, &asked, rs, &results, err);
	if (st)
		return st;
	json_t *o = results_head_json(results, asked.view.query, false);
	search_results_free(results);
	add_notices(o, &asked.view);
	if (group.len) {
		st = cross_table(worker, &asked.view, group, &table, err);
		json_object_set_new(o, "group", table ? table : json_null());
	}
	if (st) {
		json_decref(o);
		return st;
	}
	json_put(&rs->body, o);
	rs->type = TYPE_JSON;
	return STATUS_OK;
}

/* ---- questions ---- */

enum status api_question(struct worker *worker, struct request *rq, struct slice rest,
			 struct response *rs, struct error *err)
{
	struct question question;
	bool raw;
	question_init(&question);
	enum status st = parse_flag(rq, "raw", false, &raw, err);
	if (!st)
		st = searcher_get(worker->searcher, rest, &question, err);
	if (!st) {
		json_put(&rs->body, api_question_json(worker, &question, raw));
		rs->type = TYPE_JSON;
	}
	question_release(&question);
	return st;
}

enum status api_suggest(struct worker *worker, struct request *rq, struct slice rest,
			struct response *rs, struct error *err)
{
	struct suggestions found;
	unsigned limit;
	json_t *list = json_array();
	(void)rest;
	enum status st = request_number(rq, "limit", 1, SUGGEST_MAX, 10, &limit, err);
	if (!st)
		st = completion_suggest(worker, request_get(rq, "q"), limit, &rq->arena, &found,
					err);
	for (size_t i = 0; !st && i < found.count; i++) {
		const struct suggestion *one = &found.items[i];
		json_t *o = json_pack("{s:s, s:o, s:o, s:I}", "kind", one->kind, "text",
				      question_string_json(one->text), "query",
				      question_string_json(one->query), "questions",
				      (json_int_t)one->questions);
		if (one->id.len)
			json_object_set_new(o, "id", question_string_json(one->id));
		json_array_append_new(list, o);
	}
	if (st) {
		json_decref(list);
		return st;
	}
	/* browsers that search from the address bar want [typed, [completions]] */
	if (slice_is(request_get(rq, "format"), "opensearch")) {
		json_t *texts = json_array();
		for (size_t i = 0; i < found.count; i++)
			json_array_append(texts, json_object_get(json_array_get(list, i), "query"));
		json_decref(list);
		json_t *typed = question_string_json(request_get(rq, "q"));
		json_put(&rs->body,
			 json_pack("[o, o]", json_is_null(typed) ? json_string("") : typed, texts));
	} else {
		json_put(&rs->body, json_pack("{s:o}", "suggestions", list));
	}
	rs->type = TYPE_JSON;
	return STATUS_OK;
}

/* ---- the server ---- */

enum status api_health(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	struct searcher *searcher = NULL;
	struct searcher_state state;
	(void)rq, (void)rest, (void)err;
	/* from the path anew: that a worker still reads a deleted index is not health */
	enum status st = searcher_open(&worker->site->index, &searcher, NULL);
	if (!st)
		st = searcher_newest(searcher, &state, NULL);
	searcher_close(searcher);
	rs->type = TYPE_JSON;
	rs->status = st ? 503 : 200;
	if (st)
		json_put(&rs->body, json_pack("{s:s}", "status", "unavailable"));
	else
		json_put(&rs->body, json_pack("{s:s, s:I, s:I}", "status", "ok", "questions",
					      (json_int_t)state.questions, "revision",
					      (json_int_t)state.revision));
	return STATUS_OK;
}

static void put_histogram(struct buffer *out, struct site *site)
{
	static const char *const limits[] = {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25",
					     "0.5",   "1",    "2.5",   "10",   "+Inf"};
	unsigned long sum = 0;
	buffer_add_str(out,
		       "# HELP vraagbaak_request_seconds Time from the first line to the answer.\n"
		       "# TYPE vraagbaak_request_seconds histogram\n");
	for (size_t i = 0; i <= METRIC_BUCKETS; i++) {
		sum += atomic_load(&site->buckets[i]);
		buffer_printf(out, "vraagbaak_request_seconds_bucket{le=\"%s\"} %lu\n", limits[i],
			      sum);
	}
	buffer_printf(out,
		      "vraagbaak_request_seconds_sum %.6f\nvraagbaak_request_seconds_count %lu\n",
		      (double)atomic_load(&site->microseconds) / 1e6, sum);
}

enum status api_metrics(struct worker *worker, struct request *rq, struct slice rest,
			struct response *rs, struct error *err)
{
	struct site *site = worker->site;
	struct buffer *out = &rs->body;
	size_t waiting, running;
	unsigned connections;
	(void)rq, (void)rest, (void)err;
	site->load(site->load_ctx, &waiting, &running, &connections);
	buffer_add_str(out, "# HELP vraagbaak_answers_total Answers by class of the status.\n# "
			    "TYPE vraagbaak_answers_total counter\n");
	for (unsigned i = 2; i < 6; i++)
		buffer_printf(out, "vraagbaak_answers_total{class=\"%uxx\"} %lu\n", i,
			      atomic_load(&site->answered[i]));
	buffer_printf(out, "# TYPE vraagbaak_refused_total counter\nvraagbaak_refused_total %lu\n",
		      atomic_load(&site->refused));
	buffer_printf(out,
		      "# TYPE vraagbaak_time_limit_total counter\nvraagbaak_time_limit_total %lu\n",
		      atomic_load(&site->limited));
	put_histogram(out, site);
	struct cache_load kept = cache_load(site->cache);
	buffer_printf(
		out,
		"# HELP vraagbaak_cache_hits_total Answers that were made before.\n"
		"# TYPE vraagbaak_cache_hits_total counter\nvraagbaak_cache_hits_total %lu\n"
		"# TYPE vraagbaak_cache_misses_total counter\nvraagbaak_cache_misses_total %lu\n"
		"# TYPE vraagbaak_cache_answers gauge\nvraagbaak_cache_answers %zu\n"
		"# TYPE vraagbaak_cache_bytes gauge\nvraagbaak_cache_bytes %zu\n",
		kept.hits, kept.misses, kept.answers, kept.bytes);
	buffer_printf(out,
		      "# TYPE vraagbaak_waiting gauge\nvraagbaak_waiting %zu\n# TYPE "
		      "vraagbaak_running gauge\nvraagbaak_running %zu\n",
		      waiting, running);
	buffer_printf(out,
		      "# TYPE vraagbaak_connections gauge\nvraagbaak_connections %u\n# TYPE "
		      "vraagbaak_exports gauge\nvraagbaak_exports %u\n",
		      connections, atomic_load(&site->exports));
	rs->type = "text/plain; version=0.0.4; charset=utf-8";
	return STATUS_OK;
}

EMBED(openapi, "web/api/openapi.json");

enum status api_description(struct worker *worker, struct request *rq, struct slice rest,
			    struct response *rs, struct error *err)
{
	(void)worker, (void)rq, (void)rest, (void)err;
	return site_send_file(rs, openapi_data, openapi_end, TYPE_JSON);
}
