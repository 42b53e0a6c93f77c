/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_KNOWN_WORDS_H
#define STEMMING_KNOWN_WORDS_H

/*
 * Words that the analyzers of several threads share: what one of them has analysed, the others need not.  Looking up takes
 * no lock.  Words are never forgotten; when there are half a million no more are taken.
 */
#include "stemming/analyzer.h"

struct known_words;

struct known_words *known_words_new(void);
/* Behind the analyzers that share it. */
void known_words_free(struct known_words *self);

/* The word by its bytes, which hash to `hash`; key and terms are borrowed for as long as all lasts. */
bool known_words_find(const struct known_words *self, struct slice raw, uint64_t hash, struct slice *key,
		      struct word *word);
void known_words_add(struct known_words *self, struct slice raw, uint64_t hash, const struct word *word);

#endif
