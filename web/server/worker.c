/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/worker.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>

#include "web/html/identity.h"
#include "web/http/gzip.h"
#include "web/server/routes.h"
#include "web/site/cache.h"
#include "web/site/completion.h"
#include "web/site/etag.h"
#include "web/site/problem.h"

/* More take longer to read, and longer than anybody should wait: they are read as they are asked
 * for. */
enum { WARM_QUESTIONS = 250000 };

static unsigned http_status(enum status st)
{
	switch (st) {
	case STATUS_OK: return 200;
	case STATUS_QUERY:
	case STATUS_FORMAT:
	case STATUS_USAGE: return 400;
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
	return error_set(err, STATUS_DATABASE,
			 "de index is op dit ogenblik niet te lezen; probeer het straks opnieuw");
}

/* The state of the index and the day, as "vorig jaar" moves with it. */
static void set_state(const struct worker *self, struct response *rs)
{
	struct tm day;
	time_t now = time(NULL);
	localtime_r(&now, &day);
	snprintf(rs->state, sizeof rs->state, "%.13s-%llx-%x", self->state.uuid,
		 (unsigned long long)self->state.revision,
		 (unsigned)(day.tm_year * 366 + day.tm_yday));
}

static void rebase(struct response *rs)
{
	if (strcmp(rs->type, TYPE_HTML) == 0)
		identity_rebase(&rs->body);
}

/* What the index holds of a request now: from the cache, or made. */
static enum status make_answer(struct worker *self, const struct route *route, struct request *rq,
			       struct slice rest, struct response *rs, struct error *err)
{
	enum status st = open_index(self, err);
	if (st)
		return st;
	set_state(self, rs);
	searcher_begin(self->searcher, &self->site->stopping);
	struct slice key = cache_key(rq);
	if (!rq->body.len && cache_get(self->site->cache, key, rs))
		return STATUS_OK;
	st = route->run(self, rq, rest, rs, err);
	rebase(rs);
	const struct missing_parts *missing = searcher_missing(self->searcher);
	rs->missing = missing->count;
	rs->parts = missing->of;
	const bool cut = searcher_was_cut(self->searcher);
	if (missing->count || cut) {
		rs->etag[0] = '\0'; /* nobody keeps half an answer */
	} else if (!st && rs->status == 200 && !rs->after && !rs->length_unknown && !rq->body.len) {
		etag_of_body(rs);
		cache_put(self->site->cache, key, rs);
	}
	return st;
}

static enum status run_once(struct worker *self, const struct route *route, struct request *rq,
			    struct slice rest, struct response *rs, struct error *err)
{
	rs->open = route->open;
	enum status st = route_check(route, rq, rs, err);
	if (!st)
		st = route->index ? make_answer(self, route, rq, rest, rs, err)
				  : route->run(self, rq, rest, rs, err);
	if (!route->index)
		rebase(rs);
	if (st || rs->status != 200)
		return st;
	if (rs->max_age)
		etag_of_body(rs);
	if (rs->etag[0] && !rs->after && etag_asked(rq, rs)) {
		rs->status = 304;
		buffer_clear(&rs->body);
	}
	return STATUS_OK;
}

static struct slice detail_of(enum status st, const struct error *err)
{
	if (st == STATUS_NOT_FOUND)
		return slice_of("Deze vraag of pagina staat niet in de index.");
	if (st == STATUS_TIME)
		return slice_of("Deze zoekopdracht vraagt meer rekentijd dan hier is toegestaan. "
				"Maak ze preciezer: langere woorden "
				"voor *, of minder voorwaarden.");
	return http_status(st) == 503 ? slice_of("De index is op dit ogenblik niet te lezen; "
						 "probeer het straks opnieuw.")
				      : slice_of(err->msg);
}

void worker_answer(struct worker *self, struct request *rq, struct response *rs)
{
	struct slice rest;
	struct error err = {0};
	const struct slice base = identity()->base;
	/* a proxy in front may pass the base path on, or take it off */
	if (base.len && slice_starts(rq->path, arena_cstr(&rq->arena, base)) &&
	    (rq->path.len == base.len || rq->path.ptr[base.len] == '/'))
		rq->path = rq->path.len == base.len ? slice_of("/")
						    : slice_from(rq->path, base.len);
	const struct route *route = route_find(rq->path, &rest);
	self->answered = true;
	if (!route) {
		site_problem(rq, rs, 404, slice_of("Deze pagina bestaat niet."));
		return;
	}
	enum status st = run_once(self, route, rq, rest, rs, &err);
	if (http_status(st) == 503 && st != STATUS_TIME &&
	    self->searcher) { /* perhaps the index was replaced under way */
		close_index(self);
		buffer_clear(&rs->body);
		st = run_once(self, route, rq, rest, rs, &err);
	}
	if (st) {
		if (st == STATUS_TIME)
			atomic_fetch_add(&self->site->limited, 1);
		else if (http_status(st) == 503)
			fprintf(stderr, "vraagbaak serve: %s\n", err.msg);
		if (!rs->code)
			rs->code = st == STATUS_QUERY       ? "bad-query"
				   : http_status(st) == 400 ? "bad-parameter"
							    : NULL;
		site_problem(rq, rs, http_status(st), detail_of(st, &err));
	}
	rs->varies = self->site->compress;
	if (rs->varies && rq->gzip)
		gzip_body(rs);
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
