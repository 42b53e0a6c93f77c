/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_INDEX_DOCUMENT_H
#define STORE_INDEX_DOCUMENT_H

/*
 * A document under construction: terms with their positions, values, data.  It goes into a database
 * through xap_replace (store/xapian/xap.h), or into a part of a new one
 * (store/glass/segment_writer.h).
 *
 * A builder is sticky: the first failure is kept, later calls do nothing, and whoever stores the
 * document reports it, or xap_doc_status.  xap_doc_clear makes it fresh again.  INVALID: a term
 * that is empty or over XAP_TERM_MAX, slot UINT32_MAX.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/termvec/termvec.h"

enum {
	XAP_TERM_MAX = 245,      /* bytes, NUL bytes counting twice */
	XAP_SLOT_POSITIONS = 30, /* where a document's positions lie, see store/termvec/termvec.h */
	XAP_SLOT_DATA = 31,      /* its data, packed: see store/document/stored_fields.h */
	XAP_SLOT_ROW = 32,       /* its row, where several databases are written as one */
};

/* Its bytes are in `bytes` of the document. */
struct xap_slot_value {
	unsigned slot;
	size_t at, len;
};

struct xap_doc {
	struct positions terms;        /* bare ones too */
	struct xap_slot_value *values; /* none of them empty; slots rise */
	size_t value_count, value_room;
	struct buffer bytes, data;
	struct error failure;
};

struct xap_doc *xap_doc_new(void);
void xap_doc_free(struct xap_doc *doc);
void xap_doc_clear(struct xap_doc *doc);
MUST_CHECK enum status xap_doc_status(const struct xap_doc *doc, struct error *err);

/* Adds one occurrence of term at a position with the given increase of its wdf (0 is allowed: the
 * term is then found and takes part in phrases, but weighs nothing).  A bare term
 * (store/termvec/termvec.h) is kept as a position only; it has no posting list, weight or
 * frequency, and a query for it looks at every document that nothing else rules out.  Positions go
 * up to UINT32_MAX - 1. */
void xap_doc_posting(struct xap_doc *doc, struct slice term, uint32_t position, uint32_t wdf);

/* The same without a position; wdf 0 makes a boolean term. */
void xap_doc_term(struct xap_doc *doc, struct slice term, uint32_t wdf);
/* In place of what the slot had; an empty one takes that away. */
void xap_doc_value(struct xap_doc *doc, unsigned slot, struct slice value);
/* The data is packed where it is stored (store/document/stored_fields.h); the first batch of some
 * size brings the dictionary for those behind it. */
void xap_doc_data(struct xap_doc *doc, struct slice data);

/* Whether it has a term, bare ones aside. */
bool xap_doc_holds(const struct xap_doc *doc, struct slice term);
struct slice xap_doc_value_at(const struct xap_doc *doc, size_t i);

/* Calls fn for each term with its wdf, in byte order. */
typedef void xap_term_fn(void *ctx, struct slice term, uint32_t wdf);
MUST_CHECK enum status xap_doc_each_term(const struct xap_doc *doc, xap_term_fn *fn, void *ctx,
					 struct error *err);

/* Replaces *out with what it has in XAP_SLOT_POSITIONS. */
MUST_CHECK enum status xap_doc_positions(struct xap_doc *doc, struct buffer *out,
					 struct error *err);

#endif
