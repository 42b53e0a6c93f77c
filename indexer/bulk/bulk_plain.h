/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_BULK_PLAIN_H
#define INDEXER_BULK_PLAIN_H

/*
 * Which questions are plainly new: nothing that was seen before can have to do with them, by the
 * relations of indexer/ingest/identity.h.  Only hashes are kept.  What is not plain is decided by
 * the intake when the rest is in the index.
 */
#include "indexer/bulk/bulk_internal.h"
#include "indexer/ingest/contribution.h"

enum bulk_novelty {
	BULK_PLAIN,   /* nothing before has to do with it */
	BULK_AGAIN,   /* this very contribution was taken before, by a run that was cut short */
	BULK_RELATED, /* left for the intake */
};

/* Judges a contribution with the content `hash` and notes it for those after it. */
enum bulk_novelty bulk_judge(struct bulk_known *known, const struct contribution *contribution,
			     struct slice hash);

#endif
