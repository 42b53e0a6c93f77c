/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_OTHER_NAMES_H
#define SEARCHER_OTHER_NAMES_H

/*
 * What else the words of a query are called: by the operator's list and by the thesaurus, looked up
 * from any of the names.  Words that are no name as they stand are looked up by their dictionary
 * forms ("pensioenen").  Two words that are a compound written apart are called by the compound
 * too.
 */
#include "base/arena.h"
#include "searcher/expand/thesaurus.h"
#include "stemming/analyzer.h"

enum { OTHER_NAMES_MAX = 60, OTHER_CONCEPTS_MAX = 8 };

struct other_names {
	struct slice items[OTHER_NAMES_MAX]; /* without the words themselves; no two that are the
						same when folded */
	size_t count;
	size_t concepts[OTHER_CONCEPTS_MAX]; /* of the thesaurus, that the words name */
	size_t concept_count;
};

/* Fills *out; its texts live in the arena or as long as the program. */
void other_names_find(struct thesaurus *thesaurus, struct analyzer *analyzer, struct slice words,
		      struct arena *arena, struct other_names *out);

#endif
