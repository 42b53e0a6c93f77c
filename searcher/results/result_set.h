/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RESULT_SET_H
#define SEARCHER_RESULT_SET_H

/*
 * The questions that figures are made of.  Here that is a set of documents, of which the values lie in
 * memory; where parts of the index are on other machines it is a query, and their servers count.
 */
#include "searcher/snapshot/searcher_internal.h"

struct counted {
	struct searcher *searcher;
	struct doc_set set;      /* without a query */
	struct xap_query *query; /* of an index with remote parts, else NULL */
	struct xap_hits *hits;   /* with the counts of these columns: */
	unsigned brought;        /* bits 1 << column */
};

/* The documents that the query has, a set of the matcher when it is known already (else NULL); released by
 * counted_release whatever comes. */
MUST_CHECK enum status counted_of(struct searcher *searcher, const struct xap_query *query,
				  const struct doc_set *known, struct counted *out, struct error *err);
/* Those of them that the filter has too (taken; NULL for all). */
MUST_CHECK enum status counted_within(const struct counted *self, struct xap_query *filter_take,
				      struct counted *out, struct error *err);
void counted_release(struct counted *self);

MUST_CHECK enum status counted_size(struct counted *self, uint32_t *size, struct error *err);

/* Columns that will be asked for, bits 1 << column: remote parts count them together. */
MUST_CHECK enum status counted_bring(struct counted *self, unsigned columns, struct error *err);

/* How many of the questions have each value of a column, in any order, as columns_count has it. */
MUST_CHECK enum status counted_column(struct counted *self, enum column column, struct arena *arena,
				      struct column_value **values, size_t *count, struct error *err);

#endif
