/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_THESAURUS_H
#define SEARCHER_THESAURUS_H

/*
 * EuroVoc, the multilingual thesaurus of the European Union: its Dutch labels and
 * how they relate (searcher/expand/eurovoc.tsv, embedded).  Source: Publications Office
 * of the European Union, reuse authorised with acknowledgement.
 */
#include <stddef.h>

#include "base/slice.h"

struct thesaurus;

enum relation { RELATION_BROADER, RELATION_NARROWER, RELATION_RELATED };

/* Never fails; free(NULL) is fine. */
struct thesaurus *thesaurus_new(void);
void thesaurus_free(struct thesaurus *self);

/* The concept whose label, folded, is this folded text; false when there is none. */
bool thesaurus_find(struct thesaurus *self, struct slice folded, size_t *concept);

/* The label of a concept; lives as long as the program. */
struct slice thesaurus_label(const struct thesaurus *self, size_t concept);

/* The k-th concept in a relation to this one; false behind the last. */
bool thesaurus_related(const struct thesaurus *self, size_t concept, enum relation relation, size_t k,
		       size_t *other);

#endif
