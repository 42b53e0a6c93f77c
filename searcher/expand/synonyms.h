/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SYNONYMS_H
#define SEARCHER_SYNONYMS_H

/*
 * Other names that the operator gives (corpus/offices/added.h): groups of names of one thing, and
 * rules for one name alone.
 */
#include "base/slice.h"

struct synonyms;

struct synonyms *synonyms_new(void);
void synonyms_free(struct synonyms *self);

/*
 * The names that go with a folded name by its k-th line, separated by "|", the name itself possibly
 * among them; false behind the last.  *only says that nothing else counts for this name.  Borrowed
 * until the operator's list changes.
 */
bool synonyms_find(struct synonyms *self, struct slice folded, size_t k, struct slice *names,
		   bool *only);

#endif
