/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BM25 of all documents of a query, list by list. */
#include "store/match/match_internal.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"

enum status match_read_lengths(struct matcher *self, struct error *err)
{
	if (self->lengths)
		return STATUS_OK;
	uint32_t *docids = arena_alloc(&self->arena, (size_t)self->last * sizeof *docids + 1);
	for (uint32_t i = 0; i < self->last; i++)
		docids[i] = i + 1;
	self->read_lengths = match_renew(self->read_lengths, (size_t)self->last + 1,
					 sizeof *self->read_lengths);
	work_limit_pause(xap_limit(self->db));
	enum status st = xap_lengths(self->db, docids, self->last, self->read_lengths + 1, err);
	work_limit_resume(xap_limit(self->db));
	if (!st) {
		self->lengths = self->read_lengths;
		return STATUS_OK;
	}
	free(self->read_lengths);
	self->read_lengths = NULL;
	return st;
}

enum status matcher_lengths(struct matcher *self, const uint32_t *docids, size_t count,
			    uint32_t *lengths, struct error *err)
{
	enum status st = match_read_lengths(self, err);
	for (size_t i = 0; !st && i < count; i++)
		lengths[i] = self->lengths[docids[i]];
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
	return log(weight) * (self->weights.k1 + 1);
}

/* Where it is weighed: in all documents without `within`; `found` when those are just the documents
 * of the query. */
struct weighed {
	const struct doc_set *within;
	bool found;
};

static enum status weigh(struct matcher *self, const struct xap_query *query, double factor,
			 struct weighed in, struct error *err);

enum {
	AHEAD = 16
}; /* postings whose places are fetched before they are needed: these lie all over memory */

static enum status weigh_term(struct matcher *self, struct slice term, double factor,
			      const struct doc_set *within, struct error *err)
{
	struct posting_list list;
	enum status st = match_list(self, term, &list, err);
	if (st)
		return st;
	const struct xap_posting *p = match_postings(self, &list);
	const double weight = factor * term_weight(self, list.count);
	const struct norms norms = {self->average, self->weights.min_normlen, self->weights.k1,
				    self->weights.b};
	const uint32_t *lengths = self->lengths;
	double *scores = self->into;
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
		doc_set_add(&touched, docid);
		scores[docid] += weight * (wdf / (norm_of(&norms, lengths[docid]) + wdf));
	}
	return STATUS_OK;
}

/* ---- terms as one ---- */

static void touch(struct matcher *self, const struct doc_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		self->touched.words[i] |= set->words[i];
}

/* Documents that hold one of several terms, taking these for independent of each other: two by two,
 * the rarest first, in whole documents, as Xapian estimates it. */
static size_t estimate_union(const struct matcher *self, uint32_t *frequencies, size_t count)
{
	qsort(frequencies, count, sizeof *frequencies, sort_by_u32);
	for (size_t from = 0; from + 1 < count; from++) {
		const double a = frequencies[from], b = frequencies[from + 1];
		const uint32_t either = (uint32_t)(a + b - a * b / self->documents + .5);
		size_t i = from + 1;
		for (; i + 1 < count && frequencies[i + 1] < either; i++)
			frequencies[i] = frequencies[i + 1];
		frequencies[i] = either;
	}
	return count ? frequencies[count - 1] : 0;
}

/* Adds up how often each document has one of the terms: counts by document, which lie in memory
 * that is zero again after. */
static enum status add_counts(struct matcher *self, const struct xap_query *query,
			      const struct doc_set *within, uint32_t *counts, uint32_t *frequencies,
			      struct doc_set *out, struct error *err)
{
	for (size_t i = 0; i < query->count; i++) {
		struct posting_list list;
		enum status st = match_list(self, query->parts[i]->low, &list, err);
		if (st)
			return st;
		const struct xap_posting *p = match_postings(self, &list);
		frequencies[i] = (uint32_t)list.count;
		for (size_t k = 0; k < list.count; k++) {
			if (within && !doc_set_has(within, p[k].docid))
				continue;
			counts[p[k].docid] += p[k].wdf;
			doc_set_add(out, p[k].docid);
		}
	}
	return STATUS_OK;
}

/* No more often than the document is long. */
static enum status weigh_synonym(struct matcher *self, const struct xap_query *query, double factor,
				 const struct doc_set *within, struct error *err)
{
	const struct norms norms = {self->average, self->weights.min_normlen, self->weights.k1,
				    self->weights.b};
	uint32_t *frequencies = arena_alloc(&self->arena, query->count * sizeof *frequencies + 1);
	struct doc_set held = matcher_new_set(self);
	if (!self->counts)
		self->counts = large_renew(&self->count_memory, (size_t)self->last + 1,
					   sizeof *self->counts);
	enum status st = add_counts(self, query, within, self->counts, frequencies, &held, err);
	const double weight = st ? 0
				 : factor * term_weight(self, estimate_union(self, frequencies,
									     query->count));
	for (size_t i = 0; i < held.count; i++)
		for (uint64_t word = held.words[i]; word; word &= word - 1) {
			const uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			const uint32_t length = self->lengths[docid], count = self->counts[docid];
			const double wdf = count < length ? count : length;
			self->counts[docid] = 0;
			self->into[docid] += weight * (wdf / (norm_of(&norms, length) + wdf));
		}
	touch(self, &held);
	return st;
}

/* ---- joins ---- */

/* The documents of the query among those where it is weighed. */
static enum status find_held(struct matcher *self, const struct xap_query *query, struct weighed in,
			     struct doc_set *out, struct error *err)
{
	if (!in.found)
		return matcher_set(self, query, in.within, out, err);
	*out = *in.within;
	return STATUS_OK;
}

static enum status weigh_join(struct matcher *self, const struct xap_query *query, double factor,
			      struct weighed in, struct error *err)
{
	struct doc_set held;
	size_t weighty = query->op == XAP_AND_NOT || query->op == XAP_FILTER ? 1 : query->count;
	struct weighed part = {in.within, false};
	enum status st = STATUS_OK;
	if (query->op != XAP_OR) {
		st = find_held(self, query, in, &held, err);
		part.within = &held;
	}
	for (size_t i = 0; !st && i < weighty; i++)
		st = weigh(self, query->parts[i], factor, part, err);
	return st;
}

/* As its words weigh, of which it has one for each place. */
static enum status weigh_spots(struct matcher *self, const struct xap_query *query, double factor,
			       struct weighed in, struct error *err)
{
	struct doc_set held;
	enum status st = find_held(self, query, in, &held, err);
	if (!st)
		touch(self, &held);
	return st || !query->count
		       ? st
		       : weigh(self, query->parts[0], factor, (struct weighed){&held, false}, err);
}

/* Documents without weight have a score too: 0. */
static enum status weigh_alike(struct matcher *self, const struct xap_query *query, double weight,
			       struct weighed in, struct error *err)
{
	struct doc_set held;
	enum status st = find_held(self, query, in, &held, err);
	if (st)
		return st;
	for (size_t i = 0; weight > 0 && i < held.count; i++)
		for (uint64_t word = held.words[i]; word; word &= word - 1) {
			const uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			self->into[docid] += weight;
		}
	touch(self, &held);
	return STATUS_OK;
}

static enum status weigh(struct matcher *self, const struct xap_query *query, double factor,
			 struct weighed in, struct error *err)
{
	enum status st = work_limit_check(xap_limit(self->db), err);
	if (st)
		return st;
	if (factor == 0)
		return weigh_alike(self, query, 0, in, err);
	switch (query->kind) {
	case XAP_KIND_TERM: return weigh_term(self, query->low, factor, in.within, err);
	case XAP_KIND_JOIN:
		return query->op == XAP_SYNONYM ? weigh_synonym(self, query, factor, in.within, err)
						: weigh_join(self, query, factor, in, err);
	case XAP_KIND_SCALE: return weigh(self, query->parts[0], factor * query->factor, in, err);
	case XAP_KIND_FIXED: return weigh_alike(self, query, factor * query->factor, in, err);
	case XAP_KIND_SPOTS: return weigh_spots(self, query, factor, in, err);
	default: return weigh_alike(self, query, 0, in, err);
	}
}

enum status matcher_add(struct matcher *self, const struct xap_query *query,
			const struct doc_set *found, struct error *err)
{
	if (self->served)
		return served_add(self->served, query, err);
	enum status st = match_read_lengths(self, err);
	return st ? st : weigh(self, query, 1, (struct weighed){found, found != NULL}, err);
}

enum status matcher_keep(struct matcher *self, const struct xap_query *query, struct error *err)
{
	struct doc_set set;
	if (self->served)
		return served_keep(self->served, query, err);
	enum status st = matcher_set(self, query, &self->touched, &set, err);
	for (size_t i = 0; !st && i < self->touched.count; i++) {
		for (uint64_t word = self->touched.words[i] & ~set.words[i]; word;
		     word &= word - 1) {
			size_t docid = i * 64 + (size_t)__builtin_ctzll(word);
			self->scores[docid] = 0;
			if (self->into != self->scores)
				self->into[docid] = 0;
		}
		self->touched.words[i] = set.words[i];
	}
	return st;
}

/* ---- marks ---- */

/* From here on weights go into an array of their own. */
void matcher_mark(struct matcher *self)
{
	if (self->served) {
		served_mark(self->served);
		return;
	}
	if (!self->late)
		self->late = large_renew(&self->late_memory, (size_t)self->last + 1,
					 sizeof *self->late);
	self->into = self->late;
}

enum status matcher_marked(struct matcher *self, const uint32_t *docids, size_t count,
			   double *scores, struct error *err)
{
	if (self->served)
		return served_marked(self->served, docids, count, scores, err);
	for (size_t i = 0; i < count; i++)
		scores[i] = self->scores[docids[i]];
	return STATUS_OK;
}
