/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/highlight.h"

#include <stdlib.h>

#include "searcher/explain.h"
#include "searcher/session.h"
#include "searcher/snippet.h"

struct highlight {
	struct searcher *searcher;
	struct arena arena;
	struct term_set terms;
};

static void add_terms(struct highlight *self, const struct explanation *e)
{
	for (size_t i = 0; i < e->word_count; i++)
		for (size_t k = 0; k < e->words[i].form_count; k++)
			term_set_add(&self->terms, arena_copy(&self->arena, e->words[i].forms[k]));
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
	self->terms.arena = &self->arena;
	enum status st = query.len ? searcher_run(searcher, &rq, &results, err) : STATUS_QUERY;
	if (!st) {
		add_terms(self, search_results_explanation(results));
		search_results_free(results);
	} else if (st != STATUS_QUERY) {
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
