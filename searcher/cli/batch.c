/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/cli/batch.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/command.h"
#include "corpus/json/question_json.h"
#include "searcher/render/render.h"
#include "searcher/render/results_json.h"

struct batch {
	struct searcher *searcher;
	struct search_request request;
	bool timing;
	FILE *out;
};

typedef enum status line_fn(struct batch *batch, struct slice line, struct error *err);

static enum status each_line(struct batch *batch, const char *path, line_fn *fn, struct error *err)
{
	enum status st = STATUS_OK;
	char *text = NULL;
	size_t room = 0;
	ssize_t n;
	unsigned long line = 0;
	FILE *file = fopen(path, "r");
	if (!file)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	while (!st && (n = getline(&text, &room, file)) >= 0) {
		struct slice s = slice_trim(slice_make(text, (size_t)n));
		line++;
		if (!s.len)
			continue;
		st = fn(batch, s, err);
		if (st && !ferror(batch->out))
			error_prefix(err, "%s, line %lu: ", path, line);
	}
	if (!st && ferror(file))
		st = error_set(err, STATUS_IO, "cannot read %s: %s", path, strerror(errno));
	free(text);
	fclose(file);
	return st;
}

static enum status run_topic(struct batch *batch, struct slice line, struct error *err)
{
	size_t tab = slice_find(line, 0, "\t");
	struct search_results *results;
	if (tab == line.len)
		return error_set(err, STATUS_FORMAT, "no tab between number and query");
	batch->request.words = slice_trim(slice_from(line, tab + 1));
	searcher_begin(batch->searcher, NULL);
	enum status st = searcher_run(batch->searcher, &batch->request, &results, err);
	if (st == STATUS_QUERY)
		return STATUS_OK; /* a topic without words has no hits */
	if (st)
		return st;
	struct render render = {.out = batch->out,
				.results = results,
				.topic = slice_trim(slice_sub(line, 0, tab))};
	st = render_results(&render_trec, &render, err);
	search_results_free(results);
	return st;
}

static double now_ms(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static enum status run_query(struct batch *batch, struct slice line, struct error *err)
{
	struct search_results *results;
	struct error cause = {0};
	double start = now_ms(CLOCK_MONOTONIC), computing = now_ms(CLOCK_PROCESS_CPUTIME_ID);
	batch->request.query = line;
	searcher_begin(batch->searcher, NULL);
	enum status st = searcher_run(batch->searcher, &batch->request, &results, &cause);
	double took = now_ms(CLOCK_MONOTONIC) - start;
	computing = now_ms(CLOCK_PROCESS_CPUTIME_ID) - computing;
	if (st && st != STATUS_QUERY && st != STATUS_TIME) {
		if (err)
			*err = cause;
		return st;
	}
	json_t *o = st ? json_pack("{s:o, s:s}", "query", question_string_json(line), "error",
				   cause.msg)
		       : results_brief_json(results, line, batch->request.explain);
	if (batch->timing) {
		json_object_set_new(o, "ms", json_real(took));
		json_object_set_new(o, "computing_ms", json_real(computing));
	}
	json_dumpf(o, batch->out, JSON_COMPACT | JSON_REAL_PRECISION(6));
	putc('\n', batch->out);
	json_decref(o);
	if (!st)
		search_results_free(results);
	return ferror(batch->out) ? command_flush(batch->out, err) : STATUS_OK;
}

static struct batch batch_of(struct searcher *searcher, const struct search_request *request,
			     uint32_t depth, FILE *out)
{
	struct batch batch = {searcher, *request, false, out};
	batch.request.limit = depth;
	batch.request.ids_only = true;
	return batch;
}

enum status batch_topics(struct searcher *searcher, const char *path,
			 const struct search_request *request, uint32_t depth, FILE *out,
			 struct error *err)
{
	struct batch batch = batch_of(searcher, request, depth, out);
	return each_line(&batch, path, run_topic, err);
}

enum status batch_queries(struct searcher *searcher, const char *path,
			  const struct search_request *request, uint32_t depth, bool timing,
			  FILE *out, struct error *err)
{
	struct batch batch = batch_of(searcher, request, depth, out);
	batch.timing = timing;
	return each_line(&batch, path, run_query, err);
}
