/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BM25 of all documents of a query, list by list. */
#include "store/match/match_internal.h"

#include <math.h>
#include <stdlib.h>

/* Reads the posting lists of all terms and marks the documents whose length is not known. */
static enum status read_lists(struct matcher *self, const struct xap_query *query, struct doc_set *unknown,
			      struct error *err)
{
	struct xap_look look;
	struct posting_list list;
	enum status st = STATUS_OK;
	xap_query_look(query, &look);
	if (look.kind == XAP_KIND_SCALE && look.factor == 0)
		return STATUS_OK;
	if (look.kind == XAP_KIND_JOIN || look.kind == XAP_KIND_SCALE || look.kind == XAP_KIND_SPOTS)
		for (size_t i = 0; !st && i < look.parts; i++)
			st = read_lists(self, xap_query_part(query, i), unknown, err);
	if (st || look.kind != XAP_KIND_TERM)
		return st;
	st = match_list(self, look.low, &list, err);
	if (st)
		return st;
	const struct xap_posting *p = match_postings(self, &list);
	for (size_t i = 0; i < list.count; i++)
		if (self->lengths[p[i].docid] == 0)
			match_set_add(unknown, p[i].docid);
	return STATUS_OK;
}

static enum status read_lengths_of(struct matcher *self, const uint32_t *docids, size_t count, struct error *err)
{
	uint32_t *lengths = arena_alloc(&self->arena, count * sizeof *lengths + 1);
	enum status st = count ? xap_lengths(self->db, docids, count, lengths, err) : STATUS_OK;
	for (size_t i = 0; !st && i < count; i++)
		self->read_lengths[docids[i]] = lengths[i];
	return st;
}

/*
 * Without a flat file: a process that runs one search reads the lengths that it needs; one that goes on, all, up to
 * some number.  A length of 0 is read each time.
 */
static enum status read_lengths(struct matcher *self, const struct xap_query *query, struct error *err)
{
	enum status st = STATUS_OK;
	size_t count;
	if (flat_lengths(self->flat) || self->read_whole)
		return STATUS_OK;
	if (!self->read_lengths)
		self->read_lengths = match_renew(NULL, (size_t)self->last + 1, sizeof *self->read_lengths);
	self->lengths = self->read_lengths;
	struct doc_set unknown = match_new_set(self);
	self->read_whole = self->searches > 1 && self->last <= LENGTHS_AT_ONCE;
	if (!self->read_whole)
		st = read_lists(self, query, &unknown, err);
	for (uint32_t docid = 1; self->read_whole && docid <= self->last; docid++)
		match_set_add(&unknown, docid);
	if (st)
		return st;
	const uint32_t *docids = matcher_list(self, &unknown, &count);
	st = read_lengths_of(self, docids, count, err);
	self->read_whole = self->read_whole && !st;
	return st;
}

/* What a length makes of BM25. */
struct norms {
	double average, min, k1, b;
};

static inline double norm_of(const struct norms *n, uint32_t length)
{
	double share = n->average > 0 ? length / n->average : 1;
	return n->k1 * ((share < n->min ? n->min : share) * n->b + 1 - n->b);
}

/* Xapian's weight of a term: Robertson and Sparck Jones's, kept positive. */
static double term_weight(const struct matcher *self, size_t frequency)
{
	double n = (double)frequency, weight = ((double)self->documents - n + .5) / (n + .5);
	if (weight < 2)
		weight = weight * .5 + 1;
	return log(weight) * (self->k1 + 1);
}

/* Where it is weighed: in all documents without `within`; `found` when those are just the documents of the query. */
struct weighed {
	const struct doc_set *within;
	bool found;
};

static enum status weigh(struct matcher *self, const struct xap_query *query, double factor, struct weighed in,
			 struct error *err);

enum { AHEAD = 16 }; /* postings whose places are fetched before they are needed: these lie all over memory */

static enum status weigh_term(struct matcher *self, struct slice term, double factor,
			      const struct doc_set *within, struct error *err)
{
	struct posting_list list;
	enum status st = match_list(self, term, &list, err);
	if (st)
		return st;
	const struct xap_posting *p = match_postings(self, &list);
	const double weight = factor * term_weight(self, list.count);
	const struct norms norms = {self->average, self->min_normlen, self->k1, self->b};
	const uint32_t *lengths = self->lengths;
	const bool marked = self->marks.on;
	double *scores = self->scores;
	struct doc_set touched = self->touched;
	for (size_t i = 0; i < list.count; i++) {
		uint32_t docid = p[i].docid;
		if (i + AHEAD < list.count) {
			__builtin_prefetch(&scores[p[i + AHEAD].docid], 1);
			__builtin_prefetch(&lengths[p[i + AHEAD].docid]);
		}
		if (within && !doc_set_has(within, docid))
			continue;
		double wdf = (double)p[i].wdf;
		if (marked)
			match_keep_mark(self, docid);
		match_set_add(&touched, docid);
		scores[docid] += weight * (wdf / (norm_of(&norms, lengths[docid]) + wdf));
	}
	return STATUS_OK;
}

/* The documents of the query among those where it is weighed. */
static enum status find_held(struct matcher *self, const struct xap_query *query, struct weighed in,
			     struct doc_set *out, struct error *err)
{
	if (!in.found)
		return matcher_set(self, query, in.within, out, err);
	*out = *in.within;
	return STATUS_OK;
}

static void touch(struct matcher *self, const struct doc_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		self->touched.words[i] |= set->words[i];
}

static enum status weigh_join(struct matcher *self, const struct xap_query *query, const struct xap_look *look,
			      double factor, struct weighed in, struct error *err)
{
	struct doc_set held;
	size_t weighty = look->op == XAP_AND_NOT || look->op == XAP_FILTER ? 1 : look->parts;
	struct weighed part = {in.within, false};
	enum status st = STATUS_OK;
	if (look->op != XAP_OR) {
		st = find_held(self, query, in, &held, err);
		part.within = &held;
	}
	for (size_t i = 0; !st && i < weighty; i++)
		st = weigh(self, xap_query_part(query, i), factor, part, err);
	return st;
}

/* As its words weigh, of which it has one for each place. */
static enum status weigh_spots(struct matcher *self, const struct xap_query *query, const struct xap_look *look,
			       double factor, struct weighed in, struct error *err)
{
	struct doc_set held;
	enum status st = find_held(self, query, in, &held, err);
	if (!st)
		touch(self, &held);
	return st || !look->parts ? st
				  : weigh(self, xap_query_part(query, 0), factor, (struct weighed){&held, false}, err);
}

static bool only_xapian_weighs(const struct xap_look *look)
{
	return look->kind == XAP_KIND_OTHER || (look->kind == XAP_KIND_JOIN && look->op == XAP_SYNONYM);
}

bool matcher_weighs(const struct xap_query *query)
{
	struct xap_look look;
	xap_query_look(query, &look);
	if (only_xapian_weighs(&look))
		return false;
	for (size_t i = 0; i < look.parts; i++)
		if (!matcher_weighs(xap_query_part(query, i)))
			return false;
	return true;
}

/* Documents without weight have a score too: 0. */
static enum status weigh_others(struct matcher *self, const struct xap_query *query, double factor,
				const struct xap_look *look, struct weighed in, struct error *err)
{
	struct doc_set set = match_new_set(self);
	enum status st = only_xapian_weighs(look) && factor > 0
				 ? match_ask_xapian(self, query, factor, in.within, &set, err)
				 : find_held(self, query, in, &set, err);
	if (!st)
		touch(self, &set);
	return st;
}

static enum status weigh(struct matcher *self, const struct xap_query *query, double factor, struct weighed in,
			 struct error *err)
{
	struct xap_look look;
	xap_query_look(query, &look);
	if (only_xapian_weighs(&look) || factor == 0)
		return weigh_others(self, query, factor, &look, in, err);
	switch (look.kind) {
	case XAP_KIND_TERM: return weigh_term(self, look.low, factor, in.within, err);
	case XAP_KIND_JOIN: return weigh_join(self, query, &look, factor, in, err);
	case XAP_KIND_SCALE: return weigh(self, xap_query_part(query, 0), factor * look.factor, in, err);
	case XAP_KIND_SPOTS: return weigh_spots(self, query, &look, factor, in, err);
	default: return weigh_others(self, query, factor, &look, in, err);
	}
}

enum status matcher_add(struct matcher *self, const struct xap_query *query, const struct doc_set *found,
			struct error *err)
{
	enum status st = read_lengths(self, query, err);
	return st ? st : weigh(self, query, 1, (struct weighed){found, found != NULL}, err);
}

enum status matcher_keep(struct matcher *self, const struct xap_query *query, struct error *err)
{
	struct doc_set set;
	enum status st = matcher_set(self, query, &self->touched, &set, err);
	for (size_t i = 0; !st && i < self->touched.count; i++) {
		for (uint64_t word = self->touched.words[i] & ~set.words[i]; word; word &= word - 1) {
			size_t docid = i * 64 + (size_t)__builtin_ctzll(word);
			if (self->marks.on)
				self->marks.moved.words[i] &= ~(UINT64_C(1) << docid % 64);
			self->scores[docid] = 0;
		}
		self->touched.words[i] = set.words[i];
	}
	return st;
}

/* ---- marks ---- */

void matcher_mark(struct matcher *self)
{
	struct marks *m = &self->marks;
	*m = (struct marks){.on = true, .moved = match_new_set(self), .former = m->former, .room = m->room};
}

void match_keep_mark(struct matcher *self, uint32_t docid)
{
	struct marks *m = &self->marks;
	if (doc_set_has(&m->moved, docid))
		return;
	if (m->count == m->room) {
		m->room = m->room ? 2 * m->room : 1024;
		m->former = realloc(m->former, m->room * sizeof *m->former);
		if (!m->former)
			die_nomem(m->room * sizeof *m->former);
	}
	m->former[m->count++] = (struct former){docid, self->scores[docid]};
	match_set_add(&m->moved, docid);
	m->scores = NULL;
}

static size_t rank_in(const struct marks *m, uint32_t docid)
{
	const uint64_t before = m->moved.words[docid / 64] & ((UINT64_C(1) << docid % 64) - 1);
	return m->ranks[docid / 64] + (size_t)__builtin_popcountll(before);
}

/* The former scores in the order of documents. */
static void order_marks(struct matcher *self)
{
	struct marks *m = &self->marks;
	uint32_t rank = 0;
	m->ranks = arena_alloc(&self->arena, m->moved.count * sizeof *m->ranks);
	for (size_t i = 0; i < m->moved.count; i++) {
		m->ranks[i] = rank;
		rank += (uint32_t)__builtin_popcountll(m->moved.words[i]);
	}
	m->scores = arena_alloc(&self->arena, rank * sizeof *m->scores + 1);
	for (size_t i = 0; i < m->count; i++)
		if (doc_set_has(&m->moved, m->former[i].docid))
			m->scores[rank_in(m, m->former[i].docid)] = m->former[i].score;
}

double matcher_marked(struct matcher *self, uint32_t docid)
{
	struct marks *m = &self->marks;
	if (!m->on || !doc_set_has(&m->moved, docid))
		return self->scores[docid];
	if (!m->scores)
		order_marks(self);
	return m->scores[rank_in(m, docid)];
}

double matcher_score(const struct matcher *self, uint32_t docid)
{
	return self->scores[docid];
}
