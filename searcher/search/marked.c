/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/search/marked.h"

static enum status find_documents(struct searcher *self, const struct search_request *rq,
				  struct search_results *out, struct error *err)
{
	struct buffer unknown = BUFFER_INIT;
	size_t count = 0;
	enum status st = STATUS_OK;
	for (size_t i = 0; i < rq->marked_count && (!st || st == STATUS_NOT_FOUND); i++) {
		st = session_find(self, rq->marked[i], &out->marked[i], err);
		if (st == STATUS_NOT_FOUND)
			buffer_printf(&unknown, "%s\"%.*s\"", count++ ? ", " : "",
				      SLICE_ARG(rq->marked[i]));
	}
	if (count && (!st || st == STATUS_NOT_FOUND))
		st = error_set(err, STATUS_NOT_FOUND,
			       count > 1 ? "no questions with ids %s" : "no question with id %s",
			       buffer_cstr(&unknown));
	buffer_release(&unknown);
	return st;
}

static void add_notice(struct arena *arena, struct explanation *e)
{
	static const char text[] = "de aangeduide vragen hebben geen invloed op deze volgorde: dat "
				   "kan alleen bij losse woorden, met de "
				   "meest relevante vragen eerst";
	struct slice *notices = arena_calloc(arena, e->notice_count + 1, sizeof *notices);
	for (size_t i = 0; i < e->notice_count; i++)
		notices[i] = e->notices[i];
	notices[e->notice_count++] = slice_of(text);
	e->notices = notices;
}

enum status marked_find(struct searcher *self, const struct search_request *rq,
			struct search_results *out, struct error *err)
{
	if (!rq->marked_count)
		return STATUS_OK;
	if (rq->marked_count > SEARCH_MARKED_MAX)
		return error_set(err, STATUS_LIMIT, "at most %d questions can be marked",
				 SEARCH_MARKED_MAX);
	enum status st = find_documents(self, rq, out, err);
	if (st)
		return st;
	if (!out->plan.topic) {
		add_notice(&out->arena, &out->explanation);
		return STATUS_OK;
	}
	struct slice *ids = arena_calloc(&out->arena, rq->marked_count, sizeof *ids);
	for (size_t i = 0; i < rq->marked_count; i++)
		ids[i] = arena_copy(&out->arena, rq->marked[i]);
	out->explanation.marked = ids;
	out->explanation.marked_count = rq->marked_count;
	return STATUS_OK;
}
