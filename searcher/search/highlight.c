/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/search/highlight.h"

#include <stdlib.h>

#include "base/memory.h"
#include "searcher/rank/plan.h"
#include "searcher/results/snippet.h"
#include "searcher/snapshot/searcher_internal.h"

struct highlight {
	struct searcher *searcher;
	struct arena arena;
	struct passage_terms terms;
};

/* The terms that a search for the query marks; none when it makes no sense. */
static enum status find_terms(struct highlight *self, struct slice query, struct error *err)
{
	struct searcher *searcher = self->searcher;
	const struct search_request rq = {.query = query};
	struct explanation explanation = {0};
	struct search_plan plan;
	enum status st = STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < SESSION_TRIES; i++) {
		st = session_refresh(searcher, i > 0, err);
		if (st)
			continue;
		arena_clear(&self->arena);
		st = plan_make(searcher->db, searcher->analyzer, session_thesaurus(searcher), &rq,
			       &self->arena, &explanation, &plan, err);
		if (!st)
			st = passages_weigh(searcher->db, searcher->analyzer, &plan.terms,
					    &self->terms, err);
		plan_release(&plan);
	}
	return st == STATUS_QUERY ? STATUS_OK : st;
}

enum status highlight_new(struct searcher *searcher, struct slice query, struct highlight **out,
			  struct error *err)
{
	struct highlight *self = memory_zeroed(1, sizeof *self);
	self->searcher = searcher;
	enum status st = query.len ? find_terms(self, query, err) : STATUS_OK;
	if (st)
		highlight_free(self);
	else
		*out = self;
	return st;
}

void highlight_free(struct highlight *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

const struct mark *highlight_marks(const struct highlight *self, struct slice text,
				   struct arena *arena, size_t *count)
{
	return snippet_marks(arena, self->searcher->analyzer, text, &self->terms, count);
}
