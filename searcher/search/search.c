/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running a request: plan, find and order, count, and make hits of what is to be
 * shown.  All of one run sees one state of the index; when that is gone under it, the
 * run begins again on the newest.
 */
#include "searcher/search/results_internal.h"

#include <stdlib.h>

#include "base/memory.h"
#include "searcher/compile/query_offer.h"
#include "searcher/rank/match_only.h"
#include "searcher/rank/reason.h"
#include "searcher/rank/similar.h"
#include "searcher/results/facets.h"
#include "searcher/results/hits.h"
#include "searcher/results/shown_terms.h"
#include "searcher/search/marked.h"
#include "store/index/schema.h"

/* Questions whose passages are looked at. */
enum { PASSAGE_DEPTH = 300, SHARED_TERMS_MAX = 12 };

/* ---- finding ---- */

/* The hits of a theme: counts the matches and ranks them with what is related. */
static enum status find_theme(struct searcher *self, const struct search_request *rq,
			      uint32_t first, uint32_t count, struct search_results *out,
			      struct error *err)
{
	const struct rank_options options = {.words = out->plan.theme,
					     .thesaurus = rq->no_thesaurus ? NULL : self->thesaurus,
					     .no_feedback = rq->no_feedback,
					     .no_latent = rq->no_latent,
					     .thorough = rq->thorough,
					     .marked = {out->marked, rq->marked_count},
					     .first = first,
					     .count = count,
					     .explain = rq->explain};
	enum status st = rank_theme(self->db, self->matcher, &self->vectors, self->analyzer,
				    &out->plan, &options, &out->arena, &out->explanation,
				    &out->ranking, err);
	out->total = out->ranking.total;
	out->exact = true;
	return st;
}

static bool is_likeness(const struct search_request *rq)
{
	return rq->like_id.len || rq->like_text.len;
}

static struct slice reading_of(const struct search_request *rq, struct arena *arena,
			       struct slice limits)
{
	struct slice like = rq->like_id.len
				    ? arena_printf(arena, "vraag %.*s", SLICE_ARG(rq->like_id))
				    : slice_of("de tekst");
	if (rq->query.len)
		return arena_printf(arena, "vragen die lijken op %.*s, onder: %.*s",
				    SLICE_ARG(like), SLICE_ARG(limits));
	return arena_printf(arena, "vragen die lijken op %.*s", SLICE_ARG(like));
}

/* The hits that are like a question or a text. */
static enum status find_similar(struct searcher *self, const struct search_request *rq,
				uint32_t first, uint32_t count, struct search_results *out,
				struct error *err)
{
	const struct xap_query *limit = out->plan.query.root || rq->choice_count ? out->plan.matches
										 : NULL;
	struct marking_terms *terms = &out->marking;
	uint32_t docid = 0;
	enum status st;
	if (rq->like_id.len) {
		st = session_find(self, rq->like_id, &docid, err);
		if (!st)
			st = similar_terms_of_document(self->db, docid, &out->arena, terms, err);
	} else {
		st = similar_terms_of_text(self->db, self->analyzer, rq->like_text, &out->arena,
					   terms, err);
	}
	if (!st)
		st = similar_rank(self->db, self->matcher, &self->vectors, terms, limit, docid,
				  first, count, &out->arena, &out->ranking, err);
	for (size_t i = 0; i < terms->count; i++)
		term_set_add(&out->plan.terms, terms->items[i].term);
	out->explanation.reading = reading_of(rq, &out->arena, out->explanation.reading);
	out->total = out->ranking.total;
	out->total -= docid && out->total; /* itself */
	return st;
}

static enum status find(struct searcher *self, const struct search_request *rq, uint32_t first,
			uint32_t count, struct search_results *out, struct error *err)
{
	if (is_likeness(rq))
		return find_similar(self, rq, first, count, out, err);
	if (out->plan.topic)
		return find_theme(self, rq, first, count, out, err);
	/* without words to rank by there is no relevance: the newest first */
	enum search_sort sort = rq->sort == SORT_RELEVANCE && !out->plan.by_words ? SORT_DATE
										  : rq->sort;
	enum status st = order_matches(self, &out->plan, sort, first, count, &out->arena,
				       &out->ranking, err);
	out->exact = true;
	out->total = out->ranking.total;
	return st;
}

/* Keeps the matches of a ranking. */
static void drop_related(struct ranking *ranking)
{
	size_t kept = 0;
	for (size_t i = 0; i < ranking->count; i++)
		if (!ranking->hits[i].related)
			ranking->hits[kept++] = ranking->hits[i];
	ranking->count = kept;
}

/* Matches of a theme without what is related to it: the whole ranking is needed to know which of
 * them come first. */
static enum status find_matches(struct searcher *self, const struct search_request *rq,
				struct search_results *out, struct error *err)
{
	struct ranking *ranking = &out->ranking;
	enum status st = find(self, rq, 0, xap_doccount(self->db), out, err);
	if (st)
		return st;
	drop_related(ranking);
	if (rq->fold)
		return folds_make(self, rq->offset, rq->limit, &out->arena, ranking, &out->folds,
				  err);
	const size_t first = rq->offset < ranking->count ? rq->offset : ranking->count;
	ranking->hits += first;
	ranking->count -= first;
	if (ranking->count > rq->limit)
		ranking->count = rq->limit;
	return STATUS_OK;
}

/* The hits that are to be shown. */
static enum status find_page(struct searcher *self, const struct search_request *rq,
			     struct search_results *out, struct error *err)
{
	if (rq->passages)
		return find(self, rq, 0, PASSAGE_DEPTH, out, err);
	if (rq->no_related && rq->limit && out->plan.topic && !is_likeness(rq))
		return find_matches(self, rq, out, err);
	if (!rq->fold || !rq->limit)
		return find(self, rq, rq->offset, rq->limit, out, err);
	enum status st = find(self, rq, 0, folds_depth(rq->offset, rq->limit), out, err);
	return st ? st
		  : folds_make(self, rq->offset, rq->limit, &out->arena, &out->ranking, &out->folds,
			       err);
}

/* ---- hits ---- */

/* The terms that mark what the hit is like and that it has too, the heaviest first. */
static enum status take_shared(struct searcher *self, struct search_results *out,
			       const struct ranked_hit *found, struct search_hit *hit,
			       struct error *err)
{
	struct slice *terms = arena_calloc(&out->arena, SHARED_TERMS_MAX, sizeof *terms);
	bool *has = arena_calloc(&out->arena, out->marking.count + 1, sizeof *has);
	enum status st = similar_terms_shared(self->db, found->docid, &out->marking, has, err);
	for (size_t i = 0; !st && i < out->marking.count && hit->term_count < SHARED_TERMS_MAX; i++)
		if (has[i])
			terms[hit->term_count++] = out->marking.items[i].term;
	hit->terms = terms;
	return st;
}

struct taking {
	struct arena *arena;
	struct slice *terms;
	size_t count, room;
};

static void take_term(void *ctx, struct slice term)
{
	struct taking *t = ctx;
	t->terms = arena_grow(t->arena, t->terms, t->count, &t->room, sizeof *t->terms);
	t->terms[t->count++] = arena_copy(t->arena, term);
}

/* Which terms of the query, expansions included, the hit has. */
static enum status take_terms(struct searcher *self, struct search_results *out,
			      const struct ranked_hit *found, struct search_hit *hit,
			      struct error *err)
{
	struct taking taking = {.arena = &out->arena};
	enum status st = matcher_terms(self->matcher, found->docid, take_term, &taking, err);
	hit->terms = taking.terms;
	hit->term_count = taking.count;
	hit->reason = reason_of(found, &out->arena);
	return st;
}

static enum status make_hits(struct searcher *self, const struct search_request *rq,
			     struct search_results *out, struct error *err)
{
	struct hit_maker maker;
	enum status st = hit_maker_init(&maker, self, &out->arena, &out->plan.terms, rq->ids_only,
					err);
	maker.titles_only = rq->titles_only;
	out->boxes = arena_calloc(&out->arena, out->ranking.count, sizeof *out->boxes);
	for (size_t i = 0; !st && i < out->ranking.count; i++) {
		struct hit_box *box = &out->boxes[out->count++]; /* released with the results */
		struct fold *fold = out->folds ? &out->folds[i] : NULL;
		maker.loaded = fold && fold->loaded ? &fold->question : NULL;
		st = hit_make(&maker, &out->ranking.hits[i], rq->offset + (uint32_t)i + 1, box,
			      err);
		if (fold) {
			fold->loaded = false; /* the box has it */
			box->hit.folded = fold->others;
			box->hit.folded_count = fold->count;
		}
		if (!st && is_likeness(rq) && !rq->titles_only)
			st = take_shared(self, out, &out->ranking.hits[i], &box->hit, err);
		else if (!st && rq->explain && !rq->ids_only)
			st = take_terms(self, out, &out->ranking.hits[i], &box->hit, err);
		if (!st && box->hit.term_count && box->hit.question)
			shown_terms(self, box->hit.question, box->hit.terms, box->hit.term_count,
				    &out->arena, &box->hit.terms, &box->hit.term_count);
	}
	return st;
}

/* The total becomes that of the passages in the questions that were looked at. */
static enum status make_passages(struct searcher *self, const struct search_request *rq,
				 struct search_results *out, struct error *err)
{
	struct hit_maker maker;
	struct scored_passage *list;
	size_t count;
	enum status st = hit_maker_init(&maker, self, &out->arena, &out->plan.terms, false, err);
	if (!st)
		st = hits_rank_passages(&maker, &out->ranking, &list, &count, err);
	if (st)
		return st;
	out->exact = out->exact && out->ranking.count < PASSAGE_DEPTH;
	out->total = (uint32_t)count;
	out->boxes = arena_calloc(&out->arena, rq->limit < count ? rq->limit : count,
				  sizeof *out->boxes);
	for (size_t i = rq->offset; !st && i < count && out->count < rq->limit; i++) {
		struct hit_box *box = &out->boxes[out->count++];
		st = hit_make_passage(&maker, &out->ranking.hits[list[i].hit], &list[i],
				      (uint32_t)i + 1, box, err);
	}
	return st;
}

static enum status make_figures(struct searcher *self, const struct search_request *rq,
				struct search_results *out, struct error *err)
{
	struct doc_set matches = out->ranking.matches, base;
	enum status st = STATUS_OK;
	if (!out->ranking.has_matches)
		st = matcher_set(self->matcher, out->plan.matches, NULL, &matches, err);
	base = matches;
	if (!st && rq->choice_count)
		st = matcher_set(self->matcher, out->plan.base, NULL, &base, err);
	if (!st && rq->facets)
		st = facets_count(self, &base, rq->choices, rq->choice_count, rq->facets,
				  &out->arena, out->facets, err);
	if (!st && rq->complete)
		st = coverage_count(self, &matches, &out->arena, &out->coverage, err);
	if (st || !rq->statistics)
		return st;
	out->statistics = arena_calloc(&out->arena, 1, sizeof *out->statistics);
	return statistics_make(self, &matches, &out->arena, out->statistics, err);
}

static enum status make_plan(struct searcher *self, const struct search_request *rq,
			     struct search_results *out, struct error *err)
{
	enum status st = plan_make(self->db, self->analyzer, session_thesaurus(self), rq,
				   &out->arena, &out->explanation, &out->plan, err);
	if (!st)
		st = marked_find(self, rq, out, err);
	if (st || matcher_knows_positions(self->matcher))
		return st;
	plan_tell_lacking(&out->plan, &out->arena, &out->explanation);
	return plan_refuse_placed(&out->plan, err);
}

/* All that comes behind the page of hits is worth less than they are. */
static enum status make_rest(struct searcher *self, const struct search_request *rq,
			     struct search_results *out, struct error *err)
{
	struct arena *arena = &out->arena;
	enum status st = STATUS_OK;
	if (rq->explain && !rq->ids_only)
		st = shown_feedback(self, &out->explanation, arena, err);
	if (!st && (rq->facets || rq->statistics || rq->complete))
		st = make_figures(self, rq, out, err);
	if (!st && rq->complete) {
		out->completeness = arena_calloc(arena, 1, sizeof *out->completeness);
		st = completeness_of(self->db, &out->plan.whole.terms, arena, out->completeness,
				     err);
	}
	if (!st && !rq->ids_only && !rq->titles_only && !rq->words.len)
		st = query_offer(self->db, self->matcher, self->analyzer, &out->plan.query,
				 out->plan.today, arena, &out->suggestion, err);
	return st;
}

/* The hits that were made before the time was over; the last one is not whole. */
static bool keep_made(struct search_results *out)
{
	if (out->count)
		hit_box_release(&out->boxes[--out->count]);
	return out->count > 0;
}

/* Without the time for all of it a page is as much as there was time for: hits, but no figures,
 * which would be wrong. */
static enum status run_request(struct searcher *self, const struct search_request *rq,
			       struct search_results *out, struct error *err)
{
	enum status st = xap_revision(self->db, &out->revision, err);
	if (!st)
		st = make_plan(self, rq, out, err);
	if (!st)
		st = find_page(self, rq, out, err);
	if (st)
		return st;
	st = rq->passages ? make_passages(self, rq, out, err) : make_hits(self, rq, out, err);
	bool enough = !st || (st == STATUS_TIME && keep_made(out));
	if (!st) {
		st = make_rest(self, rq, out, err);
		enough = out->count > 0;
	}
	if (st != STATUS_TIME || !enough || !rq->partial)
		return st;
	results_cut_short(out);
	self->cut = true;
	return STATUS_OK;
}

enum status searcher_run(struct searcher *self, const struct search_request *request,
			 struct search_results **results, struct error *err)
{
	if (request->limit > SEARCH_LIMIT_MAX)
		return error_set(err, STATUS_LIMIT, "at most %d hits at a time", SEARCH_LIMIT_MAX);
	struct search_results *out = memory_zeroed(1, sizeof *out);
	enum status st = STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < SESSION_TRIES; i++) {
		results_clear(out);
		st = session_refresh(self, i > 0, err);
		if (!st)
			st = run_request(self, request, out, err);
	}
	results_take_missing(out, self);
	if (st)
		search_results_free(out);
	else
		*results = out;
	return st;
}

/* ---- one at a time ---- */

/* Whether the caller wants this hit: asked with its id, which is cheaper than the question. */
static enum status is_wanted(const struct search_request *rq, const struct hit_maker *maker,
			     const struct ranked_hit *found, bool *wanted, struct error *err)
{
	struct hit_maker ids = *maker;
	struct hit_box box;
	*wanted = true;
	if (!rq->wanted)
		return STATUS_OK;
	ids.ids_only = true;
	enum status st = hit_make(&ids, found, 0, &box, err);
	*wanted = !st && rq->wanted(rq->wanted_ctx, box.hit.id);
	hit_box_release(&box);
	return st;
}

static enum status stream(struct searcher *self, const struct search_request *rq,
			  struct search_results *out, searcher_hit_fn *fn, void *ctx,
			  struct error *err)
{
	struct arena arena = ARENA_INIT; /* of one hit */
	struct hit_maker maker;
	uint32_t rank = 0,
		 end = rq->limit < UINT32_MAX - rq->offset ? rq->offset + rq->limit : UINT32_MAX;
	enum status st = hit_maker_init(&maker, self, &arena, &out->plan.terms, false, err);
	for (size_t i = 0; !st && i < out->ranking.count && rank < end; i++) {
		struct hit_box box;
		bool wanted;
		if (out->ranking.hits[i].related || ++rank <= rq->offset)
			continue;
		work_limit_begin(&self->limit, self->limit.milliseconds, self->limit.stop);
		st = is_wanted(rq, &maker, &out->ranking.hits[i], &wanted, err);
		if (st || !wanted) {
			arena_clear(&arena);
			continue;
		}
		st = hit_make(&maker, &out->ranking.hits[i], rank, &box, err);
		if (!st && rq->matched)
			hit_match(&maker, &box);
		if (!st)
			st = fn(ctx, &box.hit, err);
		hit_box_release(&box);
		arena_clear(&arena);
	}
	arena_release(&arena);
	return st;
}

enum status searcher_stream(struct searcher *self, const struct search_request *request,
			    searcher_hit_fn *fn, void *ctx, uint32_t *total, struct error *err)
{
	struct search_results out = {.count = 0};
	enum status st = STATUS_MODIFIED;
	/* The ranking of all is found first; only then the first hit is given away. */
	for (int i = 0; st == STATUS_MODIFIED && i < SESSION_TRIES; i++) {
		results_clear(&out);
		st = session_refresh(self, i > 0, err);
		if (!st)
			st = make_plan(self, request, &out, err);
		if (!st)
			st = find(self, request, 0, xap_doccount(self->db), &out, err);
	}
	if (!st && total)
		*total = out.total;
	if (!st)
		st = stream(self, request, &out, fn, ctx, err);
	results_clear(&out);
	return st;
}

/* ---- ahead of searches ---- */

enum status searcher_prefetch(struct searcher *self, struct error *err)
{
	enum { QUESTIONS_MAX = 250000 }; /* whose facets are read */
	struct xap_query *all = xap_query_all();
	const struct latent_space *space;
	struct doc_set set;
	enum status st = session_refresh(self, false, err);
	if (!st)
		st = matcher_prefetch(self->matcher, err);
	if (!st)
		st = vectors_space(&self->vectors, self->db, &space, err);
	if (!st && xap_doccount(self->db) <= QUESTIONS_MAX)
		st = matcher_set(self->matcher, all, NULL, &set, err);
	if (!st && xap_doccount(self->db) <= QUESTIONS_MAX)
		st = columns_prefetch(self->columns, self->db, self->matcher, &set, err);
	session_thesaurus(self);
	xap_query_free(all);
	return st;
}
