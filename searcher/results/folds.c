/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only the hits up to the last place that is wanted are looked at, one by one: whether another document has a term of
 * its fingerprint costs little, and few have.  For those the list of the term tells which of the other hits may
 * ask the same.  A document also has the fingerprints of its other papers, so the records decide.
 */
#include "searcher/results/folds.h"

#include <stdlib.h>

#include "store/index/schema.h"

struct folding {
	struct searcher *searcher;
	struct arena *arena;
	struct ranked_hit *hits;
	size_t depth; /* of the hits that are folded */
	bool *taken;  /* those that are under another */
};

uint32_t folds_depth(uint32_t first, uint32_t count)
{
	uint64_t end = (uint64_t)FOLD_DEPTH + first + count;
	return end < UINT32_MAX ? (uint32_t)end : UINT32_MAX;
}

/* Whether another document has one of the fingerprints of this one. */
static enum status may_have_others(struct xap_db *db, uint32_t docid, bool *out, struct error *err)
{
	struct xap_terms *prints = NULL;
	struct slice term;
	uint32_t documents;
	bool more = true;
	enum status st = xap_terms_open(db, docid, slice_of(PREFIX_FINGERPRINT), &prints, err);
	*out = false;
	while (!st && more && !*out) {
		st = xap_terms_next(prints, &more, &term, &documents, NULL, err);
		*out = !st && more && documents > 1;
	}
	xap_terms_close(prints);
	return st;
}

/* Something was asked that tells it from others with its title. */
static bool asks(const struct question *q)
{
	if (!q->question_count)
		return q->intro.len && q->state != STATE_UITGESTELD;
	for (size_t i = 0; i < q->question_count; i++)
		if (q->questions[i].text.len)
			return true;
	return false;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x, y;
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return (x > y) - (x < y);
}

static enum status documents_of(struct xap_db *db, struct slice fingerprint, struct buffer *docids, struct error *err)
{
	struct buffer term = BUFFER_INIT;
	schema_term(&term, PREFIX_FINGERPRINT, fingerprint);
	enum status st = xap_docids(db, buffer_slice(&term), docids, err);
	buffer_release(&term);
	return st;
}

/* Loads what asks the same among the hits behind place `at` into the fold; *places are theirs among the hits. */
static enum status take_others(struct folding *f, size_t at, const struct question *q, struct fold *fold, size_t **places,
			       struct error *err)
{
	struct buffer docids = BUFFER_INIT;
	enum status st = documents_of(f->searcher->db, q->fingerprint, &docids, err);
	size_t most = docids.len / sizeof(uint32_t);
	fold->questions = arena_calloc(f->arena, most, sizeof *fold->questions);
	*places = arena_calloc(f->arena, most, sizeof **places);
	for (size_t i = at + 1; !st && i < f->depth && fold->count + 1 < most; i++) {
		const uint32_t docid = f->hits[i].docid;
		if (f->taken[i] || !bsearch(&docid, docids.ptr, most, sizeof docid, by_number))
			continue;
		struct question *other = &fold->questions[fold->count];
		question_init(other);
		st = session_load(f->searcher, docid, other, err);
		if (st || !slice_eq(other->fingerprint, q->fingerprint) || !asks(other)) {
			question_release(other);
			continue;
		}
		f->taken[i] = true;
		(*places)[fold->count++] = i;
	}
	buffer_release(&docids);
	return st;
}

static bool same_answers(const struct question *a, const struct question *b)
{
	if (a->answer_count != b->answer_count || !slice_eq(a->answer_intro, b->answer_intro))
		return false;
	for (size_t i = 0; i < a->answer_count; i++)
		if (!slice_eq(a->answers[i].text, b->answers[i].text))
			return false;
	return question_has_answers(a);
}

/* A match is shown rather than what is only related, at the place of the first. */
static void show_match(struct folding *f, size_t at, struct question *q, struct fold *fold, const size_t *places)
{
	for (size_t i = 0; f->hits[at].related && i < fold->count; i++) {
		struct ranked_hit *other = &f->hits[places[i]];
		if (other->related)
			continue;
		const struct ranked_hit shown = {other->docid, f->hits[at].score, false, other->found, other->id};
		const struct question asked = *q;
		*other = f->hits[at];
		f->hits[at] = shown;
		*q = fold->questions[i];
		fold->questions[i] = asked;
	}
}

/* What is folded under the hit at a place. */
static enum status make_fold(struct folding *f, size_t at, struct fold *fold, struct error *err)
{
	struct question q;
	size_t *places = NULL;
	bool any = false;
	enum status st = may_have_others(f->searcher->db, f->hits[at].docid, &any, err);
	if (st || !any)
		return st;
	question_init(&q);
	st = session_load(f->searcher, f->hits[at].docid, &q, err);
	if (!st && asks(&q))
		st = take_others(f, at, &q, fold, &places, err);
	if (!st)
		show_match(f, at, &q, fold, places);
	fold->others = arena_calloc(f->arena, fold->count, sizeof *fold->others);
	for (size_t i = 0; !st && i < fold->count; i++)
		fold->others[i] = (struct folded_question){
			&fold->questions[i], f->hits[places[i]].related, same_answers(&q, &fold->questions[i])};
	question_release(&q);
	return st;
}

enum status folds_make(struct searcher *searcher, uint32_t first, uint32_t count, struct arena *arena,
		       struct ranking *ranking, struct fold **folds, struct error *err)
{
	struct folding f = {searcher, arena, ranking->hits, ranking->count < FOLD_DEPTH ? ranking->count : FOLD_DEPTH,
			    arena_calloc(arena, FOLD_DEPTH, sizeof(bool))};
	const size_t room = count < ranking->count ? count : ranking->count;
	struct ranked_hit *shown = arena_calloc(arena, room, sizeof *shown);
	size_t place = 0, n = 0;
	enum status st = STATUS_OK;
	*folds = arena_calloc(arena, room, sizeof **folds);
	for (size_t i = 0; !st && i < ranking->count && n < room; i++) {
		struct fold fold = {.count = 0};
		if (i < f.depth && f.taken[i])
			continue;
		if (i < f.depth)
			st = make_fold(&f, i, &fold, err);
		if (!st && place++ >= first) {
			shown[n] = f.hits[i];
			(*folds)[n++] = fold;
		} else {
			folds_release(&fold, 1);
		}
	}
	ranking->hits = shown;
	ranking->count = n;
	return st;
}

void folds_release(struct fold *folds, size_t count)
{
	for (size_t i = 0; folds && i < count; i++)
		for (size_t k = 0; k < folds[i].count; k++)
			question_release(&folds[i].questions[k]);
}
