/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_INGEST_INTERNAL_H
#define INDEXER_INGEST_INTERNAL_H

/* What the parts of the intake share; nobody else includes this. */
#include "indexer/ingest/ingest.h"

/* A document as it is now; docid 0 for none. */
struct held {
	uint32_t docid;
	struct slice id, hash, raw_claims; /* in the intake's arena */
	struct claims claims;
	int withdrawn;
};

/* The document as it is; strings live in the intake's arena. */
MUST_CHECK enum status intake_hold(struct intake *self, uint32_t docid, struct held *held,
				   struct error *err);

/* The same by the question's id; docid 0 when there is none. */
MUST_CHECK enum status intake_hold_id(struct intake *self, struct slice id, struct held *held,
				      struct error *err);

/* Ids of the documents that have the term, in the arena. */
MUST_CHECK enum status intake_docids(struct intake *self, struct slice term, const uint32_t **docids,
				     size_t *count, struct error *err);

/* Puts the question in the place of what has its id; docid may be NULL. */
MUST_CHECK enum status intake_store(struct intake *self, const struct question *q, struct slice hash,
				    const struct claims *claims, int withdrawn, uint32_t *docid,
				    struct error *err);

/* Stores the document anew from its own record, with the claims as they are in `held` now. */
MUST_CHECK enum status intake_store_again(struct intake *self, const struct held *held, int withdrawn,
					  struct error *err);

/* True when the claims are no longer those that the document has. */
bool intake_claims_changed(struct intake *self, const struct held *held);

/* Notes that the question changed today. */
MUST_CHECK enum status intake_add_history(struct intake *self, const struct held *held,
					  struct error *err);

MUST_CHECK enum status intake_remove(struct intake *self, const struct held *held, struct error *err);

/* The paper is to be read again; no error when nobody knows it. */
MUST_CHECK enum status intake_mark_due(struct intake *self, uint64_t key, struct error *err);

/* Hands the document over to the claim that ought to own it, whose paper is then to be read again. */
MUST_CHECK enum status intake_hand_over(struct intake *self, struct held *held, struct error *err);

#endif
