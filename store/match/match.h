/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_MATCH_H
#define STORE_MATCH_H

/*
 * Matching a query as a whole: the set of all documents that it has, and their
 * BM25 weights added up list by list.  Where every match is to be counted, or a
 * thousand documents to be ranked by a hundred words, this costs a fifth of
 * Xapian's matcher, which goes document by document through all lists at once
 * and is made for ten hits.
 *
 *	matcher_begin(m, db);                       a search begins
 *	matcher_set(m, query, NULL, &matches, &err);
 *	matcher_add(m, topic, NULL, &err);          scores of all documents
 *	matcher_add(m, more, NULL, &err);           added to those
 *	matcher_best(m, &matches, 100, hits, &n, &err);
 *
 * A matcher remembers what it read of one state of the database: lengths of documents, ranks of
 * their ids and scores (16 bytes each; lengths and ranks come from a flat file where there is one,
 * see store/docvalues/docinfo.h), values of eight slots that ranges or an order were asked of (9
 * bytes each), posting lists up to 32 MB, values of positions up to 96 MB, which stop words
 * documents have (a bit for each, some 25 bytes a document, when a query is of stop words alone),
 * and numbers of documents of terms.  It belongs to one thread.
 */
#include "base/arena.h"
#include "store/docvalues/docinfo.h"
#include "store/remote/served.h"

struct matcher;

struct matcher *matcher_new(const struct xap_bm25 *weights);
void matcher_free(struct matcher *self);

/* Forgets sets and scores, and what it remembers when the database is in another state: then it
 * returns true. */
bool matcher_begin(struct matcher *self, struct xap_db *db);

/* True in the first search in a state: a process may run no other, so what can be read in part
 * is. */
bool matcher_is_first(const struct matcher *self);

/* Reads what most searches need; the next one is not the first. */
MUST_CHECK enum status matcher_prefetch(struct matcher *self, struct error *err);

/* False where the index is served: queries with spots are then refused. */
bool matcher_knows_positions(const struct matcher *self);

/* The flat file of that state.  Borrowed until the next matcher_begin, which may map another. */
struct flat *matcher_flat(const struct matcher *self);

/* A set of documents, a bit each.  Borrowed until the next matcher_begin. */
struct doc_set {
	uint64_t *words;
	size_t count;       /* of words */
	const void *served; /* its name where the index is served: then it has no words */
};

static inline bool doc_set_has(const struct doc_set *set, uint32_t docid)
{
	return set->words[docid / 64] >> docid % 64 & 1;
}

static inline void doc_set_add(struct doc_set *set, uint32_t docid)
{
	set->words[docid / 64] |= UINT64_C(1) << docid % 64;
}

/* An empty one, where the index is not served. */
struct doc_set matcher_new_set(struct matcher *self);

uint32_t doc_set_size(const struct doc_set *set);

/* False where the index is served: that is not known here. */
bool doc_set_is_empty(const struct doc_set *set);

MUST_CHECK enum status matcher_size(struct matcher *self, const struct doc_set *set, uint32_t *size,
				    struct error *err);
/* The documents in ascending order, in the arena of the matcher. */
const uint32_t *matcher_list(struct matcher *self, const struct doc_set *set, size_t *count);

/* The documents of `within` (NULL: of all) that the query has. */
MUST_CHECK enum status matcher_set(struct matcher *self, const struct xap_query *query,
				   const struct doc_set *within, struct doc_set *out,
				   struct error *err);

/*
 * Adds the weight that the query gives each of its documents to the document's score.  Where
 * matcher_set found these already, `found` saves doing so again; else it is NULL.
 */
MUST_CHECK enum status matcher_add(struct matcher *self, const struct xap_query *query,
				   const struct doc_set *found, struct error *err);

/* Takes the scores of documents away that the query does not have. */
MUST_CHECK enum status matcher_keep(struct matcher *self, const struct xap_query *query,
				    struct error *err);

/* Remembers the scores as they are. */
void matcher_mark(struct matcher *self);
/* The scores that documents had then: of hits of matcher_best. */
MUST_CHECK enum status matcher_marked(struct matcher *self, const uint32_t *docids, size_t count,
				      double *scores, struct error *err);

/*
 * The `count` best documents that have a score or are in `first`, those in `first` before all
 * others, then by score, then by the bytes of their ids.  *found is their number, of which *firsts
 * are in `first`.
 */
MUST_CHECK enum status matcher_best(struct matcher *self, const struct doc_set *first, size_t count,
				    struct xap_hit *hits, size_t *found, size_t *firsts,
				    struct error *err);

/* The first `count` documents of the set in the order of the keys, then by document id: *found of
 * them. */
MUST_CHECK enum status matcher_sorted(struct matcher *self, const struct doc_set *set,
				      const struct xap_sort_key *keys, unsigned key_count,
				      size_t count, struct xap_hit *hits, size_t *found,
				      struct error *err);

/* Lengths of documents, where the index is not served. */
MUST_CHECK enum status matcher_lengths(struct matcher *self, const uint32_t *docids, size_t count,
				       uint32_t *lengths, struct error *err);

/* Numbers of documents that hold each of the terms: remembered, and else read at once. */
MUST_CHECK enum status matcher_frequencies(struct matcher *self, const struct slice *terms,
					   size_t count, uint32_t *documents, struct error *err);

/* Where the index is served: has its servers count the values of slots in a set. */
MUST_CHECK enum status matcher_counts(struct matcher *self, const struct doc_set *set,
				      const unsigned *slots, size_t count, served_count_fn *fn,
				      void *ctx, struct error *err);

/* Calls fn for the terms of queries since matcher_begin that the document has, in byte order. */
typedef void matcher_term_fn(void *ctx, struct slice term);
MUST_CHECK enum status matcher_terms(struct matcher *self, uint32_t docid, matcher_term_fn *fn,
				     void *ctx, struct error *err);

#endif
