/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_LSI_FOLD_IN_H
#define INDEXER_LSI_FOLD_IN_H

/*
 * The vectors of the questions of an index in a space that was found: by two threads, each with a
 * reader of its own, since reading the words of a question is nearly all of the work.
 */
#include "indexer/lsi/lsi_basis.h"

/*
 * Gives questions their rows in the space of `basis`, and commits every some thousand.  What `db`
 * has pending must be none of their words.  The readers open the index at `path`; NULL: by one
 * thread, through `db`. The energies of all vectors are added to `energy` (a number for each
 * dimension, in 2^-40, so that the order of adding is no matter).  When `stop`, which may be NULL,
 * is set it ends early.
 */
MUST_CHECK enum status latent_place(struct xap_db *db, const char *path,
				    const struct latent_basis *basis, const uint32_t *docids,
				    size_t count, uint64_t *energy,
				    const volatile sig_atomic_t *stop, struct error *err);

#endif
