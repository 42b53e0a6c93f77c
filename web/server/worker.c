/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/worker.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>

#include "web/server/routes.h"
#include "web/site/cache.h"
#include "web/site/completion.h"
#include "web/site/problem.h"

/* More take longer to read, and longer than anybody should wait: they are read as they are asked for. */
enum { WARM_QUESTIONS = 250000 };

static unsigned http_status(enum status st)
{
	switch (st) {
	case STATUS_OK: return 200;
	case STATUS_QUERY: case STATUS_FORMAT: case STATUS_USAGE: return 400;
	case STATUS_LIMIT: return 414;
	case STATUS_NOT_FOUND: return 404;
	default: return 503;
	}
}

/* ---- the index ---- */

static void close_index(struct worker *self)
{
	searcher_close(self->searcher);
	self->searcher = NULL;
}

/* At the newest state; an index that cannot be read is tried anew from its path once. */
static enum status open_index(struct worker *self, struct error *err)
{
	if (self->searcher)
		searcher_begin_unlimited(self->searcher, NULL);
	if (self->searcher && searcher_newest(self->searcher, &self->state, NULL) == STATUS_OK)
		return STATUS_OK;
	close_index(self);
	enum status st = searcher_open(&self->site->index, &self->searcher, err);
	if (!st)
		st = searcher_newest(self->searcher, &self->state, err);
	if (!st)
		return STATUS_OK;
	close_index(self);
	return error_set(err, STATUS_DATABASE, "de index is op dit ogenblik niet te lezen; probeer het straks opnieuw");
}

/* Of the state of the index, the program and the day, as "vorig jaar" moves with it. */
static void make_etag(const struct worker *self, struct response *rs)
{
	static const char build[] = __DATE__ __TIME__;
	unsigned hash = 5381;
	struct tm day;
	time_t now = time(NULL);
	localtime_r(&now, &day);
	for (size_t i = 0; i < sizeof build - 1; i++)
		hash = hash * 33 + (unsigned char)build[i];
	snprintf(rs->etag, sizeof rs->etag, "\"%.13s-%llx-%x-%x\"", self->state.uuid,
		 (unsigned long long)self->state.revision, hash, (unsigned)(day.tm_year * 366 + day.tm_yday));
}

/* If-None-Match is a list, also of weak tags, or a star. */
static bool has_etag(struct slice list, const char *etag)
{
	return slice_is(slice_trim(list), "*") || slice_find(list, 0, etag) < list.len;
}

static enum status run_once(struct worker *self, const struct route *route, struct request *rq,
			    struct slice rest, struct response *rs, struct error *err)
{
	rs->open = route->open;
	if (!route->index)
		return route->run(self, rq, rest, rs, err);
	enum status st = open_index(self, err);
	if (st)
		return st;
	make_etag(self, rs);
	if (rq->etags.len && has_etag(rq->etags, rs->etag)) {
		rs->status = 304;
		return STATUS_OK;
	}
	searcher_begin(self->searcher, &self->site->stopping);
	struct slice key = cache_key(rq);
	if (cache_get(self->site->cache, key, rs))
		return STATUS_OK;
	st = route->run(self, rq, rest, rs, err);
	const struct missing_parts *missing = searcher_missing(self->searcher);
	rs->missing = missing->count;
	rs->parts = missing->of;
	const bool cut = searcher_was_cut(self->searcher);
	if (cut && !st && !route->partial)
		st = error_set(err, STATUS_TIME, "the time limit came before all was counted");
	if (missing->count || cut)
		rs->etag[0] = '\0'; /* nobody keeps half an answer */
	else if (!st && rs->status == 200 && !rs->after && !rq->head)
		cache_put(self->site->cache, key, rs);
	return st;
}

static struct slice detail_of(enum status st, const struct error *err)
{
	if (st == STATUS_NOT_FOUND)
		return slice_of("Deze vraag of pagina staat niet in de index.");
	if (st == STATUS_TIME)
		return slice_of("Deze zoekopdracht vraagt meer rekentijd dan hier is toegestaan. Maak ze preciezer: langere woorden "
				"voor *, of minder voorwaarden.");
	return http_status(st) == 503 ? slice_of("De index is op dit ogenblik niet te lezen; probeer het straks opnieuw.")
				      : slice_of(err->msg);
}

void worker_answer(struct worker *self, struct request *rq, struct response *rs)
{
	struct slice rest;
	struct error err = {0};
	const struct route *route = route_find(rq->path, &rest);
	self->answered = true;
	if (!route) {
		site_problem(rq, rs, 404, slice_of("Deze pagina bestaat niet."));
		return;
	}
	enum status st = run_once(self, route, rq, rest, rs, &err);
	if (http_status(st) == 503 && st != STATUS_TIME && self->searcher) { /* perhaps the index was replaced under way */
		close_index(self);
		buffer_clear(&rs->body);
		st = run_once(self, route, rq, rest, rs, &err);
	}
	if (st) {
		if (st == STATUS_TIME)
			atomic_fetch_add(&self->site->limited, 1);
		else if (http_status(st) == 503)
			fprintf(stderr, "vraagbaak serve: %s\n", err.msg);
		site_problem(rq, rs, http_status(st), detail_of(st, &err));
	}
}

/* ---- ahead of requests ---- */

static bool same_state(const struct searcher_state *a, const struct searcher_state *b)
{
	return a->revision == b->revision && strcmp(a->uuid, b->uuid) == 0;
}

void worker_warm(struct worker *self)
{
	const bool first = !self->warm.uuid[0];
	if (self->answered)
		malloc_trim(1 << 20);
	self->answered = false;
	if (open_index(self, NULL) || same_state(&self->state, &self->warm))
		return;
	searcher_begin_unlimited(self->searcher, &self->site->stopping);
	const bool quiet = first || same_state(&self->state, &self->looked);
	self->looked = self->state;
	if (!quiet || searcher_prefetch(self->searcher, NULL))
		return;
	if (self->state.questions > WARM_QUESTIONS || completion_prepare(self, NULL) == STATUS_OK)
		self->warm = self->state;
}

void worker_release(struct worker *self)
{
	close_index(self);
	completion_free(self->completion);
	self->completion = NULL;
}
