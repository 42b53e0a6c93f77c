/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/alerts/alerts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/durable_file.h"
#include "base/memory.h"
#include "corpus/text/dates.h"
#include "searcher/query/query.h"

/* ---- before anything ---- */

static int day_of(int today)
{
	struct tm local;
	time_t now = time(NULL);
	if (today)
		return today;
	localtime_r(&now, &local);
	return date_make(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

enum status alerts_check(const struct config *config, int today, struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < config->search_count; i++) {
		const struct config_search *s = &config->searches[i];
		struct query query = QUERY_INIT;
		if (s->query)
			st = query_parse(slice_of(s->query), day_of(today), &query, NULL, err);
		if (!st && s->query && !query.root)
			st = error_set(err, STATUS_QUERY,
				       "niets om te zoeken: geen woord en geen voorwaarde");
		if (st)
			error_prefix(err, "%s, line %u: search \"%s\": ", config->file, s->line,
				     s->name);
		query_release(&query);
	}
	return st;
}

enum status alerts_lock(const struct config *config, int *fd, struct error *err)
{
	struct buffer path = BUFFER_INIT;
	enum status st = STATUS_OK;
	*fd = -1;
	if (mkdir(config->alerts.state, 0755) != 0 && errno != EEXIST)
		return error_set(err, STATUS_IO, "cannot make %s: %s", config->alerts.state,
				 strerror(errno));
	buffer_printf(&path, "%s/lock", config->alerts.state);
	*fd = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (*fd < 0)
		st = error_set(err, STATUS_IO, "cannot open %s: %s", path.ptr, strerror(errno));
	else if (flock(*fd, LOCK_EX | LOCK_NB) != 0)
		st = error_set(err, errno == EWOULDBLOCK ? STATUS_LOCKED : STATUS_IO,
			       "cannot lock %s: %s", path.ptr,
			       errno == EWOULDBLOCK ? "another run is using it; try again later"
						    : strerror(errno));
	else
		st = sync_parent(config->alerts.state, err);
	if (st && *fd >= 0) {
		close(*fd);
		*fd = -1;
	}
	buffer_release(&path);
	return st;
}

/* A file for each name: what may be anything but a letter or digit becomes _ and two hex digits. */
static void state_path(const struct config *config, const char *name, struct buffer *out)
{
	buffer_printf(out, "%s/", config->alerts.state);
	for (const char *p = name; *p; p++)
		if (byte_is_alpha(*p) || byte_is_digit(*p) || *p == '-')
			buffer_add_byte(out, *p);
		else
			buffer_printf(out, "_%02x", (unsigned char)*p);
	buffer_add_str(out, ".json");
}

/* ---- finding ---- */

struct collector {
	const struct config_search *search;
	struct alert_report *report;
	struct alert_entry *found; /* the newest */
	size_t count;
	bool dirty; /* there is something to save */
};

static int by_day(const void *a, const void *b)
{
	const struct alert_entry *x = a, *y = b;
	if (x->date_asked != y->date_asked)
		return x->date_asked < y->date_asked ? 1 : -1;
	return slice_compare(x->id, y->id);
}

/* Twice as much as is kept, so that the oldest go many at a time. */
static void collect(struct collector *c, const struct search_hit *hit, bool again)
{
	enum { ROOM = 2 * ALERT_ENTRIES_MAX };
	struct arena *arena = &c->report->state.arena;
	if (!c->found)
		c->found = arena_calloc(arena, ROOM, sizeof *c->found);
	if (c->count == ROOM) {
		qsort(c->found, c->count, sizeof *c->found, by_day);
		c->count = ALERT_ENTRIES_MAX;
	}
	alert_entry_make(arena, hit, &c->found[c->count]);
	c->found[c->count++].again = again;
}

static bool is_wanted(void *ctx, struct slice id)
{
	struct collector *c = ctx;
	bool answered;
	c->report->matches++;
	/* one without answer is looked at: it may have got it */
	return !alert_state_told(&c->report->state, id, &answered) || !answered;
}

/* A question that was told while its paper had lost its head, under an id made of what it asks. */
static bool was_makeshift(const struct alert_state *state, const struct question *q, bool *answered)
{
	char id[64];
	int n = snprintf(id, sizeof id, "%s-t-%.*s", parliament_name(q->parliament),
			 SLICE_ARG(q->fingerprint));
	return q->fingerprint.len && n > 0 && (size_t)n < sizeof id &&
	       alert_state_told(state, slice_make(id, (size_t)n), answered);
}

/* A question that was told under an id that it had before; *answered when it was with one of
 * them. */
static bool was_told_as(const struct alert_state *state, const struct question *q, bool *answered)
{
	bool told = was_makeshift(state, q, answered);
	for (size_t i = 0; i < q->alias_count; i++) {
		bool then = false;
		if (!alert_state_told(state, q->aliases[i], &then))
			continue;
		*answered = *answered || then;
		told = true;
	}
	return told;
}

static enum status take_hit(void *ctx, const struct search_hit *hit, struct error *err)
{
	struct collector *c = ctx;
	struct alert_state *state = &c->report->state;
	const bool answered = hit->question->state == STATE_BEANTWOORD;
	bool then = false, known = alert_state_told(state, hit->id, &then);
	if (known && then == answered)
		return STATUS_OK;
	if (!known)
		known = was_told_as(state, hit->question, &then);
	const bool again = known && !then && answered && c->search->again_answered;
	/* an answer that went is still one that was told */
	enum status st = alert_state_tell(state, hit->id, answered || then, err);
	c->dirty = true;
	if (st || (known && !again) || (c->report->first && c->search->start_empty))
		return st;
	c->report->fresh++;
	collect(c, hit, again);
	return STATUS_OK;
}

static enum status find_matches(const struct alert_options *o, struct collector *c,
				struct error *err)
{
	/* likeness and neighbours only add what is related */
	const struct search_request request = {.query = slice_of(c->search->query),
					       .limit = UINT32_MAX,
					       .today = o->today,
					       .no_thesaurus = true,
					       .no_feedback = true,
					       .no_latent = true,
					       .wanted = is_wanted,
					       .wanted_ctx = c,
					       .matched = true};
	return searcher_stream(o->searcher, &request, take_hit, c, NULL, err);
}

/* The one question that is waited for. */
static enum status find_answer(const struct alert_options *o, struct collector *c,
			       struct error *err)
{
	struct question question;
	struct error cause = {0};
	question_init(&question);
	enum status st = searcher_get(o->searcher, slice_of(c->search->answered), &question,
				      &cause);
	if (st == STATUS_NOT_FOUND) {
		c->report->unknown = true;
		st = STATUS_OK;
	} else if (st) {
		if (err)
			*err = cause;
	} else if (question.state == STATE_BEANTWOORD) {
		const struct search_hit hit = {
			.id = question.id,
			.question = &question,
			.title = searcher_text(o->searcher, &question, question.title)};
		c->report->matches = 1;
		st = take_hit(c, &hit, err);
	}
	question_release(&question);
	return st;
}

static enum status find(const struct alert_options *o, struct collector *c, struct error *err)
{
	struct alert_state *state = &c->report->state;
	const struct config_search *s = c->search;
	struct slice asked = s->query ? slice_trim(slice_of(s->query))
				      : arena_printf(&state->arena, "answered: %s", s->answered);
	c->report->first = state->fresh || !slice_eq(asked, state->asked);
	c->dirty = c->report->first;
	state->asked = asked;
	enum status st = s->query ? find_matches(o, c, err) : find_answer(o, c, err);
	if (c->count)
		qsort(c->found, c->count, sizeof *c->found, by_day);
	return st;
}

/* ---- telling ---- */

/* Puts the feed in place unless it is there: who fetches it goes by its time. */
static enum status write_feed(const struct alert_options *o, const struct config_search *s,
			      const struct alert_state *state, struct error *err)
{
	struct buffer feed = BUFFER_INIT;
	enum status st = alert_feed(o->config, s, state, &feed, err);
	FILE *file = st ? NULL : fopen(s->feed, "re");
	char *there = memory_new(feed.len + 1);
	size_t n = file ? fread(there, 1, feed.len + 1, file) : 0;
	if (!st && !(file && n == feed.len && memcmp(there, feed.ptr, n) == 0))
		st = replace_file(s->feed, buffer_slice(&feed), err);
	if (file)
		fclose(file);
	free(there);
	buffer_release(&feed);
	return st;
}

static enum status write_digest(const struct alert_options *o, const struct config_search *s,
				const struct alert_state *state, struct error *err)
{
	struct buffer digest = BUFFER_INIT;
	alert_digest(o->config, s, state, &digest);
	enum status st = replace_file(s->digest, buffer_slice(&digest), err);
	buffer_release(&digest);
	return st;
}

static enum status run_hook(const struct alert_options *o, const struct config_search *s,
			    struct alert_report *report, struct error *err)
{
	enum status st = alert_hook(o->config, s, &report->state, o->line, o->line_ctx, err);
	report->hook = st ? ALERT_HOOK_FAILED : ALERT_HOOK_DONE;
	return st ? error_prefix(err, "hook: ") : STATUS_OK;
}

static enum status deliver(const struct alert_options *o, const struct config_search *s,
			   const char *path, struct alert_report *report, struct error *err)
{
	struct alert_state *state = &report->state;
	enum status st = STATUS_OK;
	if (s->feed)
		st = write_feed(o, s, state, err);
	if (st || !state->pending)
		return st;
	if (s->digest)
		st = write_digest(o, s, state, err);
	if (!st && s->hook)
		st = run_hook(o, s, report, err);
	if (st)
		return st;
	state->delivered = state->batch;
	state->pending = 0;
	return alert_state_save(path, state, err);
}

enum status alert_run(const struct alert_options *o, const struct config_search *search,
		      struct alert_report *report, struct error *err)
{
	struct collector c = {.search = search, .report = report};
	struct alert_state *state = &report->state;
	struct buffer path = BUFFER_INIT;
	*report = (struct alert_report){.first = false};
	state_path(o->config, search->name, &path);
	enum status st = alert_state_load(path.ptr, state, err);
	report->waiting = state->pending;
	if (!st)
		st = find(o, &c, err);
	if (st)
		goto out;
	if (report->fresh)
		alert_state_add(state, c.found, c.count, report->fresh, (long long)time(NULL),
				(size_t)o->config->alerts.entries);
	else if (state->fresh)
		state->updated = (long long)time(NULL);
	if (o->dry_run)
		goto out;
	if (c.dirty)
		st = alert_state_save(path.ptr, state, err);
	if (!st)
		st = deliver(o, search, path.ptr, report, err);
out:
	buffer_release(&path);
	return st;
}

void alert_report_release(struct alert_report *self)
{
	alert_state_release(&self->state);
}
