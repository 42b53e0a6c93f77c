/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_THESAURUS_H
#define SEARCHER_THESAURUS_H

/*
 * EuroVoc, the multilingual thesaurus of the European Union: its Dutch labels, how they relate, and
 * other names of its concepts (searcher/expand/eurovoc.tsv and names.tsv, embedded).  Source of
 * labels and relations: Publications Office of the European Union, reuse authorised with
 * acknowledgement.  The other names were written for this program: what citizens, newspapers and
 * other offices call the same thing.
 */
#include <stddef.h>

#include "base/slice.h"

struct thesaurus;

/* The operator's own names, which belong to it. */
struct synonyms *thesaurus_synonyms(const struct thesaurus *self);

enum relation { RELATION_BROADER, RELATION_NARROWER, RELATION_RELATED };

/* Never fails; free(NULL) is fine. */
struct thesaurus *thesaurus_new(void);
void thesaurus_free(struct thesaurus *self);

/* The k-th concept that has this folded text for its label or another name, those with the label
 * first; false behind the last. */
bool thesaurus_find(const struct thesaurus *self, struct slice folded, size_t k, size_t *concept);

/* The label of a concept; lives as long as the program. */
struct slice thesaurus_label(const struct thesaurus *self, size_t concept);

/* The k-th other name of a concept, best first; false behind the last.  Lives as long as the
 * program. */
bool thesaurus_name(const struct thesaurus *self, size_t concept, size_t k, struct slice *name);

/* The k-th concept in a relation to this one; false behind the last. */
bool thesaurus_related(const struct thesaurus *self, size_t concept, enum relation relation,
		       size_t k, size_t *other);

#endif
