/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_LSI_SEGMENTS_H
#define INDEXER_LSI_SEGMENTS_H

/*
 * The latent space of an index that is being made, found in its parts before they are merged: so
 * that the index can be written at once.  What comes out is what indexer/lsi/lsi_index.h would find
 * in the index.
 */
#include <stdio.h>

#include "indexer/lsi/lsi_corpus.h"
#include "store/glass/segment_set.h"

struct latent_parts {
	const struct glass_runs *runs;
	const char *folder; /* where rows are kept meanwhile, a file for each part */
	unsigned threads;
	/* takes the metadata */
	enum status (*keep)(void *ctx, const char *key, struct slice value, struct error *err);
	void *ctx;
	/* the rest begins as 0 */
	bool placed;          /* there are rows */
	struct buffer docids; /* in the order of ids */
	size_t looks;         /* at single questions */
	FILE *rows;
	size_t run; /* behind the one that `rows` is of */
	struct buffer row;
};

/* Finds the space, where there are questions enough.  Errors: IO, CORRUPT, LIMIT when
 * the run is to stop. */
MUST_CHECK enum status latent_parts_train(struct latent_parts *self, struct error *err);

/* A next_row of struct glass_beside, ctx being this. */
MUST_CHECK enum status latent_parts_next_row(void *ctx, struct slice *row, struct error *err);

void latent_parts_release(struct latent_parts *self);

#endif
