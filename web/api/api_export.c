/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All matches of a search as a file, sent while they are read: nothing grows with their number.
 * The head of the answer goes out first, then the worker writes into a bounded stream (stream.h).
 * Half of the workers may be at it, so that searches go on.
 */
#include <stdlib.h>

#include "searcher/render/render.h"
#include "corpus/json/question_json.h"
#include "searcher/render/results_json.h"
#include "web/api/api.h"
#include "web/html/search_url.h"
#include "web/site/etag.h"
#include "web/site/problem.h"

/* Of a question, as openapi.json has them. */
static const char fields_known[] =
	"all schema id url paper document aliases parliament kind number numbers session title "
	"askers ministers date_asked "
	"date_answered date_due status themes intro questions answer_intro answers cites "
	"references notes annexes rest meetings "
	"other_language provenance withdrawn changes";
enum { FIELDS_MAX = 40 };

struct export
{
	struct request request; /* of its own: the first one ends when the client goes */
	struct view view;
	const struct render_format *format;
	struct stream *stream;
	struct render render;
	struct site *site;
	struct worker *worker;
	struct slice fields[FIELDS_MAX]; /* of whole questions, instead of hits */
	size_t field_count;
};

/* The fields that were asked for of a whole question. */
static void write_fields(struct export *e, const struct search_hit *hit)
{
	json_t *whole = api_question_json(e->worker, hit->question, false), *o = json_object();
	for (size_t i = 0; i < e->field_count; i++) {
		const char *name = arena_cstr(&e->request.arena, e->fields[i]);
		json_t *value = json_object_get(whole, name);
		json_object_set(o, name, value ? value : json_null());
	}
	const bool all = e->field_count == 1 && slice_is(e->fields[0], "all");
	json_dumpf(all ? whole : o, e->render.out, JSON_COMPACT | JSON_REAL_PRECISION(4));
	putc('\n', e->render.out);
	json_decref(whole);
	json_decref(o);
}

static enum status write_hit(void *ctx, const struct search_hit *hit, struct error *err)
{
	struct export *e = ctx;
	if (atomic_load(&e->site->stopping))
		return error_set(err, STATUS_IO, "the server stops");
	if (e->field_count)
		write_fields(e, hit);
	else
		e->format->hit(&e->render, hit);
	return ferror(e->render.out) ? error_set(err, STATUS_IO, "the client went") : STATUS_OK;
}

static void free_export(struct export *e)
{
	request_release(&e->request);
	free(e);
}

static void run_export(void *ctx, void *job)
{
	struct worker *worker = ctx;
	struct export *e = job;
	struct search_request rq = view_request(&e->view, 0);
	rq.limit = UINT32_MAX;
	rq.offset = 0;
	e->worker = worker;
	e->render.out = stream_file(e->stream);
	e->format->begin(&e->render);
	enum status st = searcher_stream(worker->searcher, &rq, write_hit, e, NULL, NULL);
	if (!st)
		e->format->end(&e->render);
	const bool bad = fclose(e->render.out) != 0;
	stream_end(e->stream, !st && !bad);
	stream_leave(e->stream, false);
	atomic_fetch_sub(&e->site->exports, 1);
	free_export(e);
}

static bool is_field(struct slice name)
{
	struct slice rest = slice_of(fields_known);
	while (rest.len) {
		const size_t end = slice_find(rest, 0, " ");
		if (slice_eq(slice_sub(rest, 0, end), name))
			return true;
		rest = slice_from(rest, end + 1);
	}
	return false;
}

static enum status parse_fields(struct export *e, struct slice list, struct error *err)
{
	if (list.len && e->format != &render_jsonl)
		return error_set(err, STATUS_FORMAT, "fields geldt alleen voor format=jsonl");
	while (list.len) {
		const size_t comma = slice_find(list, 0, ",");
		const struct slice name = slice_trim(slice_sub(list, 0, comma));
		list = slice_from(list, comma + 1);
		if (!is_field(name) || e->field_count == FIELDS_MAX)
			return error_set(err, STATUS_FORMAT, "fields kent \"%.*s\" niet",
					 SLICE_ARG(slice_sub(name, 0, 40)));
		e->fields[e->field_count++] = name;
	}
	return STATUS_OK;
}

static enum status parse(struct export *e, struct slice target, struct error *err)
{
	enum status st = request_parse(&e->request, target, err);
	if (!st)
		st = view_parse(&e->request, &e->view, err);
	struct slice format = request_get(&e->request, "format");
	e->format = slice_is(format, "csv")                    ? &render_csv
		    : !format.len || slice_is(format, "jsonl") ? &render_jsonl
							       : NULL;
	if (!st && !e->format)
		st = error_set(err, STATUS_FORMAT, "format moet jsonl of csv zijn");
	return st ? st : parse_fields(e, request_get(&e->request, "fields"), err);
}

/* What makes no sense is told before the head goes out. */
static enum status try_query(struct worker *worker, struct export *e, struct response *rs,
			     struct error *err)
{
	struct query_place place = {0, 0};
	struct search_results *results;
	enum status st = view_resolve(&e->view, worker->searcher, &e->request.arena, err);
	if (st)
		return st;
	struct search_request rq = view_request(&e->view, 0);
	rq.ids_only = true;
	rq.place = &place;
	st = searcher_run(worker->searcher, &rq, &results, err);
	if (!st)
		search_results_free(results);
	if (st == STATUS_QUERY && place.end > place.start) {
		rs->span.known = true;
		rs->span.start = request_code_points(e->view.query, place.start);
		rs->span.end = request_code_points(e->view.query, place.end);
	}
	return st;
}

enum status api_export(struct worker *worker, struct request *rq, struct slice rest,
		       struct response *rs, struct error *err)
{
	struct export *e = calloc(1, sizeof *e);
	(void)rest;
	if (!e)
		die_nomem(sizeof *e);
	e->site = worker->site;
	enum status st = parse(e, rq->target, err);
	if (!st)
		st = try_query(worker, e, rs, err);
	etag_of_state(rq, rs);
	if (!st && etag_asked(rq, rs)) {
		rs->status = 304;
		free_export(e);
		return STATUS_OK;
	}
	if (st) {
		free_export(e);
		return st;
	}
	if (atomic_fetch_add(&worker->site->exports, 1) >= worker->site->exports_max) {
		atomic_fetch_sub(&worker->site->exports, 1);
		free_export(e);
		rs->code = "busy";
		site_problem(rq, rs, 503,
			     slice_of("Er lopen al genoeg exports; probeer het straks opnieuw."));
		rs->retry_after = 30;
		return STATUS_OK;
	}
	rs->type = e->format == &render_csv ? "text/csv; charset=utf-8"
					    : "application/x-ndjson; charset=utf-8";
	snprintf(rs->filename, sizeof rs->filename, "vragen.%s", e->format->name);
	if (rq->head) {
		rs->length_unknown = true;
		atomic_fetch_sub(&worker->site->exports, 1);
		free_export(e);
		return STATUS_OK;
	}
	e->stream = rs->stream = stream_new(rs->wake, rs->wake_ctx);
	rs->after = run_export;
	rs->after_ctx = e;
	return STATUS_OK;
}
