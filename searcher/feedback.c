/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/feedback.h"

#include <math.h>
#include <stdlib.h>

enum { LOOK_UPS_A_TERM = 5 };

struct candidate {
	struct slice term;
	double share;
};

struct candidates {
	struct arena *arena;
	struct candidate *table; /* open addressing by term */
	size_t room, count;
};

static size_t hash_term(struct slice s)
{
	size_t h = 5381;
	for (size_t i = 0; i < s.len; i++)
		h = h * 33 ^ (unsigned char)s.ptr[i];
	return h ^ h >> 15;
}

static struct candidate *find(struct candidates *self, struct slice term)
{
	size_t i = hash_term(term) & (self->room - 1);
	while (self->table[i].term.len && !slice_eq(self->table[i].term, term))
		i = (i + 1) & (self->room - 1);
	return &self->table[i];
}

static void grow(struct candidates *self)
{
	struct candidate *old = self->table;
	size_t room = self->room;
	self->room = room ? room * 2 : 2048;
	self->table = arena_calloc(self->arena, self->room, sizeof *self->table);
	for (size_t i = 0; i < room; i++)
		if (old[i].term.len)
			*find(self, old[i].term) = old[i];
}

static void add(struct candidates *self, struct slice term, double share)
{
	if (self->count * 2 >= self->room)
		grow(self);
	struct candidate *c = find(self, term);
	if (!c->term.len) {
		c->term = arena_copy(self->arena, term);
		self->count++;
	}
	c->share += share;
}

/* Words only: no prefixes, no numbers and dates, nothing of one or two letters. */
static bool usable(struct slice term, uint32_t wdf)
{
	return wdf && term.len > 2 && !(term.ptr[0] >= 'A' && term.ptr[0] <= 'Z') &&
	       !byte_is_digit(term.ptr[0]);
}

static enum status add_document(struct xap_db *db, struct xap_hit hit, double belief,
				struct candidates *all, struct error *err)
{
	struct xap_terms *terms = NULL;
	struct slice term;
	uint32_t wdf;
	bool more = true;
	double length = 0;
	for (int pass = 0; pass < 2; pass++) {
		enum status st = xap_terms_open(db, hit.docid, SLICE_EMPTY, &terms, err);
		while (!st && more) {
			st = xap_terms_next(terms, &more, &term, NULL, &wdf, err);
			if (st || !more || !usable(term, wdf))
				continue;
			if (pass)
				add(all, term, belief * wdf / length);
			else
				length += wdf;
		}
		xap_terms_close(terms);
		if (st)
			return st;
		more = true;
	}
	return STATUS_OK;
}

struct scored {
	const struct candidate *candidate;
	double score;
};

static int by_score(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return slice_compare(x->candidate->term, y->candidate->term);
}

static size_t list_by_share(const struct candidates *all, struct scored *list)
{
	size_t n = 0;
	for (size_t i = 0; i < all->room; i++)
		if (all->table[i].term.len)
			list[n++] = (struct scored){&all->table[i], all->table[i].share};
	if (n)
		qsort(list, n, sizeof *list, by_score);
	return n;
}

/*
 * Multiplies by the inverse document frequency and sorts again.  A frequency costs a
 * look-up in the index, so only the terms of the largest shares are weighed.
 */
static enum status weigh(struct xap_db *db, const struct feedback_options *options,
			 struct scored *list, size_t *count, struct error *err)
{
	double total = xap_doccount(db);
	size_t most = options->terms * LOOK_UPS_A_TERM, n = 0;
	for (size_t i = 0; i < *count && i < most; i++) {
		uint32_t frequency;
		enum status st = xap_term_frequency(db, list[i].candidate->term, &frequency, err);
		if (st)
			return st;
		if (frequency < 2 || frequency > total * options->max_share)
			continue;
		list[n] = list[i];
		list[n++].score *= log(total / frequency);
	}
	if (n)
		qsort(list, n, sizeof *list, by_score);
	*count = n;
	return STATUS_OK;
}

enum status feedback_choose(struct xap_db *db, const struct xap_hits *hits,
			    const struct feedback_options *options, struct arena *arena,
			    struct feedback_term **terms, size_t *count, struct error *err)
{
	struct candidates all = {.arena = arena};
	size_t documents = xap_hits_count(hits);
	double sum = 0;
	*count = 0;
	*terms = NULL;
	if (documents > options->documents)
		documents = options->documents;
	for (size_t i = 0; i < documents; i++)
		sum += xap_hits_at(hits, i).score;
	if (sum <= 0)
		return STATUS_OK;
	for (size_t i = 0; i < documents; i++) {
		struct xap_hit hit = xap_hits_at(hits, i);
		enum status failed = add_document(db, hit, hit.score / sum, &all, err);
		if (failed)
			return failed;
	}
	struct scored *list = arena_calloc(arena, all.count, sizeof *list);
	size_t n = list_by_share(&all, list);
	enum status st = weigh(db, options, list, &n, err);
	if (st)
		return st;
	*count = n < options->terms ? n : options->terms;
	*terms = arena_calloc(arena, *count, sizeof **terms);
	for (size_t i = 0; i < *count; i++)
		(*terms)[i] = (struct feedback_term){list[i].candidate->term, list[i].score / list[0].score};
	return STATUS_OK;
}
