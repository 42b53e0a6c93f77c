/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only the hits up to the last place that is wanted are looked at, one by one.  Their records,
 * which a page needs anyway, have the fingerprint; few have one that another document has too.  For
 * those the list of the term tells which of the other hits may ask the same; their records decide,
 * each read once to be compared.  (The terms of a document would cost as much as its record.)
 */
#include "searcher/results/folds.h"

#include <stdlib.h>

#include "corpus/text/latin.h"
#include "store/index/schema.h"

/* What a hit asks, once it was looked at. */
struct asked {
	bool known, asks; /* `asks`: something that tells it from others with its title */
	uint64_t print;   /* of letters and digits in title, introduction and sub-questions */
};

struct folding {
	struct searcher *searcher;
	struct arena *arena;
	struct ranked_hit *hits;
	size_t depth; /* of the hits that are folded */
	bool *taken;  /* those that are under another */
	struct asked *asked;
};

uint32_t folds_depth(uint32_t first, uint32_t count)
{
	uint64_t end = (uint64_t)FOLD_DEPTH + first + count;
	return end < UINT32_MAX ? (uint32_t)end : UINT32_MAX;
}

static bool asks(const struct question *q)
{
	if (!q->question_count)
		return q->intro.len && q->state != STATE_UITGESTELD;
	for (size_t i = 0; i < q->question_count; i++)
		if (q->questions[i].text.len)
			return true;
	return false;
}

static void add_text(uint64_t *print, struct slice text)
{
	for (size_t i = 0; i < text.len;) {
		const uint32_t c = latin_base(latin_lower(utf8_next(text, &i)));
		if (latin_is_letter(c) || (c >= '0' && c <= '9'))
			*print = (*print ^ c) * 0x100000001b3ULL;
	}
}

/* The fingerprint knows neither digits nor, beside sub-questions, what introduces them: "in 2019"
 * and "in 2020" are two. */
static struct asked asked_by(const struct question *q)
{
	struct asked a = {true, asks(q), 0xcbf29ce484222325ULL};
	add_text(&a.print, q->title);
	add_text(&a.print, q->intro);
	for (size_t i = 0; i < q->question_count; i++)
		add_text(&a.print, q->questions[i].text);
	return a;
}

/* Loads the question of a hit, and learns what it asks. */
static enum status load(struct folding *f, size_t at, struct question *out, struct error *err)
{
	question_init(out);
	enum status st = session_load(f->searcher, f->hits[at].docid, out, err);
	if (!st)
		f->asked[at] = asked_by(out);
	return st;
}

static bool may_be_same(const struct folding *f, size_t at, size_t other)
{
	const struct asked *a = &f->asked[at], *b = &f->asked[other];
	return a->asks && (!b->known || (b->asks && a->print == b->print));
}

static int by_number(const void *a, const void *b)
{
	uint32_t x, y;
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return (x > y) - (x < y);
}

/* The documents that have its fingerprint; none where it is the only one. */
static enum status documents_of(struct xap_db *db, struct slice fingerprint, struct buffer *docids,
				struct error *err)
{
	struct buffer term = BUFFER_INIT;
	uint32_t count = 0;
	schema_term(&term, PREFIX_FINGERPRINT, fingerprint);
	enum status st = xap_term_frequency(db, buffer_slice(&term), &count, err);
	if (!st && count > 1)
		st = xap_docids(db, buffer_slice(&term), docids, err);
	buffer_release(&term);
	return st;
}

/* Loads what asks the same among the hits behind place `at` into the fold; *places are theirs among
 * the hits. */
static enum status take_others(struct folding *f, size_t at, const struct question *q,
			       struct fold *fold, size_t **places, struct error *err)
{
	struct buffer docids = BUFFER_INIT;
	enum status st = documents_of(f->searcher->db, q->fingerprint, &docids, err);
	const size_t most = docids.len / sizeof(uint32_t);
	size_t room = 0, places_room = 0;
	for (size_t i = at + 1; !st && i < f->depth && fold->count + 1 < most; i++) {
		const uint32_t docid = f->hits[i].docid;
		if (f->taken[i] || !may_be_same(f, at, i) ||
		    !bsearch(&docid, docids.ptr, most, sizeof docid, by_number))
			continue;
		fold->questions = arena_grow(f->arena, fold->questions, fold->count, &room,
					     sizeof *fold->questions);
		*places = arena_grow(f->arena, *places, fold->count, &places_room, sizeof **places);
		struct question *other = &fold->questions[fold->count];
		st = load(f, i, other, err);
		if (st || !may_be_same(f, at, i)) {
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
static void show_match(struct folding *f, size_t at, struct question *q, struct fold *fold,
		       const size_t *places)
{
	for (size_t i = 0; f->hits[at].related && i < fold->count; i++) {
		struct ranked_hit *other = &f->hits[places[i]];
		if (other->related)
			continue;
		const struct ranked_hit shown = {other->docid, f->hits[at].score, false,
						 other->found, other->id,         other->evidence};
		const struct question asked = *q;
		*other = f->hits[at];
		f->hits[at] = shown;
		*q = fold->questions[i];
		fold->questions[i] = asked;
	}
}

/* What is folded under the hit at a place; with its question, which hits are made of. */
static enum status make_fold(struct folding *f, size_t at, struct fold *fold, struct error *err)
{
	struct question *q = &fold->question;
	size_t *places = NULL;
	enum status st = load(f, at, q, err);
	fold->loaded = true;
	if (!st && f->asked[at].asks)
		st = take_others(f, at, q, fold, &places, err);
	if (!st)
		show_match(f, at, q, fold, places);
	fold->others = arena_calloc(f->arena, fold->count, sizeof *fold->others);
	for (size_t i = 0; !st && i < fold->count; i++)
		fold->others[i] = (struct folded_question){&fold->questions[i],
							   f->hits[places[i]].related,
							   same_answers(q, &fold->questions[i])};
	return st;
}

enum status folds_make(struct searcher *searcher, uint32_t first, uint32_t count,
		       struct arena *arena, struct ranking *ranking, struct fold **folds,
		       struct error *err)
{
	struct folding f = {searcher,
			    arena,
			    ranking->hits,
			    ranking->count < FOLD_DEPTH ? ranking->count : FOLD_DEPTH,
			    arena_calloc(arena, FOLD_DEPTH, sizeof(bool)),
			    arena_calloc(arena, FOLD_DEPTH, sizeof(struct asked))};
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
	for (size_t i = 0; folds && i < count; i++) {
		for (size_t k = 0; k < folds[i].count; k++)
			question_release(&folds[i].questions[k]);
		if (folds[i].loaded)
			question_release(&folds[i].question);
	}
}
