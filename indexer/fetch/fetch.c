/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/fetch/fetch.h"

#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "corpus/text/dates.h"
#include "indexer/fetch/fetch_internal.h"

enum { WINDOW_DAYS = 30 };

static bool was_stopped(const struct fetch_options *options)
{
	return options->stop && *options->stop;
}

bool fetch_is_over(const struct fetch_work *w)
{
	return was_stopped(w->options) || clock_seconds() > (double)w->deadline;
}

enum fetch_outcome fetch_ask(struct fetch_work *w, const char *accept,
			     const struct fetch_item *stored, fetch_check_fn *check,
			     int max_megabytes, struct error *cause)
{
	const struct fetch_request request = {.url = w->url.ptr,
					      .accept = accept,
					      .check = check,
					      .ctx = w,
					      .max_megabytes = max_megabytes,
					      .etag = stored ? stored->etag : NULL,
					      .modified = stored ? stored->modified : NULL};
	return fetch_http_get(w->http, &request, &w->reply, cause);
}

/* ---- one service ---- */

static int day_before(int day, int days)
{
	time_t at = (time_t)(date_days(day) - days) * 86400;
	struct tm tm;
	gmtime_r(&at, &tm);
	return date_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/* The first day to list. */
static enum status find_start(const struct fetch_work *w, int *from, struct error *err)
{
	const struct config_fetch *c = &w->options->config->fetch;
	const struct fetch_position *p = &w->state.position;
	*from = w->options->since;
	if (!*from && p->done_until && w->source->kind != FETCH_QRVA)
		*from = day_before(p->done_until, c->overlap_days);
	if (!*from)
		*from = c->since;
	if (!*from)
		return error_set(
			err, STATUS_USAGE,
			"%s: the first day to fetch is unknown: give --since, or since in the "
			"configuration",
			w->source->name);
	if (*from > w->options->today)
		return error_set(err, STATUS_USAGE, "%s: the first day to fetch is in the future",
				 w->source->name);
	return STATUS_OK;
}

/* Goes on with the listing that was on the way when it is about the same days, else begins one. */
static enum status begin(struct fetch_work *w, int from, int until, struct error *err)
{
	struct fetch_position *p = &w->state.position;
	const bool again = p->active && p->from == from && p->until == until;
	p->listing += !again;
	if (!again || p->listed) /* then its items were not all asked for; those that were are not
				    asked for again */
		p->next = 0;
	p->from = from;
	p->until = until;
	p->active = true;
	p->listed = false;
	return fetch_state_save(&w->state, err);
}

/* *done: all of these days was listed and asked for. */
static enum status run_window(struct fetch_work *w, int from, int until, bool *done,
			      struct error *err)
{
	struct fetch_position *p = &w->state.position;
	bool whole = false, finished = false;
	enum status st = begin(w, from, until, err);
	if (!st)
		st = fetch_list(w, &whole, err);
	if (!st && whole) {
		p->listed = true;
		st = fetch_state_save(&w->state, err);
	}
	if (!st && !w->too_long) /* what is known is asked for although the list may have failed */
		st = fetch_items(w, &finished, err);
	*done = !st && whole && finished;
	p->active = !*done;
	return *done ? fetch_state_save(&w->state, err) : st;
}

/* Days of the next part: half as many behind one that had too many rows, then slowly more again. */
static int next_days(int days, bool too_long)
{
	if (too_long)
		return days > 2 ? days / 2 : 1;
	return days * 2 < WINDOW_DAYS ? days * 2 : WINDOW_DAYS;
}

/*
 * Searches give ten thousand rows at most, so many days are listed in parts.  The day up to which
 * all is done moves with each of them, until one was not whole.
 */
static enum status run_windows(struct fetch_work *w, int from, struct error *err)
{
	struct fetch_position *p = &w->state.position;
	const int today = w->options->today;
	bool all = true, done;
	int days = WINDOW_DAYS;
	enum status st = STATUS_OK;
	while (!st && from <= today && !w->broken && !w->unlisted && !fetch_is_over(w)) {
		int until = w->source->kind == FETCH_QRVA ? today : day_before(from, 1 - days);
		until = until > today ? today : until;
		w->too_long = false;
		st = run_window(w, from, until, &done, err);
		if (w->too_long) /* then the part has two days at least */
			days = (int)(date_days(until) - date_days(from)) + 1;
		days = next_days(days, w->too_long);
		if (st || w->too_long)
			continue;
		all = all && done;
		const bool joins = !p->done_until ||
				   from <= day_before(p->done_until, -1); /* no days between */
		if (!st && all && joins && until > p->done_until) {
			p->done_until = until;
			st = fetch_state_save(&w->state, err);
		}
		from = day_before(until, -1);
	}
	return st;
}

static void tell_source(const struct fetch_work *w, const struct fetch_report *before)
{
	const struct fetch_report *r = w->report;
	night_log(w->options->log, LOG_LEVEL_INFO, "fetched", LOG_TEXT("source", w->source->name),
		  LOG_NUMBER("listed", r->listed - before->listed),
		  LOG_NUMBER("new", r->fresh - before->fresh),
		  LOG_NUMBER("changed", r->changed - before->changed),
		  LOG_NUMBER("same", r->same - before->same),
		  LOG_NUMBER("failed", r->failed - before->failed),
		  LOG_NUMBER("left", r->left - before->left));
}

static enum status run_source(struct fetch_work *w, struct error *err)
{
	const struct fetch_report before = *w->report;
	int from = 0;
	enum status st = fetch_state_open(&w->state, w->spool, w->source->name, err);
	if (!st)
		st = find_start(w, &from, err);
	if (!st && w->source->kind == FETCH_QRVA && w->source->archive_days)
		st = fetch_archive(w, from, err);
	if (!st)
		st = run_windows(w, from, err);
	for (size_t i = 0; i < w->state.count; i++)
		w->report->left += w->state.items[i].state == FETCH_ITEM_WANTED;
	w->report->sources++;
	w->report->broken += w->unlisted || w->broken;
	if (!st)
		tell_source(w, &before);
	fetch_state_close(&w->state);
	return st;
}

/* ---- the run ---- */

static enum status run_sources(struct fetch_work *w, struct error *err)
{
	const struct fetch_options *o = w->options;
	const struct config_fetch *c = &o->config->fetch;
	struct fetch_spool spool;
	bool found = !o->source;
	enum status st = fetch_spool_open(&spool, o->config->spool, err);
	w->spool = &spool;
	for (size_t i = 0; !st && i < c->source_count && !fetch_is_over(w); i++) {
		if (o->source && strcmp(o->source, c->sources[i].name) != 0)
			continue;
		found = true;
		w->source = &c->sources[i];
		w->broken = w->unlisted = false;
		st = run_source(w, err);
	}
	if (!st && !found && !was_stopped(o))
		st = error_set(err, STATUS_USAGE,
			       "the configuration has no source \"%s\" to fetch from", o->source);
	fetch_spool_close(&spool);
	return st;
}

enum status fetch_run(const struct fetch_options *options, struct fetch_report *report,
		      struct error *err)
{
	const struct config_fetch *c = &options->config->fetch;
	const double start = clock_seconds();
	struct fetch_work w = {.options = options,
			       .report = report,
			       .deadline = (long long)start + (long long)c->minutes * 60};
	*report = (struct fetch_report){0};
	if (!c->source_count)
		return error_set(err, STATUS_USAGE, "%s has no sources to fetch from",
				 options->config->file);
	const struct fetch_http_options http = {.contact = c->contact,
						.interval_ms = c->interval_ms,
						.retries = c->retries,
						.retry_ms = c->retry_ms,
						.wait_seconds = c->wait_seconds,
						.connect_seconds = c->connect_seconds,
						.stall_seconds = c->stall_seconds,
						.total_seconds = c->total_seconds,
						.max_megabytes = c->max_megabytes,
						.stop = options->stop};
	enum status st = fetch_http_new(&http, &w.http, err);
	if (!st)
		st = run_sources(&w, err);
	report->requests = fetch_http_counts(w.http)->requests;
	report->retries = fetch_http_counts(w.http)->retries;
	report->bytes = fetch_http_counts(w.http)->bytes;
	report->interrupted = was_stopped(options);
	report->seconds = clock_seconds() - start;
	fetch_http_free(w.http);
	buffer_release(&w.reply.body);
	buffer_release(&w.url);
	return st;
}

bool fetch_has_findings(const struct fetch_report *report)
{
	return report->broken || report->odd || report->missing || report->failed;
}

bool fetch_figure(const struct fetch_report *r, size_t i, const char **name,
		  unsigned long long *value)
{
	const struct {
		const char *name;
		unsigned long long value;
	} figures[] = {
		{"sources", r->sources},   {"broken", r->broken},     {"listed", r->listed},
		{"doubles", r->doubles},   {"odd", r->odd},           {"missing", r->missing},
		{"new", r->fresh},         {"changed", r->changed},   {"same", r->same},
		{"failed", r->failed},     {"given_up", r->given_up}, {"left", r->left},
		{"requests", r->requests}, {"retries", r->retries},   {"bytes", r->bytes}};
	if (i >= sizeof figures / sizeof *figures)
		return false;
	*name = figures[i].name;
	*value = figures[i].value;
	return true;
}
