/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMMING_IRREGULAR_H
#define STEMMING_IRREGULAR_H

/*
 * Irregular Dutch forms and their lemmas (stemming/irregular.tsv, embedded):
 * kinderen - kind, musea - museum, onderzocht - onderzoeken.
 */
#include <stdint.h>

#include "base/slice.h"

/* The lemma of a folded form, empty when the form is regular.  Lives as long as the program. */
struct slice irregular_lemma(struct slice folded);

/* Tells one edition of the table from another. */
uint64_t irregular_checksum(void);

#endif
