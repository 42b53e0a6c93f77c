/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_LSI_TRAIN_H
#define INDEXER_LSI_TRAIN_H

/*
 * Finding the latent space of questions in the questions themselves.
 *
 * It depends on nothing but the questions, not on the order in which they came, so that an
 * interrupted run that is run again ends as one that was not.  In an index that has outgrown its
 * space it is found anew.
 */
#include "indexer/lsi/lsi_basis.h"
#include "indexer/lsi/lsi_corpus.h"

enum {
	LATENT_LEAST_QUESTIONS = 200, /* that have a space */
	LATENT_SAMPLE = 8000,         /* that it is learned from, at most */
};

/*
 * Finds the space, gives each question its vector, and keeps all of it; nothing where the questions
 * are too poor in words.  Memory is bounded.  `basis` becomes that of the new space.  Errors: those
 * of the source, LIMIT when it is to stop.
 */
MUST_CHECK enum status latent_train(const struct latent_source *source, struct latent_basis *basis,
				    struct error *err);

#endif
