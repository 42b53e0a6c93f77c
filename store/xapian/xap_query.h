/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_QUERY_H
#define STORE_XAP_QUERY_H

/* Queries, and running them; see store/xapian/xap.h for what holds of all of its functions. */
#include "store/xapian/xap.h"

#ifdef __cplusplus
extern "C" {
#endif

struct xap_query; /* an immutable query tree */
struct xap_hits;  /* a match set */

/* ---- queries ---- */

enum xap_op {
	XAP_AND,
	XAP_OR,
	XAP_AND_NOT,   /* first but none of the others */
	XAP_AND_MAYBE, /* first; the others only add weight */
	XAP_FILTER,    /* first, where all the others match too; they add no weight */
	XAP_SYNONYM,   /* as one term: OR, weighted by the union */
};

/*
 * Queries are sticky like documents: a failed part makes the whole fail when it
 * is run.  Every constructor returns a new query and never NULL; xap_query_join takes
 * ownership of its parts.
 */
/* All parts and copies of a query share memory: they stay within one thread. */
struct xap_query *xap_query_all(void) XAP_NOEXCEPT;
struct xap_query *xap_query_nothing(void) XAP_NOEXCEPT;
struct xap_query *xap_query_term(struct slice term, uint32_t wqf) XAP_NOEXCEPT;
/* low and high inclusive, compared bytewise; an empty low or high is open.  Both open: documents
 * that have a value.  Documents without one never match. */
struct xap_query *xap_query_range(unsigned slot, struct slice low, struct slice high) XAP_NOEXCEPT;
/* Joins; NULL parts are left out, no parts give a query that matches nothing, and so does a NULL
 * first part for AND_NOT, AND_MAYBE and FILTER. */
struct xap_query *xap_query_join(enum xap_op op, struct xap_query **parts_take,
				 size_t count) XAP_NOEXCEPT;
/* OR of very many parts, which are taken, such as terms of ids; it weighs less than they do. */
struct xap_query *xap_query_any(struct xap_query **parts_take, size_t count) XAP_NOEXCEPT;
struct xap_query *xap_query_pair(enum xap_op op, struct xap_query *a_take,
				 struct xap_query *b_take) XAP_NOEXCEPT;
/* Multiplies the weight (0 and up; 0 makes it a pure filter). */
struct xap_query *xap_query_scale(struct xap_query *part_take, double factor) XAP_NOEXCEPT;
/* Every document that matches gets exactly this weight (0 and up). */
struct xap_query *xap_query_fixed(struct xap_query *part_take, double weight) XAP_NOEXCEPT;
/*
 * Documents where the term, one that was added with positions, has one in [first, last].  Weighs like the
 * term itself.  For local databases only.
 */
struct xap_query *xap_query_term_within(struct slice term, uint32_t first,
					uint32_t last) XAP_NOEXCEPT;
/* A place in a phrase, or one of several near each other, where any of these terms may stand. */
struct xap_spot {
	const struct slice *terms;
	size_t count;
	uint32_t offset; /* in a phrase: positions behind the spot with offset 0 */
};
/*
 * Documents that hold the spots at positions in [first, last]: with distance 0 as a phrase, each at its
 * offset; else in any order at positions of their own, the outermost at most `distance` apart.  Weighs
 * like an AND of the spots, the terms of one spot as SYNONYM.  Without spots, or with one that has no
 * terms, nothing.  For local databases only.  Xapian's own phrases are not offered: they would need its
 * position lists, and know no range, no holes and no long lists of alternatives.
 */
struct xap_query *xap_query_spots(const struct xap_spot *spots, size_t count, uint32_t distance,
				  uint32_t first, uint32_t last) XAP_NOEXCEPT;
struct xap_query *xap_query_copy(const struct xap_query *query) XAP_NOEXCEPT;
void xap_query_free(struct xap_query *query) XAP_NOEXCEPT;
/* What a query is, for who evaluates it himself. */
enum xap_kind {
	XAP_KIND_OTHER, /* what only Xapian can evaluate; a failed query too */
	XAP_KIND_NOTHING,
	XAP_KIND_ALL,
	XAP_KIND_TERM,  /* `low` */
	XAP_KIND_RANGE, /* a value of `slot` from low to high, which is open when empty */
	XAP_KIND_JOIN,  /* of its parts by `op` */
	XAP_KIND_SCALE, /* its part times `factor` */
	XAP_KIND_SPOTS, /* the documents of its part, or of all without one, that hold `spots` */
};
struct xap_look {
	enum xap_kind kind;
	enum xap_op op;
	double factor;
	unsigned slot;
	struct slice low, high; /* borrowed from the query */
	size_t parts;
	const struct spots *spots; /* store/termvec/span_match.h */
};
void xap_query_look(const struct xap_query *query, struct xap_look *out) XAP_NOEXCEPT;
/* Its i-th part, i < parts; borrowed. */
const struct xap_query *xap_query_part(const struct xap_query *query, size_t i) XAP_NOEXCEPT;
/* Xapian's own description, for --explain and tests; replaces *out. */
MUST_CHECK enum status xap_query_describe(const struct xap_query *query, struct buffer *out,
					  struct error *err) XAP_NOEXCEPT;

/* ---- searching ---- */

enum { XAP_SORT_KEYS = 4, XAP_COUNT_SLOTS = 16 };

struct xap_sort_key {
	unsigned slot;
	bool descending;
	bool empty_last; /* documents without the value come last in either direction */
};

struct xap_search {
	const struct xap_query *query;
	uint32_t first;          /* rank of the first hit wanted, from 0 */
	uint32_t count;          /* number of hits wanted; 0 only counts */
	uint32_t check_at_least; /* candidates to look at before estimating; UINT32_MAX = all: exact */
	/* BM25 parameters; wdf here is whatever the index stored */
	double k1, b, min_normlen;
	/* Order: by these keys, then relevance (best first), then document id (earlier first).
	 * None: by relevance, then by what xap_set_identity says, then document id.  Scores that differ by less
	 * than 1e-7 are the same in this: parts add up in different orders. */
	struct xap_sort_key sort[XAP_SORT_KEYS];
	unsigned sort_count;
	bool any_order; /* nobody looks at the order of a local database's hits: ties cost nothing then */
	/* Count the distinct values of these slots over all matches (implies exact). */
	unsigned count_slots[XAP_COUNT_SLOTS];
	unsigned count_slot_count;
	/* The value of carry_slot is brought along with the hits of remote parts, for xap_values.  Without sort
	 * keys and where the total may be a lower bound only. */
	bool carry;
	unsigned carry_slot;
	/* 0 = none.  When it strikes check_at_least no longer holds, and totals that thereby lack
	 * matches are marked inexact.  No bound on the time: with sort keys, or where all matches
	 * weigh the same, Xapian goes on to the end. */
	bool want_terms; /* for xap_hits_matching_term: some 16 us a hit */
	uint32_t timeout_ms;
};

struct xap_hit {
	uint32_t docid;
	double score;   /* BM25 sum; 0 for boolean queries */
	double percent; /* of the best possible */
};

/* Puts hits of the same score, which stand together, in the order of what identifies them.  Does nothing
 * before xap_set_identity. */
MUST_CHECK enum status xap_order_ties(struct xap_db *db, struct xap_hit *hits, size_t count,
				      struct error *err) XAP_NOEXCEPT;

/* The match set is read out whole, matching terms included (16 us a hit whose document has 400
 * terms): it outlives db and query. */
MUST_CHECK enum status xap_run(struct xap_db *db, const struct xap_search *search,
			       struct xap_hits **hits, struct error *err) XAP_NOEXCEPT;
size_t xap_hits_count(const struct xap_hits *hits) XAP_NOEXCEPT;
struct xap_hit xap_hits_at(const struct xap_hits *hits, size_t i) XAP_NOEXCEPT;
/* Number of matching documents; *exact says whether it is one (else a lower bound). */
uint32_t xap_hits_total(const struct xap_hits *hits, bool *exact) XAP_NOEXCEPT;
/* The counts of the k-th of count_slots, most frequent first then by value; i from 0; false at the
 * end.  value is borrowed until xap_hits_free. */
bool xap_hits_value_count(const struct xap_hits *hits, unsigned k, size_t i, struct slice *value,
			  uint32_t *count) XAP_NOEXCEPT;
/* Terms of the query that are in a hit, by byte order; false at the end, and at once without
 * want_terms. */
bool xap_hits_matching_term(const struct xap_hits *hits, size_t hit, size_t i,
			    struct slice *term) XAP_NOEXCEPT;
void xap_hits_free(struct xap_hits *hits) XAP_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
