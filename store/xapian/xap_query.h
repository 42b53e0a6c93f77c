/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_QUERY_H
#define STORE_XAP_QUERY_H

/* Queries as trees: evaluated by store/match/ and, where an index is served, as store/remote/ has
 * Xapian do it. */
#include "store/xapian/xap.h"

/* ---- queries ---- */

enum xap_op {
	XAP_AND,
	XAP_OR,
	XAP_AND_NOT, /* first but none of the others */
	XAP_FILTER,  /* first, where all the others match too; they add no weight */
	XAP_SYNONYM, /* terms as one: OR, weighted by the union */
};

enum xap_kind {
	XAP_KIND_NOTHING,
	XAP_KIND_ALL,
	XAP_KIND_TERM,  /* `low` */
	XAP_KIND_RANGE, /* a value of `slot` from low to high, which is open when empty */
	XAP_KIND_JOIN,  /* of its parts by `op` */
	XAP_KIND_SCALE, /* its part, of which weights count `factor` times */
	XAP_KIND_FIXED, /* its part, where every document weighs `factor` */
	XAP_KIND_SPOTS, /* the documents of its part, or of all without one, that hold `spots` */
};

/* A query tree.  Made by the functions below and not changed after that. */
struct xap_query {
	enum xap_kind kind;
	enum xap_op op;
	double factor;
	unsigned slot;
	struct slice low, high;
	size_t count;
	struct xap_query **parts;
	struct spots *spots; /* store/termvec/span_match.h */
	bool may_lack;       /* spots that are left out where positions are not known */
};

/* Every constructor returns a new query and never NULL; those with parts take them over. */
struct xap_query *xap_query_all(void);
struct xap_query *xap_query_nothing(void);
struct xap_query *xap_query_term(struct slice term);
/* low and high inclusive, compared bytewise; an empty low or high is open.  Both open: documents
 * that have a value.  Documents without one never match. */
struct xap_query *xap_query_range(unsigned slot, struct slice low, struct slice high);
/* Joins; NULL parts are left out, no parts give a query that matches nothing, and so does a NULL
 * first part for AND_NOT and FILTER.  The parts of SYNONYM are terms. */
struct xap_query *xap_query_join(enum xap_op op, struct xap_query **parts_take, size_t count);
struct xap_query *xap_query_pair(enum xap_op op, struct xap_query *a_take,
				 struct xap_query *b_take);
/* Multiplies the weight (finite, 0 and up; 0 makes it a pure filter). */
struct xap_query *xap_query_scale(struct xap_query *part_take, double factor);
/* Every document that matches gets exactly this weight (finite, 0 and up). */
struct xap_query *xap_query_fixed(struct xap_query *part_take, double weight);
/* Documents where the term, one that was added with positions, has one in [first, last].  Weighs
 * like the term itself. */
struct xap_query *xap_query_term_within(struct slice term, uint32_t first, uint32_t last);
/* A place in a phrase, or one of several near each other, where any of these terms may stand. */
struct xap_spot {
	const struct slice *terms;
	size_t count;
	uint32_t offset; /* in a phrase: positions behind the spot with offset 0 */
};
/*
 * Documents that hold the spots at positions in [first, last]: with distance 0 as a phrase, each at
 * its offset; else in any order at positions of their own, the outermost at most `distance` apart.
 * Weighs like an AND of the spots, the terms of one spot as SYNONYM.  Without spots, or with one
 * that has no terms, nothing.
 */
struct xap_query *xap_query_spots(const struct xap_spot *spots, size_t count, uint32_t distance,
				  uint32_t first, uint32_t last);
/* Spots, or a join of them, that are left out of a query where nobody knows positions: it then
 * finds less.  Returns its argument. */
struct xap_query *xap_query_may_lack(struct xap_query *spots);
struct xap_query *xap_query_copy(const struct xap_query *query);
void xap_query_free(struct xap_query *query);
/* Whether positions of words must be read for it, apart from what it may lack. */
bool xap_query_has_spots(const struct xap_query *query);
/* Whether there is something that it may lack. */
bool xap_query_lacks(const struct xap_query *query);

/* ---- searching ---- */

/* BM25 parameters; wdf is here whatever the index stored. */
struct xap_bm25 {
	double k1, b, min_normlen;
};

struct xap_hit {
	uint32_t docid;
	double score;
};

enum { XAP_SORT_KEYS = 4 };

struct xap_sort_key {
	unsigned slot;
	bool descending; /* documents without the value come last in either direction */
};

#endif
