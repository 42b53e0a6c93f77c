/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_LSI_CORPUS_H
#define INDEXER_LSI_CORPUS_H

/*
 * What a latent space is found in, and where it is kept: an index (indexer/lsi/lsi_index.h), or the
 * parts of one that is being made (indexer/lsi/lsi_segments.h).
 */
#include <signal.h>
#include <stdint.h>

#include "base/error.h"
#include "store/document/index_document.h"

struct latent_basis;

/* `questions` is how many have the term. */
typedef void latent_word_fn(void *ctx, struct slice term, uint32_t questions);

struct latent_source {
	void *source;
	uint32_t questions;
	const volatile sig_atomic_t
		*stop; /* set from a signal handler: training ends early, with LIMIT; may be NULL */
	/* Calls fn for each term, in byte order. */
	enum status (*each_word)(void *source, latent_word_fn *fn, void *ctx, struct error *err);
	/* Replaces *docids with the questions, uint32_t each, in the order of their ids.  Behind
	 * each_word. */
	enum status (*list)(void *source, struct buffer *docids, struct error *err);
	/* Calls fn for each term of a question, in byte order. */
	enum status (*words_of)(void *source, uint32_t docid, xap_term_fn *fn, void *ctx,
				struct error *err);
	/* Gives each question its row in the space of the basis.  The squares of the vectors'
	 * coordinates are added to `energy`: a number for each dimension, in 2^-40, so that the
	 * order of adding is no matter. */
	enum status (*place)(void *source, const struct latent_basis *basis,
			     const struct buffer *docids, uint64_t *energy, struct error *err);
	/* Sets a metadata key. */
	enum status (*keep)(void *source, const char *key, struct slice value, struct error *err);
	/* What was kept and placed may be made durable now. */
	enum status (*commit)(void *source, struct error *err);
};

#endif
