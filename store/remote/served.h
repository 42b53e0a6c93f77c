/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_REMOTE_SERVED_H
#define STORE_REMOTE_SERVED_H

/*
 * Queries on an index of which databases are served by other machines: Xapian's own servers
 * evaluate and weigh them.  Sets and scores are named here and stay there; store/match/ has the
 * same functions for an index on this machine, and sends callers here.
 *
 * What the servers cannot do is refused: STATUS_INVALID for a query with spots, which needs the
 * positions of words.
 *
 * SORTING.  They know one key: each further one takes a search of its own, and so do documents
 * without the first. VALUES.  The row of each of the best documents comes along, for xap_rows.
 *
 * It works with any database, of this machine too: so the tests compare store/match/ with Xapian.
 */
#include "store/xapian/xap_query.h"

#ifdef __cplusplus
extern "C" {
#endif

struct served;

struct served *served_new(const struct xap_bm25 *weights) XAP_NOEXCEPT;
void served_free(struct served *self) XAP_NOEXCEPT;

/* Forgets sets and scores. */
void served_begin(struct served *self, struct xap_db *db) XAP_NOEXCEPT;

/* Names the documents of `within` (NULL: of all) that the query has.  Borrowed until the next
 * served_begin. */
MUST_CHECK enum status served_set(struct served *self, const struct xap_query *query,
				  const void *within, const void **set,
				  struct error *err) XAP_NOEXCEPT;
MUST_CHECK enum status served_size(struct served *self, const void *set, uint32_t *size,
				   struct error *err) XAP_NOEXCEPT;

/* As matcher_add, matcher_keep and matcher_mark. */
MUST_CHECK enum status served_add(struct served *self, const struct xap_query *query,
				  struct error *err) XAP_NOEXCEPT;
MUST_CHECK enum status served_keep(struct served *self, const struct xap_query *query,
				   struct error *err) XAP_NOEXCEPT;
void served_mark(struct served *self) XAP_NOEXCEPT;

/* As matcher_best, matcher_sorted, matcher_marked and matcher_terms: a search each, or some. */
MUST_CHECK enum status served_best(struct served *self, const void *first, size_t count,
				   struct xap_hit *hits, size_t *found, size_t *firsts,
				   struct error *err) XAP_NOEXCEPT;
MUST_CHECK enum status served_sorted(struct served *self, const void *set,
				     const struct xap_sort_key *keys, unsigned key_count,
				     size_t count, struct xap_hit *hits, size_t *found,
				     struct error *err) XAP_NOEXCEPT;
MUST_CHECK enum status served_marked(struct served *self, const uint32_t *docids, size_t count,
				     double *scores, struct error *err) XAP_NOEXCEPT;
typedef void served_term_fn(void *ctx, struct slice term);
MUST_CHECK enum status served_terms(struct served *self, uint32_t docid, served_term_fn *fn,
				    void *ctx, struct error *err) XAP_NOEXCEPT;

/* Calls fn for each value of each slot that documents of the set have, with how many have it, in
 * one search. */
typedef void served_count_fn(void *ctx, size_t slot, struct slice value, uint32_t documents);
MUST_CHECK enum status served_counts(struct served *self, const void *set, const unsigned *slots,
				     size_t count, served_count_fn *fn, void *ctx,
				     struct error *err) XAP_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
