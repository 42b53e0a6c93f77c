/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All matches of a search as a file, sent while they are read: nothing grows with their number.  The
 * head of the answer goes out first, then the worker writes into a bounded stream (stream.h).  Half of
 * the workers may be at it, so that searches go on.
 */
#include <stdlib.h>

#include "searcher/render/render.h"
#include "web/api/api.h"
#include "web/html/search_url.h"
#include "web/site/problem.h"

struct export {
	struct request request; /* of its own: the first one ends when the client goes */
	struct view view;
	const struct render_format *format;
	struct stream *stream;
	struct render render;
	struct site *site;
};

static enum status write_hit(void *ctx, const struct search_hit *hit, struct error *err)
{
	struct export *e = ctx;
	if (atomic_load(&e->site->stopping))
		return error_set(err, STATUS_IO, "the server stops");
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

static enum status parse(struct export *e, struct slice target, struct error *err)
{
	enum status st = request_parse(&e->request, target, err);
	if (!st)
		st = view_parse(&e->request, &e->view, err);
	struct slice format = request_get(&e->request, "format");
	e->format = slice_is(format, "csv") ? &render_csv : !format.len || slice_is(format, "jsonl") ? &render_jsonl : NULL;
	if (!st && !e->format)
		st = error_set(err, STATUS_FORMAT, "format moet jsonl of csv zijn");
	return st;
}

/* What makes no sense is told before the head goes out. */
static enum status try_query(struct worker *worker, const struct export *e, struct error *err)
{
	struct search_request rq = view_request(&e->view, 0);
	struct search_results *results;
	rq.ids_only = true;
	enum status st = searcher_run(worker->searcher, &rq, &results, err);
	if (!st)
		search_results_free(results);
	return st;
}

enum status api_export(struct worker *worker, struct request *rq, struct slice rest, struct response *rs,
		       struct error *err)
{
	struct export *e = calloc(1, sizeof *e);
	(void)rest;
	if (!e)
		die_nomem(sizeof *e);
	e->site = worker->site;
	enum status st = parse(e, rq->target, err);
	if (!st)
		st = try_query(worker, e, err);
	if (st) {
		free_export(e);
		return st;
	}
	if (atomic_fetch_add(&worker->site->exports, 1) >= worker->site->exports_max) {
		atomic_fetch_sub(&worker->site->exports, 1);
		free_export(e);
		site_problem(rq, rs, 503, slice_of("Er lopen al genoeg exports; probeer het straks opnieuw."));
		rs->retry_after = 30;
		return STATUS_OK;
	}
	rs->type = e->format == &render_csv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
	snprintf(rs->filename, sizeof rs->filename, "vragen.%s", e->format->name);
	if (rq->head) {
		atomic_fetch_sub(&worker->site->exports, 1);
		free_export(e);
		return STATUS_OK;
	}
	e->stream = rs->stream = stream_new(rs->wake, rs->wake_ctx);
	rs->after = run_export;
	rs->after_ctx = e;
	return STATUS_OK;
}
