/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_LSI_INDEX_H
#define INDEXER_LSI_INDEX_H

/* The latent space of an index, found in the index itself. */
#include "indexer/lsi/lsi_basis.h"

/*
 * True when the index would gain by a new space: it has none yet and is large enough for one, it
 * has grown or shrunk by a tenth since, or a change of space was cut short.  Of more than 20000
 * questions, where that takes long and changes little, it has to have doubled, or halved.
 */
MUST_CHECK enum status latent_index_is_due(struct xap_db *db, bool *due, struct error *err);

/*
 * Finds the space, gives each question its vector, and commits as often as it needs to: all pending
 * changes are committed.  `basis` becomes that of the new space.  `path` is where more readers of
 * the index can be opened, NULL for none.  When `stop`, which may be NULL, is set it ends early
 * with LIMIT, and the next time finds the space anew.
 */
MUST_CHECK enum status latent_index_train(struct xap_db *db, const char *path,
					  struct latent_basis *basis,
					  const volatile sig_atomic_t *stop, struct error *err);

#endif
