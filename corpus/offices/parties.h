/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_PARTIES_H
#define CORPUS_PARTIES_H

/*
 * Parties with their other names (corpus/offices/parties.tsv, embedded), and what the operator
 * adds.  A paper prints one of them; a party is counted by one name, and found by all.
 */
#include "base/arena.h"
#include "corpus/model/question.h"

/* The name by which a printed one is counted: its own where the list does not have it, or is not
 * sure. */
struct slice party_counted(struct slice printed, enum parliament parliament);

/* The slugs of all names of the parties that the text names, one by one: pos from 0; false at the
 * end.  A slug may come more than once.  `arena` gets it. */
bool party_names(struct slice text, struct arena *arena, size_t *pos, struct slice *slug);

#endif
