/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/match/match_turned.h"

struct turned_place {
	struct posting_list *lists; /* by term; none for bare ones.  NULL: the place has one term */
	size_t *at;                 /* how far each was gone through */
	uint32_t *starts; /* by document of the block, and one more: where its terms begin */
	struct buffer terms;
};

/* The candidates before this one. */
static size_t rank_of(const struct match_turned *self, uint32_t docid)
{
	const uint64_t below = self->candidates->words[docid / 64] &
			       ((UINT64_C(1) << docid % 64) - 1);
	return self->ranks[docid / 64] + (size_t)__builtin_popcountll(below);
}

static void rank_candidates(struct match_turned *self)
{
	const struct doc_set *set = self->candidates;
	uint32_t before = 0;
	self->ranks = arena_alloc(&self->matcher->arena, set->count * sizeof *self->ranks + 1);
	for (size_t i = 0; i < set->count; i++) {
		self->ranks[i] = before;
		before += (uint32_t)__builtin_popcountll(set->words[i]);
	}
}

enum status match_turned_begin(struct match_turned *self, struct matcher *matcher,
			       const struct spots *spots, const struct doc_set *candidates,
			       size_t block_most, struct error *err)
{
	struct arena *arena = &matcher->arena;
	enum status st = STATUS_OK;
	*self = (struct match_turned){.matcher = matcher, .spots = spots, .candidates = candidates};
	self->places = arena_calloc(arena, spots->count, sizeof *self->places);
	rank_candidates(self);
	for (size_t k = 0; k < spots->count; k++) {
		const struct spots_place *place = &spots->items[k];
		struct turned_place *t = &self->places[k];
		if (place->count < 2)
			continue;
		t->lists = arena_calloc(arena, place->count, sizeof *t->lists);
		t->at = arena_calloc(arena, place->count, sizeof *t->at);
		t->starts = arena_calloc(arena, block_most + 2, sizeof *t->starts);
		for (size_t i = 0; !st && i < place->count; i++)
			if (place->keys[i].bare < 0)
				st = match_list(matcher, place->terms[i], &t->lists[i], err);
	}
	return st;
}

void match_turned_release(struct match_turned *self)
{
	for (size_t k = 0; k < self->spots->count; k++)
		buffer_release(&self->places[k].terms);
}

/* Counts the postings of the list that are in the block, or puts each in its place; returns where
 * the next block begins. */
static size_t turn_list(const struct match_turned *self, struct turned_place *t, size_t term,
			uint32_t last, uint32_t *put)
{
	const struct xap_posting *p = match_postings(self->matcher, &t->lists[term]);
	size_t i = t->at[term];
	for (; i < t->lists[term].count && p[i].docid <= last; i++) {
		if (!doc_set_has(self->candidates, p[i].docid))
			continue;
		const size_t index = rank_of(self, p[i].docid) - self->from;
		if (put)
			put[t->starts[index + 1]++] = (uint32_t)term;
		else
			t->starts[index + 2]++;
	}
	return i;
}

/*
 * A count and a fill.  While counting, starts[i + 2] is the number of terms of document i; while
 * filling, starts[i + 1] is where its next term goes, which is where the next document's begin when
 * all are there.
 */
static void turn_place(struct match_turned *self, const struct spots_place *place,
		       struct turned_place *t, uint32_t last)
{
	memset(t->starts, 0, (self->count + 2) * sizeof *t->starts);
	for (size_t i = 0; i < place->count; i++)
		if (t->at[i] < t->lists[i].count)
			turn_list(self, t, i, last, NULL);
	for (size_t i = 2; i <= self->count + 1; i++)
		t->starts[i] += t->starts[i - 1];
	buffer_clear(&t->terms);
	buffer_reserve(&t->terms, t->starts[self->count + 1] * sizeof(uint32_t) + 1);
	uint32_t *put = (uint32_t *)(void *)t->terms.ptr;
	for (size_t i = 0; i < place->count; i++)
		if (t->at[i] < t->lists[i].count)
			t->at[i] = turn_list(self, t, i, last, put);
}

void match_turned_block(struct match_turned *self, size_t from, size_t count, uint32_t last)
{
	self->from = from;
	self->count = count;
	for (size_t k = 0; k < self->spots->count; k++)
		if (self->places[k].lists)
			turn_place(self, &self->spots->items[k], &self->places[k], last);
}

const uint32_t *match_turned_terms(const struct match_turned *self, size_t place, size_t index,
				   size_t *count)
{
	const struct turned_place *t = &self->places[place];
	*count = t->starts[index + 1] - t->starts[index];
	return (const uint32_t *)(const void *)t->terms.ptr + t->starts[index];
}
