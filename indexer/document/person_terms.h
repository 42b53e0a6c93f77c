/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_PERSON_TERMS_H
#define INDEXER_PERSON_TERMS_H

/*
 * The people of a question in the index: ministers by identity and by the offices
 * they hold on the day, askers, parties; and the names to count and to show.
 */
#include "base/arena.h"
#include "corpus/model/question.h"
#include "store/xapian/xap.h"

struct people;

struct people *people_new(void);
void people_free(struct people *self);

/*
 * Adds terms XI, XO and XD and the values of ministers, offices, askers, parties and themes
 * (store/index/schema.h) to the document.  Only those who answer or are asked count; who is
 * mentioned in a text does not.
 */
void people_post(struct people *self, const struct question *question, struct arena *arena,
		 struct xap_doc *doc);

#endif
