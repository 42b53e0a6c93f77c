/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_NUMBER_TERMS_H
#define INDEXER_NUMBER_TERMS_H

/* The numbers by which a question is found: its own, and what its addresses name that its id does
 * not. */
#include "corpus/model/question.h"
#include "store/xapian/xap.h"

void number_terms_post(const struct question *question, struct arena *arena, struct buffer *term,
		       struct xap_doc *doc);

#endif
