/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUESTION_ID_H
#define SEARCHER_QUESTION_ID_H

/* Finding a question by its id, or by one that it had before or has elsewhere. */
#include "base/slice.h"
#include "store/xapian/xap.h"

/*
 * The document of the question: by its id, by an alias, or by its SDOCNAME in the Chamber's
 * bulletin, also as the end of an address.  An alias that several questions have finds the first of
 * them.  NOT_FOUND.
 */
MUST_CHECK enum status question_id_find(struct xap_db *db, struct slice id, uint32_t *docid,
					struct error *err);

#endif
