/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/expand/feedback.h"

#include <math.h>
#include <stdlib.h>

enum { LOOK_UPS_A_TERM = 3 };

struct candidate {
	struct slice term;
	double share;
};

struct candidates {
	struct arena *arena;
	struct candidate *items;
	size_t count, item_room;
	uint32_t *table; /* open addressing by term: place in items, from 1 */
	size_t room;
};

static size_t hash_term(struct slice s)
{
	size_t h = 5381;
	for (size_t i = 0; i < s.len; i++)
		h = h * 33 ^ (unsigned char)s.ptr[i];
	return h ^ h >> 15;
}

static uint32_t *find(struct candidates *self, struct slice term)
{
	size_t i = hash_term(term) & (self->room - 1);
	while (self->table[i] && !slice_eq(self->items[self->table[i] - 1].term, term))
		i = (i + 1) & (self->room - 1);
	return &self->table[i];
}

static void grow(struct candidates *self)
{
	self->room = self->room ? self->room * 2 : 8192;
	self->table = arena_calloc(self->arena, self->room, sizeof *self->table);
	for (size_t i = 0; i < self->count; i++)
		*find(self, self->items[i].term) = (uint32_t)i + 1;
}

/* Place of a term in the items. */
static size_t place_of(struct candidates *self, struct slice term)
{
	if (self->count * 2 >= self->room)
		grow(self);
	uint32_t *place = find(self, term);
	if (!*place) {
		self->items = arena_grow(self->arena, self->items, self->count, &self->item_room,
					 sizeof *self->items);
		self->items[self->count++] = (struct candidate){arena_copy(self->arena, term), 0};
		*place = (uint32_t)self->count;
	}
	return *place - 1;
}

/* Words only: no prefixes, no numbers and dates, nothing of one or two letters. */
static bool usable(struct slice term, uint32_t wdf)
{
	return wdf && term.len > 2 && !(term.ptr[0] >= 'A' && term.ptr[0] <= 'Z') &&
	       !byte_is_digit(term.ptr[0]);
}

/* The terms of one document, kept until its length is known. */
struct document {
	struct candidates *all;
	struct held {
		size_t place;
		uint32_t wdf;
	} * held;
	size_t count, room;
	double length;
};

static void take_term(void *ctx, struct slice term, uint32_t wdf)
{
	struct document *d = ctx;
	if (!usable(term, wdf))
		return;
	d->held = arena_grow(d->all->arena, d->held, d->count, &d->room, sizeof *d->held);
	d->held[d->count++] = (struct held){place_of(d->all, term), wdf};
	d->length += wdf;
}

static enum status add_documents(struct xap_db *db, const struct hit_list *hits, size_t count,
				 struct candidates *all, struct error *err)
{
	struct document d = {.all = all};
	enum status st = STATUS_OK;
	double sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += hits->items[i].score;
	for (size_t i = 0; !st && sum > 0 && i < count; i++) {
		d.count = 0;
		d.length = 0;
		st = xap_each_term(db, hits->items[i].docid, take_term, &d, err);
		for (size_t k = 0; !st && k < d.count; k++)
			all->items[d.held[k].place].share += hits->items[i].score / sum *
							     d.held[k].wdf / d.length;
	}
	return st;
}

struct scored {
	const struct candidate *candidate;
	double score;
	uint32_t documents;
};

static int by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return slice_compare(x->candidate->term, y->candidate->term);
}

/* Brings the `most` best to the front, in any order (Hoare's selection). */
static void select_best(struct scored *list, size_t count, size_t most)
{
	size_t low = 0, high = count;
	while (most < high && high - low > 1) {
		struct scored pivot = list[low + (high - 1 - low) / 2]; /* never the last */
		size_t i = low, j = high - 1;
		for (;; i++, j--) {
			while (by_score(&list[i], &pivot) < 0)
				i++;
			while (by_score(&pivot, &list[j]) < 0)
				j--;
			if (i >= j)
				break;
			struct scored one = list[i];
			list[i] = list[j];
			list[j] = one;
		}
		/* all before j + 1 are at least as good as all from there on */
		if (most <= j)
			high = j + 1;
		else
			low = j + 1;
	}
}

/*
 * Multiplies by the inverse document frequency and sorts again.  A frequency costs a
 * look-up in the index, so only the terms of the largest shares are weighed.
 */
static enum status weigh(struct matcher *matcher, struct arena *arena, double total,
			 const struct feedback_options *options, struct scored *list, size_t *count,
			 struct error *err)
{
	size_t most = options->terms * LOOK_UPS_A_TERM, n = 0;
	if (most < *count) {
		select_best(list, *count, most);
		*count = most;
	}
	struct slice *terms = arena_alloc(arena, *count * sizeof *terms + 1);
	uint32_t *documents = arena_alloc(arena, *count * sizeof *documents + 1);
	for (size_t i = 0; i < *count; i++)
		terms[i] = list[i].candidate->term;
	enum status st = matcher_frequencies(matcher, terms, *count, documents, err);
	for (size_t i = 0; !st && i < *count; i++) {
		if (documents[i] < 2 || documents[i] > total * options->max_share)
			continue;
		list[n] = list[i];
		list[n].documents = documents[i];
		list[n++].score *= log(total / documents[i]);
	}
	if (n)
		qsort(list, n, sizeof *list, by_score);
	*count = n;
	return st;
}

/* The best of the list, passing over those that would have too many postings. */
static void choose(const struct scored *list, size_t count, const struct feedback_options *options,
		   struct feedback_term *terms, size_t *chosen)
{
	size_t left = options->postings;
	for (size_t i = 0; i < count && *chosen < options->terms; i++) {
		if (list[i].documents > left)
			continue;
		left -= list[i].documents;
		terms[(*chosen)++] = (struct feedback_term){list[i].candidate->term,
							    list[i].score / list[0].score};
	}
}

enum status feedback_choose(struct xap_db *db, struct matcher *matcher, const struct hit_list *hits,
			    const struct feedback_options *options, struct arena *arena,
			    struct feedback_term **terms, size_t *count, struct error *err)
{
	struct candidates all = {.arena = arena};
	size_t documents = hits->count < options->documents ? hits->count : options->documents;
	*count = 0;
	*terms = NULL;
	enum status st = add_documents(db, hits, documents, &all, err);
	if (st)
		return st;
	struct scored *list = arena_calloc(arena, all.count, sizeof *list);
	size_t n = all.count;
	for (size_t i = 0; i < n; i++)
		list[i] = (struct scored){&all.items[i], all.items[i].share, 0};
	st = weigh(matcher, arena, xap_doccount(db), options, list, &n, err);
	if (st)
		return st;
	*terms = arena_calloc(arena, options->terms, sizeof **terms);
	choose(list, n, options, *terms, count);
	return STATUS_OK;
}
