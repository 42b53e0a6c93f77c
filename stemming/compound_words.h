/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_COMPOUND_WORDS_H
#define STEMMING_COMPOUND_WORDS_H

/* What the word list cannot tell the compound splitter: which words play no part. */
#include <stdbool.h>

#include "base/slice.h"

/* True for words that end no compound. */
bool compound_never_last(struct slice folded);

/* True for words that begin no compound. */
bool compound_never_first(struct slice folded);

/* True for the few nouns that link with -er-, as their plurals do or did: kind, ei, rund. */
bool compound_takes_er(struct slice folded);

/* True for forms that begin compounds only: kalver-, eier-. */
bool compound_is_bound_lead(struct slice folded);

/* True when what stands from `start` on is the end of a suffix: "schilde|rij", "handele|naar". */
bool compound_is_ending(struct slice folded, size_t start);

/* True for heads that names of places and streets have. */
bool compound_names_place(struct slice head);

/* True for words that are not taken apart, and their plurals. */
bool compound_is_whole(struct slice folded);

#endif
