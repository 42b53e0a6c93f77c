/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The API: what the command line prints as JSON, and what only a server can tell. */
#include <stdlib.h>

#include "corpus/json/question_json.h"
#include "searcher/render/render.h"
#include "searcher/render/results_json.h"
#include "web/api/api.h"
#include "web/html/search_url.h"
#include "web/http/json_out.h"
#include "web/site/asset.h"
#include "web/site/cache.h"
#include "web/site/completion.h"

enum { LIMIT_MAX = 100, OFFSET_MAX = 100000, SUGGEST_MAX = 20 };

/* ---- searches ---- */

/* "minister,year" or "all" */
static enum status parse_facets(struct slice list, unsigned *out, struct error *err)
{
	enum facet facet;
	while (list.len) {
		size_t comma = slice_find(list, 0, ",");
		struct slice name = slice_trim(slice_sub(list, 0, comma));
		list = slice_from(list, comma + 1);
		if (slice_is(name, "all"))
			*out = FACETS_ALL;
		else if (facet_parse(name, &facet))
			*out |= 1u << facet;
		else
			return error_set(err, STATUS_FORMAT, "facets kent \"%.*s\" niet",
					 (int)(name.len < 40 ? name.len : 40), name.ptr);
	}
	return STATUS_OK;
}

static bool flag(const struct request *rq, const char *name)
{
	struct slice value = request_get(rq, name);
	return slice_is(value, "1") || slice_is(value, "true");
}

static enum status run_search(struct worker *worker, struct request *rq, unsigned facets, struct slice like,
			      struct response *rs, struct error *err)
{
	struct view view;
	struct search_results *results;
	unsigned limit = 10, offset = 0;
	enum status st = view_parse(rq, &view, err);
	if (!st)
		st = request_number(rq, "limit", 0, LIMIT_MAX, 10, &limit, err);
	if (!st)
		st = request_number(rq, "offset", 0, OFFSET_MAX, (view.page - 1) * limit, &offset, err);
	struct search_request request = view_request(&view, limit);
	request.offset = offset;
	request.facets = facets;
	request.like_id = like;
	request.everything = !view.query.len && !like.len;
	request.statistics = flag(rq, "statistics");
	request.explain = flag(rq, "explain");
	request.fold = !slice_is(request_get(rq, "fold"), "0") && !slice_is(request_get(rq, "fold"), "false");
	if (!st)
		st = parse_facets(request_get(rq, "facets"), &request.facets, err);
	if (!st)
		st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	json_put(&rs->body, results_json(results, view.query, request.explain));
	rs->type = TYPE_JSON;
	search_results_free(results);
	return STATUS_OK;
}

enum status api_search(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
		       struct error *err)
{
	(void)rest;
	return run_search(worker, rq, 0, SLICE_EMPTY, rs, err);
}

enum status api_similar(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
			struct error *err)
{
	return run_search(worker, rq, 0, rest, rs, err);
}

enum status api_facets(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
		       struct error *err)
{
	struct view view;
	struct search_results *results;
	(void)rest;
	enum status st = view_parse(rq, &view, err);
	struct search_request request = view_request(&view, 0);
	if (!st)
		st = parse_facets(request_get(rq, "facets"), &request.facets, err);
	request.facets = request.facets ? request.facets : FACETS_ALL;
	if (!st)
		st = searcher_run(worker->searcher, &request, &results, err);
	if (st)
		return st;
	json_put(&rs->body, results_head_json(results, view.query, false));
	rs->type = TYPE_JSON;
	search_results_free(results);
	return STATUS_OK;
}

/* ---- questions ---- */

enum status api_question(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
			 struct error *err)
{
	struct question question;
	char *text = NULL;
	size_t len = 0;
	question_init(&question);
	enum status st = searcher_get(worker->searcher, rest, &question, err);
	if (!st) {
		FILE *out = open_memstream(&text, &len);
		if (!out)
			die_nomem(sizeof(FILE));
		render_question_json(out, worker->searcher, &question, flag(rq, "raw"));
		fclose(out);
		buffer_add(&rs->body, text, len);
		rs->type = TYPE_JSON;
	}
	free(text);
	question_release(&question);
	return st;
}

enum status api_suggest(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
			struct error *err)
{
	struct suggestions found;
	unsigned limit;
	json_t *list = json_array();
	(void)rest;
	enum status st = request_number(rq, "limit", 1, SUGGEST_MAX, 10, &limit, err);
	if (!st)
		st = completion_suggest(worker, request_get(rq, "q"), limit, &rq->arena, &found, err);
	for (size_t i = 0; !st && i < found.count; i++)
		json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:I}", "kind", found.items[i].kind, "text",
						      question_string_json(found.items[i].text), "query",
						      question_string_json(found.items[i].query), "questions",
						      (json_int_t)found.items[i].questions));
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
		json_put(&rs->body, json_pack("[o, o]", json_is_null(typed) ? json_string("") : typed, texts));
	} else {
		json_put(&rs->body, json_pack("{s:o}", "suggestions", list));
	}
	rs->type = TYPE_JSON;
	return STATUS_OK;
}

/* ---- the server ---- */

enum status api_health(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
		       struct error *err)
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
		json_put(&rs->body, json_pack("{s:s, s:I, s:I}", "status", "ok", "questions", (json_int_t)state.questions,
					      "revision", (json_int_t)state.revision));
	return STATUS_OK;
}

static void put_histogram(struct buffer *out, struct site *site)
{
	static const char *const limits[] = {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "10", "+Inf"};
	unsigned long sum = 0;
	buffer_add_str(out, "# HELP vraagbaak_request_seconds Time from the first line to the answer.\n"
			    "# TYPE vraagbaak_request_seconds histogram\n");
	for (size_t i = 0; i <= METRIC_BUCKETS; i++) {
		sum += atomic_load(&site->buckets[i]);
		buffer_printf(out, "vraagbaak_request_seconds_bucket{le=\"%s\"} %lu\n", limits[i], sum);
	}
	buffer_printf(out, "vraagbaak_request_seconds_sum %.6f\nvraagbaak_request_seconds_count %lu\n",
		      (double)atomic_load(&site->microseconds) / 1e6, sum);
}

enum status api_metrics(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
			struct error *err)
{
	struct site *site = worker->site;
	struct buffer *out = &rs->body;
	size_t waiting, running;
	unsigned connections;
	(void)rq, (void)rest, (void)err;
	site->load(site->load_ctx, &waiting, &running, &connections);
	buffer_add_str(out, "# HELP vraagbaak_answers_total Answers by class of the status.\n# TYPE vraagbaak_answers_total counter\n");
	for (unsigned i = 2; i < 6; i++)
		buffer_printf(out, "vraagbaak_answers_total{class=\"%uxx\"} %lu\n", i, atomic_load(&site->answered[i]));
	buffer_printf(out, "# TYPE vraagbaak_refused_total counter\nvraagbaak_refused_total %lu\n", atomic_load(&site->refused));
	buffer_printf(out, "# TYPE vraagbaak_time_limit_total counter\nvraagbaak_time_limit_total %lu\n",
		      atomic_load(&site->limited));
	put_histogram(out, site);
	struct cache_load kept = cache_load(site->cache);
	buffer_printf(out, "# HELP vraagbaak_cache_hits_total Answers that were made before.\n"
			   "# TYPE vraagbaak_cache_hits_total counter\nvraagbaak_cache_hits_total %lu\n"
			   "# TYPE vraagbaak_cache_misses_total counter\nvraagbaak_cache_misses_total %lu\n"
			   "# TYPE vraagbaak_cache_answers gauge\nvraagbaak_cache_answers %zu\n"
			   "# TYPE vraagbaak_cache_bytes gauge\nvraagbaak_cache_bytes %zu\n",
		      kept.hits, kept.misses, kept.answers, kept.bytes);
	buffer_printf(out, "# TYPE vraagbaak_waiting gauge\nvraagbaak_waiting %zu\n# TYPE vraagbaak_running gauge\nvraagbaak_running %zu\n",
		      waiting, running);
	buffer_printf(out, "# TYPE vraagbaak_connections gauge\nvraagbaak_connections %u\n# TYPE vraagbaak_exports gauge\nvraagbaak_exports %u\n",
		      connections, atomic_load(&site->exports));
	rs->type = "text/plain; version=0.0.4; charset=utf-8";
	return STATUS_OK;
}

EMBED(openapi, "web/api/openapi.json");

enum status api_description(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
			    struct error *err)
{
	(void)worker, (void)rq, (void)rest, (void)err;
	return site_send_file(rs, openapi_data, openapi_end, TYPE_JSON);
}
