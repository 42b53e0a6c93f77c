/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a search found, for those who asked. */
#include "searcher/search/results_internal.h"

#include <stdlib.h>

/* Before all others. */
static void add_notice(struct search_results *self, struct slice notice)
{
	struct explanation *e = &self->explanation;
	struct slice *notices = arena_calloc(&self->arena, e->notice_count + 1, sizeof *notices);
	notices[0] = notice;
	for (size_t i = 0; i < e->notice_count; i++)
		notices[i + 1] = e->notices[i];
	e->notices = notices;
	e->notice_count++;
}

void results_take_missing(struct search_results *self, const struct searcher *searcher)
{
	const struct missing_parts *m = searcher_missing(searcher);
	self->missing = (struct missing_parts){
		m->count, m->of, arena_calloc(&self->arena, m->count, sizeof *m->names),
		arena_calloc(&self->arena, m->count, sizeof *m->causes)};
	for (size_t i = 0; i < m->count; i++) {
		self->missing.names[i] = arena_copy(&self->arena, m->names[i]);
		self->missing.causes[i] = arena_copy(&self->arena, m->causes[i]);
	}
	if (m->count)
		add_notice(self,
			   arena_printf(
				   &self->arena,
				   "onvolledig: %zu van de %zu delen van de index ontbreken (%.*s)",
				   m->count, m->of, SLICE_ARG(m->names[0])));
}

void results_clear(struct search_results *self)
{
	for (size_t i = 0; i < self->count; i++)
		hit_box_release(&self->boxes[i]);
	folds_release(self->folds, self->ranking.count);
	plan_release(&self->plan);
	arena_release(&self->arena);
	*self = (struct search_results){.count = 0};
}

void results_cut_short(struct search_results *self)
{
	self->cut = true;
	self->exact = false;
	self->ranking.related_cut = true;
	memset(self->facets, 0, sizeof self->facets);
	self->statistics = NULL;
	self->completeness = NULL;
	add_notice(self, slice_of("onvolledig: deze zoekopdracht vraagt meer rekentijd dan is "
				  "toegestaan; niet alles is "
				  "geteld of getoond"));
}

bool search_results_cut(const struct search_results *self)
{
	return self->cut;
}

size_t search_results_count(const struct search_results *self)
{
	return self->count;
}

const struct search_hit *search_results_at(const struct search_results *self, size_t i)
{
	return &self->boxes[i].hit;
}

uint32_t search_results_total(const struct search_results *self, bool *exact)
{
	*exact = self->exact;
	return self->total;
}

struct slice search_results_suggestion(const struct search_results *self)
{
	return self->suggestion;
}

const struct facet_counts *search_results_facets(const struct search_results *self)
{
	return self->facets;
}

const struct statistics *search_results_statistics(const struct search_results *self)
{
	return self->statistics;
}

const struct completeness *search_results_completeness(const struct search_results *self)
{
	return self->completeness;
}

const struct coverage *search_results_coverage(const struct search_results *self)
{
	return &self->coverage;
}

uint32_t search_results_related(const struct search_results *self, bool *exact)
{
	*exact = !self->ranking.related_cut;
	return self->ranking.related;
}

bool search_results_steerable(const struct search_results *self)
{
	return self->plan.topic != NULL;
}

uint32_t search_results_folded(const struct search_results *self)
{
	uint32_t count = 0;
	for (size_t i = 0; i < self->count; i++)
		count += (uint32_t)self->boxes[i].hit.folded_count;
	return count;
}

const struct missing_parts *search_results_missing(const struct search_results *self)
{
	return &self->missing;
}

uint64_t search_results_revision(const struct search_results *self)
{
	return self->revision;
}

const struct explanation *search_results_explanation(const struct search_results *self)
{
	return &self->explanation;
}

void search_results_free(struct search_results *self)
{
	if (!self)
		return;
	results_clear(self);
	free(self);
}
