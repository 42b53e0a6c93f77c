/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Posting lists are read whole, each once, and stay until they are too many.  Sets are bits by document id; scores are floats by
 * document id, `touched` tells which are in use, so that clearing them costs nothing for the others.
 *
 * Lengths are read before they are needed, in the order of documents: their list is one of the
 * index like others, and going back in it is what makes it slow.
 */
#include "store/match.h"

#include <math.h>
#include <stdlib.h>

enum {
	NORMS_AT_ONCE = 250000, /* document ids up to which all lengths are read in the second search */
	POSTINGS_KEPT = 32 << 20, /* bytes of posting lists that later searches find */
	FREQUENCIES_MAX = 1 << 16,
};

struct list {
	struct slice term;
	size_t first, count; /* in postings */
	uint64_t search;     /* that last used it */
};

struct frequency {
	struct slice term;
	uint32_t documents;
};

struct matcher {
	double k1, b, min_normlen;
	struct xap_db *db;
	/* of the state of the database */
	uint64_t state;    /* counts them */
	uint64_t revision; /* 0: unknown, nothing may be remembered */
	struct buffer uuid;
	uint32_t documents, last;
	double average;
	float *norms; /* the part of BM25 that a document's length makes; 0: not read */
	bool norms_whole;
	uint64_t searches; /* in this state */
	struct arena remembered;
	struct frequency *frequencies; /* open addressing by term */
	size_t frequency_count;
	struct arena terms; /* of the lists */
	struct buffer postings;
	struct list *lists; /* open addressing by term */
	size_t list_count, list_room;
	/* of the search */
	uint64_t search; /* counts them */
	struct arena arena;
	float *scores, *marked;
	struct doc_set touched;
};

struct matcher *matcher_new(const struct xap_search *like)
{
	struct matcher *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	self->k1 = like->k1;
	self->b = like->b;
	self->min_normlen = like->min_normlen;
	return self;
}

void matcher_free(struct matcher *self)
{
	if (!self)
		return;
	buffer_release(&self->uuid);
	buffer_release(&self->postings);
	arena_release(&self->remembered);
	arena_release(&self->terms);
	arena_release(&self->arena);
	free(self->frequencies);
	free(self->lists);
	free(self->norms);
	free(self->scores);
	free(self->marked);
	free(self->touched.words);
	free(self);
}

/* ---- a state of the database ---- */

static void *renew(void *old, size_t count, size_t size)
{
	free(old);
	void *items = calloc(count, size);
	if (!items)
		die_nomem(count * size);
	return items;
}

static void forget_lists(struct matcher *self)
{
	if (self->postings.capacity > 2 * (size_t)POSTINGS_KEPT)
		buffer_release(&self->postings);
	buffer_clear(&self->postings);
	arena_clear(&self->terms);
	if (self->lists)
		memset(self->lists, 0, self->list_room * sizeof *self->lists);
	self->list_count = 0;
}

static void remember_anew(struct matcher *self)
{
	forget_lists(self);
	self->state++;
	self->searches = 0;
	self->norms_whole = false;
	self->documents = xap_doccount(self->db);
	self->last = xap_is_remote(self->db) ? 0 : xap_lastdocid(self->db); /* there no lists are read */
	self->average = xap_average_length(self->db);
	self->touched.count = (size_t)self->last / 64 + 1;
	self->touched.words = renew(self->touched.words, self->touched.count, sizeof *self->touched.words);
	self->norms = renew(self->norms, (size_t)self->last + 1, sizeof *self->norms);
	self->scores = renew(self->scores, (size_t)self->last + 1, sizeof *self->scores);
	self->marked = renew(self->marked, (size_t)self->last + 1, sizeof *self->marked);
	self->frequencies = renew(self->frequencies, 2 * FREQUENCIES_MAX, sizeof *self->frequencies);
	self->frequency_count = 0;
	arena_clear(&self->remembered);
}

/* Several databases in one have no revision: then each search is the first. */
static bool same_state(struct matcher *self, struct xap_db *db)
{
	struct error none = {0};
	struct buffer uuid = BUFFER_INIT;
	uint64_t revision = 0;
	if (xap_revision(db, &revision, &none) || xap_uuid(db, &uuid, &none))
		revision = 0;
	bool same = revision && self->norms && revision == self->revision &&
		    slice_eq(buffer_slice(&uuid), buffer_slice(&self->uuid));
	buffer_release(&self->uuid);
	self->uuid = uuid;
	self->revision = revision;
	return same;
}

static void clear_scores(struct matcher *self)
{
	if (doc_set_size(&self->touched) > self->last / 4) {
		memset(self->scores, 0, ((size_t)self->last + 1) * sizeof *self->scores);
		memset(self->marked, 0, ((size_t)self->last + 1) * sizeof *self->marked);
		memset(self->touched.words, 0, self->touched.count * sizeof *self->touched.words);
		return;
	}
	for (size_t i = 0; i < self->touched.count; i++)
		for (uint64_t word = self->touched.words[i]; word; word &= word - 1) {
			size_t docid = i * 64 + (size_t)__builtin_ctzll(word);
			self->scores[docid] = self->marked[docid] = 0;
		}
	if (self->touched.count)
		memset(self->touched.words, 0, self->touched.count * sizeof *self->touched.words);
}

enum status matcher_begin(struct matcher *self, struct xap_db *db, struct error *err)
{
	(void)err;
	self->db = db;
	clear_scores(self);
	arena_clear(&self->arena);
	self->search++;
	if (self->postings.len > POSTINGS_KEPT)
		forget_lists(self);
	if (!same_state(self, db))
		remember_anew(self);
	self->searches++;
	return STATUS_OK;
}

uint64_t matcher_state(const struct matcher *self)
{
	return self->state;
}

/* ---- sets ---- */

static struct doc_set new_set(struct matcher *self)
{
	size_t count = self->touched.count;
	return (struct doc_set){arena_calloc(&self->arena, count, sizeof(uint64_t)), count};
}

static inline void set_add(struct doc_set *set, uint32_t docid)
{
	set->words[docid / 64] |= UINT64_C(1) << docid % 64;
}

uint32_t doc_set_size(const struct doc_set *set)
{
	uint32_t size = 0;
	for (size_t i = 0; i < set->count; i++)
		size += (uint32_t)__builtin_popcountll(set->words[i]);
	return size;
}

const uint32_t *matcher_list(struct matcher *self, const struct doc_set *set, size_t *count)
{
	size_t n = 0;
	uint32_t *list = arena_alloc(&self->arena, doc_set_size(set) * sizeof *list + 1);
	for (size_t i = 0; i < set->count; i++)
		for (uint64_t word = set->words[i]; word; word &= word - 1)
			list[n++] = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
	*count = n;
	return list;
}

/* ---- posting lists ---- */

static size_t hash_term(struct slice s)
{
	size_t h = 5381;
	for (size_t i = 0; i < s.len; i++)
		h = h * 33 ^ (unsigned char)s.ptr[i];
	return h ^ h >> 15;
}

static struct list *place_of(struct matcher *self, struct slice term)
{
	size_t i = hash_term(term) & (self->list_room - 1);
	while (self->lists[i].term.len && !slice_eq(self->lists[i].term, term))
		i = (i + 1) & (self->list_room - 1);
	return &self->lists[i];
}

static void grow_lists(struct matcher *self)
{
	struct list *old = self->lists;
	size_t room = self->list_room;
	self->list_room = room ? 2 * room : 1024;
	self->lists = renew(NULL, self->list_room, sizeof *self->lists);
	for (size_t i = 0; i < room; i++)
		if (old[i].term.len)
			*place_of(self, old[i].term) = old[i];
	free(old);
}

/* The list of a term, read when it is not there.  Postings move when others are read. */
static enum status list_of(struct matcher *self, struct slice term, struct list *out, struct error *err)
{
	if (2 * self->list_count >= self->list_room)
		grow_lists(self);
	struct list *list = place_of(self, term);
	size_t before = self->postings.len;
	enum status st = list->term.len ? STATUS_OK : xap_postings(self->db, term, &self->postings, err);
	if (st)
		return st;
	if (!list->term.len) {
		*list = (struct list){arena_copy(&self->terms, term), before / sizeof(struct xap_posting),
				      (self->postings.len - before) / sizeof(struct xap_posting), 0};
		self->list_count++;
	}
	list->search = self->search;
	*out = *list;
	return STATUS_OK;
}

static const struct xap_posting *postings_of(const struct matcher *self, const struct list *list)
{
	return (const struct xap_posting *)(const void *)self->postings.ptr + list->first;
}

static struct frequency *frequency_at(struct matcher *self, struct slice term)
{
	size_t mask = 2 * FREQUENCIES_MAX - 1, i = hash_term(term) & mask;
	while (self->frequencies[i].term.len && !slice_eq(self->frequencies[i].term, term))
		i = (i + 1) & mask;
	return &self->frequencies[i];
}

enum status matcher_frequency(struct matcher *self, struct slice term, uint32_t *frequency,
			      struct error *err)
{
	struct frequency *known = frequency_at(self, term);
	if (known->term.len) {
		*frequency = known->documents;
		return STATUS_OK;
	}
	enum status st = xap_term_frequency(self->db, term, frequency, err);
	if (!st && self->frequency_count < FREQUENCIES_MAX) {
		*known = (struct frequency){arena_copy(&self->remembered, term), *frequency};
		self->frequency_count++;
	}
	return st;
}

enum status matcher_know(struct matcher *self, const struct slice *terms, size_t count, struct error *err)
{
	struct slice *unknown = arena_alloc(&self->arena, count * sizeof *unknown + 1);
	uint32_t *documents = arena_calloc(&self->arena, count, sizeof *documents);
	size_t n = 0;
	for (size_t i = 0; i < count && self->frequency_count + n < FREQUENCIES_MAX; i++)
		if (!frequency_at(self, terms[i])->term.len)
			unknown[n++] = terms[i];
	enum status st = n ? xap_term_frequencies(self->db, unknown, n, documents, err) : STATUS_OK;
	for (size_t i = 0; !st && i < n; i++) {
		struct frequency *known = frequency_at(self, unknown[i]);
		self->frequency_count += !known->term.len;
		if (!known->term.len)
			*known = (struct frequency){arena_copy(&self->remembered, unknown[i]), documents[i]};
	}
	return st;
}

static bool list_has(const struct matcher *self, const struct list *list, uint32_t docid)
{
	const struct xap_posting *postings = postings_of(self, list);
	size_t low = 0, high = list->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (postings[middle].docid < docid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && postings[low].docid == docid;
}

static int by_term(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

void matcher_terms(struct matcher *self, uint32_t docid, matcher_term_fn *fn, void *ctx)
{
	struct slice *held = arena_alloc(&self->arena, self->list_count * sizeof *held + 1);
	size_t count = 0;
	for (size_t i = 0; i < self->list_room; i++) {
		const struct list *list = &self->lists[i];
		if (list->term.len && list->search == self->search && list_has(self, list, docid))
			held[count++] = list->term;
	}
	if (count)
		qsort(held, count, sizeof *held, by_term);
	for (size_t i = 0; i < count; i++)
		fn(ctx, held[i]);
}

/* ---- the set of a query ---- */

static enum status set_of_term(struct matcher *self, struct slice term, const struct doc_set *within,
			       struct doc_set *out, struct error *err)
{
	struct list list;
	enum status st = list_of(self, term, &list, err);
	if (st)
		return st;
	const struct xap_posting *p = postings_of(self, &list);
	for (size_t i = 0; i < list.count; i++)
		if (!within || doc_set_has(within, p[i].docid))
			set_add(out, p[i].docid);
	return STATUS_OK;
}

struct between {
	struct slice low, high;
	struct doc_set *out;
};

static void take_between(void *ctx, uint32_t docid, struct slice value)
{
	struct between *b = ctx;
	if (slice_compare(value, b->low) >= 0 && (!b->high.len || slice_compare(value, b->high) <= 0))
		set_add(b->out, docid);
}

/* What only Xapian knows; with weights its scores are added as well. */
static enum status ask_xapian(struct matcher *self, const struct xap_query *query, double factor,
			      const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct xap_query *scaled = xap_query_scale(xap_query_copy(query), factor);
	struct xap_search search = {.query = scaled, .count = self->last, .check_at_least = UINT32_MAX,
				    .k1 = self->k1, .b = self->b, .min_normlen = self->min_normlen};
	struct xap_hits *hits = NULL;
	enum status st = xap_run(self->db, &search, &hits, err);
	xap_query_free(scaled);
	for (size_t i = 0; !st && i < xap_hits_count(hits); i++) {
		struct xap_hit hit = xap_hits_at(hits, i);
		if (hit.docid > self->last || (within && !doc_set_has(within, hit.docid)))
			continue;
		set_add(out, hit.docid);
		if (factor > 0)
			self->scores[hit.docid] += (float)hit.score;
	}
	xap_hits_free(hits);
	return st;
}

/* The documents there are. */
static enum status everything(struct matcher *self, const struct xap_query *all, struct doc_set *out,
			      struct error *err)
{
	if (self->documents != self->last)
		return ask_xapian(self, all, 0, NULL, out, err);
	for (uint32_t docid = 1; docid <= self->last; docid++)
		set_add(out, docid);
	return STATUS_OK;
}

static enum status set_of_range(struct matcher *self, const struct xap_query *query,
				const struct xap_look *look, const struct doc_set *within,
				struct doc_set *out, struct error *err)
{
	struct between between = {look->low, look->high, out};
	size_t count;
	if (!within)
		return ask_xapian(self, query, 0, NULL, out, err);
	const uint32_t *docids = matcher_list(self, within, &count);
	return xap_values(self->db, look->slot, docids, count, take_between, &between, err);
}

/* Ranges and what Xapian is asked come last: they cost less within fewer documents. */
static bool is_late(const struct xap_query *query)
{
	struct xap_look look;
	xap_query_look(query, &look);
	if (look.kind == XAP_KIND_SCALE || look.kind == XAP_KIND_JOIN) {
		for (size_t i = 0; i < look.parts; i++)
			if (is_late(xap_query_part(query, i)))
				return true;
		return false;
	}
	return look.kind == XAP_KIND_RANGE || look.kind == XAP_KIND_OTHER || look.kind == XAP_KIND_ALL;
}

static enum status intersect(struct matcher *self, const struct xap_query *query, size_t parts,
			     const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set now = {NULL, 0};
	enum status st = STATUS_OK;
	for (int late = 0; late < 2; late++)
		for (size_t i = 0; !st && i < parts; i++) {
			const struct xap_query *part = xap_query_part(query, i);
			if (is_late(part) != late)
				continue;
			st = matcher_set(self, part, within, &now, err);
			within = &now;
		}
	if (!st && now.words)
		*out = now;
	return st;
}

static enum status subtract(struct matcher *self, const struct xap_query *query, size_t parts,
			    const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set other;
	enum status st = matcher_set(self, xap_query_part(query, 0), within, out, err);
	for (size_t i = 1; !st && i < parts; i++) {
		st = matcher_set(self, xap_query_part(query, i), out, &other, err);
		for (size_t w = 0; !st && w < out->count; w++)
			out->words[w] &= ~other.words[w];
	}
	return st;
}

static enum status unite(struct matcher *self, const struct xap_query *query, size_t parts,
			 const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct doc_set other;
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < parts; i++) {
		st = matcher_set(self, xap_query_part(query, i), within, &other, err);
		for (size_t w = 0; !st && w < out->count; w++)
			out->words[w] |= other.words[w];
	}
	return st;
}

static enum status set_of_join(struct matcher *self, const struct xap_query *query,
			       const struct xap_look *look, const struct doc_set *within,
			       struct doc_set *out, struct error *err)
{
	switch (look->op) {
	case XAP_AND:
	case XAP_FILTER: return intersect(self, query, look->parts, within, out, err);
	case XAP_AND_NOT: return subtract(self, query, look->parts, within, out, err);
	case XAP_AND_MAYBE: return matcher_set(self, xap_query_part(query, 0), within, out, err);
	default: return unite(self, query, look->parts, within, out, err);
	}
}

enum status matcher_set(struct matcher *self, const struct xap_query *query,
			const struct doc_set *within, struct doc_set *out, struct error *err)
{
	struct xap_look look;
	struct doc_set set = new_set(self);
	enum status st = STATUS_OK;
	xap_query_look(query, &look);
	switch (look.kind) {
	case XAP_KIND_NOTHING: break;
	case XAP_KIND_ALL:
		if (within)
			memcpy(set.words, within->words, set.count * sizeof *set.words);
		else
			st = everything(self, query, &set, err);
		break;
	case XAP_KIND_TERM: st = set_of_term(self, look.low, within, &set, err); break;
	case XAP_KIND_RANGE: st = set_of_range(self, query, &look, within, &set, err); break;
	case XAP_KIND_JOIN: st = set_of_join(self, query, &look, within, &set, err); break;
	case XAP_KIND_SCALE: st = matcher_set(self, xap_query_part(query, 0), within, &set, err); break;
	default: st = ask_xapian(self, query, 0, within, &set, err); break;
	}
	*out = set;
	return st;
}

/* ---- scores ---- */

/* Reads the posting lists of all terms and marks the documents whose length is not known (NULL: none). */
static enum status read_lists(struct matcher *self, const struct xap_query *query, struct doc_set *unknown,
			      struct error *err)
{
	struct xap_look look;
	struct list list;
	enum status st = STATUS_OK;
	xap_query_look(query, &look);
	if (look.kind == XAP_KIND_JOIN || look.kind == XAP_KIND_SCALE)
		for (size_t i = 0; !st && i < look.parts; i++)
			st = read_lists(self, xap_query_part(query, i), unknown, err);
	if (st || look.kind != XAP_KIND_TERM)
		return st;
	st = list_of(self, look.low, &list, err);
	if (st || !unknown)
		return st;
	const struct xap_posting *p = postings_of(self, &list);
	for (size_t i = 0; i < list.count; i++)
		if (self->norms[p[i].docid] == 0)
			set_add(unknown, p[i].docid);
	return STATUS_OK;
}

static enum status read_norms_of(struct matcher *self, const uint32_t *docids, size_t count, struct error *err)
{
	uint32_t *lengths = arena_alloc(&self->arena, count * sizeof *lengths + 1);
	enum status st = count ? xap_lengths(self->db, docids, count, lengths, err) : STATUS_OK;
	for (size_t i = 0; !st && i < count; i++) {
		double length = self->average > 0 ? lengths[i] / self->average : 1;
		if (length < self->min_normlen)
			length = self->min_normlen;
		self->norms[docids[i]] = (float)(self->k1 * (length * self->b + 1 - self->b));
	}
	return st;
}

/* A process that runs one search reads the lengths that it needs; one that goes on, all. */
static enum status read_norms(struct matcher *self, const struct xap_query *query, struct error *err)
{
	enum status st = STATUS_OK;
	size_t count;
	if (self->norms_whole)
		return read_lists(self, query, NULL, err);
	struct doc_set unknown = new_set(self);
	self->norms_whole = self->searches > 1 && self->last <= NORMS_AT_ONCE;
	if (!self->norms_whole)
		st = read_lists(self, query, &unknown, err);
	for (uint32_t docid = 1; self->norms_whole && docid <= self->last; docid++)
		set_add(&unknown, docid);
	if (st)
		return st;
	const uint32_t *docids = matcher_list(self, &unknown, &count);
	st = read_norms_of(self, docids, count, err);
	self->norms_whole = self->norms_whole && !st;
	return st;
}

/* Xapian's weight of a term: Robertson and Sparck Jones's, kept positive. */
static double term_weight(const struct matcher *self, size_t frequency)
{
	double n = (double)frequency, weight = ((double)self->documents - n + .5) / (n + .5);
	if (weight < 2)
		weight = weight * .5 + 1;
	return log(weight) * (self->k1 + 1);
}

static enum status weigh(struct matcher *self, const struct xap_query *query, double factor,
			 const struct doc_set *within, struct error *err);

static enum status weigh_term(struct matcher *self, struct slice term, double factor,
			      const struct doc_set *within, struct error *err)
{
	struct list list;
	enum status st = list_of(self, term, &list, err);
	if (st)
		return st;
	const struct xap_posting *p = postings_of(self, &list);
	const float weight = (float)(factor * term_weight(self, list.count));
	const float *norms = self->norms;
	float *scores = self->scores;
	struct doc_set touched = self->touched;
	for (size_t i = 0; i < list.count; i++) {
		uint32_t docid = p[i].docid;
		if (within && !doc_set_has(within, docid))
			continue;
		float wdf = (float)p[i].wdf;
		set_add(&touched, docid);
		scores[docid] += weight * wdf / (norms[docid] + wdf);
	}
	return STATUS_OK;
}

static enum status weigh_join(struct matcher *self, const struct xap_query *query,
			      const struct xap_look *look, double factor, const struct doc_set *within,
			      struct error *err)
{
	struct doc_set held;
	size_t weighty = look->op == XAP_AND_NOT || look->op == XAP_FILTER ? 1 : look->parts;
	enum status st = STATUS_OK;
	if (look->op != XAP_OR) {
		st = matcher_set(self, query, within, &held, err);
		within = &held;
	}
	for (size_t i = 0; !st && i < weighty; i++)
		st = weigh(self, xap_query_part(query, i), factor, within, err);
	return st;
}

/* Documents without weight have a score too: 0. */
static enum status weigh_others(struct matcher *self, const struct xap_query *query, double factor,
				const struct xap_look *look, const struct doc_set *within, struct error *err)
{
	struct doc_set set = new_set(self);
	enum status st = look->kind == XAP_KIND_OTHER ? ask_xapian(self, query, factor, within, &set, err)
						      : matcher_set(self, query, within, &set, err);
	for (size_t i = 0; !st && i < set.count; i++)
		self->touched.words[i] |= set.words[i];
	return st;
}

static enum status weigh(struct matcher *self, const struct xap_query *query, double factor,
			 const struct doc_set *within, struct error *err)
{
	struct xap_look look;
	xap_query_look(query, &look);
	switch (look.kind) {
	case XAP_KIND_TERM: return weigh_term(self, look.low, factor, within, err);
	case XAP_KIND_JOIN: return weigh_join(self, query, &look, factor, within, err);
	case XAP_KIND_SCALE: return weigh(self, xap_query_part(query, 0), factor * look.factor, within, err);
	default: return weigh_others(self, query, factor, &look, within, err);
	}
}

enum status matcher_add(struct matcher *self, const struct xap_query *query, struct error *err)
{
	enum status st = read_norms(self, query, err);
	return st ? st : weigh(self, query, 1, NULL, err);
}

enum status matcher_keep(struct matcher *self, const struct xap_query *query, struct error *err)
{
	struct doc_set set;
	enum status st = matcher_set(self, query, &self->touched, &set, err);
	for (size_t i = 0; !st && i < self->touched.count; i++) {
		for (uint64_t word = self->touched.words[i] & ~set.words[i]; word; word &= word - 1) {
			size_t docid = i * 64 + (size_t)__builtin_ctzll(word);
			self->scores[docid] = self->marked[docid] = 0;
		}
		self->touched.words[i] = set.words[i];
	}
	return st;
}

void matcher_mark(struct matcher *self)
{
	for (size_t i = 0; i < self->touched.count; i++)
		for (uint64_t word = self->touched.words[i]; word; word &= word - 1) {
			size_t docid = i * 64 + (size_t)__builtin_ctzll(word);
			self->marked[docid] = self->scores[docid];
		}
}

double matcher_marked(const struct matcher *self, uint32_t docid)
{
	return (double)self->marked[docid];
}

/* ---- the best ---- */

/*
 * A rank as one number, the larger the better: whether the document is in `first`, its score (no score is
 * below 0, so the bits of floats sort as they do), and its id, the smaller the better.
 */
static uint64_t rank_key(bool first, float score, uint32_t docid)
{
	uint32_t bits;
	memcpy(&bits, &score, sizeof bits);
	return (uint64_t)first << 63 | (uint64_t)bits << 32 | (UINT32_MAX - docid);
}

static void swap(uint64_t *a, uint64_t *b)
{
	uint64_t t = *a;
	*a = *b;
	*b = t;
}

/* Parts keys from low to high around one of them: returns the last place of the better half. */
static size_t part(uint64_t *keys, size_t low, size_t high)
{
	uint64_t pivot = keys[low + (high - low) / 2];
	for (size_t i = low, j = high;; i++, j--) {
		while (keys[i] > pivot)
			i++;
		while (keys[j] < pivot)
			j--;
		if (i >= j)
			return j;
		swap(&keys[i], &keys[j]);
	}
}

/* Brings the `most` best to the front, sorted; what lies behind comes in any order. */
static void sort_best(uint64_t *keys, size_t low, size_t high, size_t most)
{
	enum { FEW = 16 };
	while (low < most && low < high) {
		if (high - low < FEW) {
			for (size_t i = low + 1; i <= high; i++)
				for (size_t k = i; k > low && keys[k] > keys[k - 1]; k--)
					swap(&keys[k], &keys[k - 1]);
			return;
		}
		size_t middle = part(keys, low, high);
		sort_best(keys, low, middle, most);
		low = middle + 1;
	}
}

/* Brings the `most` best to the front, in any order. */
static void select_best(uint64_t *keys, size_t count, size_t most)
{
	size_t low = 0, high = count - 1;
	while (low < high) {
		size_t middle = part(keys, low, high);
		if (most <= middle)
			high = middle;
		else
			low = middle + 1;
	}
}

/* Keys that are gathered until there are twice as many as wanted; then the worse half goes. */
struct gathering {
	uint64_t *keys;
	size_t count, most;
	float least; /* a score that is not above it comes too late */
};

static void gather(struct gathering *g, bool first, float score, uint32_t docid)
{
	g->keys[g->count++] = rank_key(first, score, docid);
	if (g->count < 2 * g->most)
		return;
	select_best(g->keys, g->count, g->most - 1); /* and the last of them to its place */
	g->count = g->most;
	uint32_t bits = (uint32_t)(g->keys[g->most - 1] >> 32) & INT32_MAX;
	memcpy(&g->least, &bits, sizeof bits);
}

/* Of equal scores the earlier document is better, and those come first: what does not exceed the least is lost. */
static void gather_others(struct matcher *self, const struct doc_set *first, struct gathering *g)
{
	const float *scores = self->scores;
	for (size_t i = 0; i < self->touched.count; i++) {
		uint64_t word = self->touched.words[i] & ~(first ? first->words[i] : 0);
		for (; word; word &= word - 1) {
			uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			if (scores[docid] > g->least)
				gather(g, false, scores[docid], docid);
		}
	}
}

/* The best, of equal scores by document id. */
static size_t best_by_number(struct matcher *self, const struct doc_set *first, size_t count, struct xap_hit *hits)
{
	struct gathering g = {.most = count < self->last ? count : self->last, .least = -1};
	size_t before = 0;
	if (!g.most)
		return 0;
	g.keys = arena_alloc(&self->arena, 2 * g.most * sizeof *g.keys);
	for (size_t i = 0; first && i < first->count; i++)
		for (uint64_t word = first->words[i]; word; word &= word - 1, before++) {
			uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			gather(&g, true, self->scores[docid], docid);
		}
	if (before < g.most) {
		g.least = -1;
		gather_others(self, first, &g);
	}
	if (g.count)
		sort_best(g.keys, 0, g.count - 1, g.most);
	if (g.count > g.most)
		g.count = g.most;
	for (size_t i = 0; i < g.count; i++) {
		uint32_t docid = UINT32_MAX - (uint32_t)g.keys[i];
		hits[i] = (struct xap_hit){docid, (double)self->scores[docid], 0};
	}
	return g.count;
}

/* ---- ties ---- */

/* Counts, and lists unless NULL, the documents with this score that are in `first`, or that are not. */
static size_t find_ties(const struct matcher *self, const struct doc_set *first, bool in_first, float score,
			struct xap_hit *ties)
{
	size_t n = 0;
	for (size_t i = 0; i < self->touched.count; i++) {
		uint64_t firsts = first ? first->words[i] : 0;
		for (uint64_t word = in_first ? firsts : self->touched.words[i] & ~firsts; word; word &= word - 1) {
			uint32_t docid = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
			if (self->scores[docid] != score)
				continue;
			if (ties)
				ties[n] = (struct xap_hit){docid, (double)score, 0};
			n++;
		}
	}
	return n;
}

/* Where the last hits tie with others that did not get in, those that go first of all of them do. */
static enum status settle_end(struct matcher *self, const struct doc_set *first, struct xap_hit *hits, size_t count,
			      struct error *err)
{
	float score = self->scores[hits[count - 1].docid];
	bool in_first = first && doc_set_has(first, hits[count - 1].docid);
	size_t from = count - 1, n = find_ties(self, first, in_first, score, NULL);
	while (from && self->scores[hits[from - 1].docid] == score &&
	       (first && doc_set_has(first, hits[from - 1].docid)) == in_first)
		from--;
	if (n <= count - from)
		return STATUS_OK;
	struct xap_hit *ties = arena_alloc(&self->arena, n * sizeof *ties);
	find_ties(self, first, in_first, score, ties);
	enum status st = xap_order_ties(self->db, ties, n, err);
	memcpy(hits + from, ties, (count - from) * sizeof *hits);
	return st;
}

enum status matcher_best(struct matcher *self, const struct doc_set *first, size_t count, struct xap_hit *hits,
			 size_t *found, struct error *err)
{
	size_t n = best_by_number(self, first, count, hits), matches = 0;
	*found = n;
	while (first && matches < n && doc_set_has(first, hits[matches].docid))
		matches++;
	enum status st = xap_order_ties(self->db, hits, matches, err);
	if (!st)
		st = xap_order_ties(self->db, hits + matches, n - matches, err);
	return st || !n || n < count ? st : settle_end(self, first, hits, n, err);
}
