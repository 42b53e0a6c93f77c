/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/highlight.h"

#include <stdlib.h>

#include "searcher/explain.h"
#include "searcher/session.h"
#include "searcher/snippet.h"

struct highlight {
	struct searcher *searcher;
	struct arena arena;
	struct passage_terms terms;
};

static enum status add_terms(struct highlight *self, const struct explanation *e, struct error *err)
{
	struct term_set set = {.arena = &self->arena};
	for (size_t i = 0; i < e->word_count; i++)
		for (size_t k = 0; k < e->words[i].form_count; k++)
			term_set_add(&set, e->words[i].forms[k]);
	return passages_weigh(self->searcher->db, self->searcher->analyzer, &set, &self->terms, err);
}

enum status highlight_new(struct searcher *searcher, struct slice query, struct highlight **out,
			  struct error *err)
{
	struct search_request rq = {.query = query, .explain = true, .no_thesaurus = true, .no_feedback = true,
				    .no_latent = true, .ids_only = true};
	struct search_results *results;
	struct highlight *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	self->searcher = searcher;
	enum status st = query.len ? searcher_run(searcher, &rq, &results, err) : STATUS_QUERY;
	if (!st) {
		st = add_terms(self, search_results_explanation(results), err);
		search_results_free(results);
	}
	if (st && st != STATUS_QUERY) {
		highlight_free(self);
		return st;
	}
	*out = self;
	return STATUS_OK;
}

void highlight_free(struct highlight *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

const struct mark *highlight_marks(const struct highlight *self, struct slice text, struct arena *arena,
				   size_t *count)
{
	return snippet_marks(arena, self->searcher->analyzer, text, &self->terms, count);
}
