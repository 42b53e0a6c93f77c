/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_REFERENCE_INTERNAL_H
#define CORPUS_REFERENCE_INTERNAL_H

/* What reading references in texts (reference.c) and in queries (reference_query.c) share. */
#include "corpus/text/reference.h"

/* A letter, a digit, or a byte of a character beyond ASCII. */
bool reference_word_char(char c);

size_t reference_skip_space(struct slice s, size_t i);

/* "nr. ", "nrs. ", "nummer ", "nummers ", "no. " at i: the offset behind it, or i. */
size_t reference_skip_number_word(struct slice s, size_t i);

/* "181", "2024Z17972", "55002908C" at i: the offset behind it, or i. */
size_t reference_number_end(struct slice s, size_t i);

/* " van 10 maart 2023", ", van ...", " d.d. ..." behind a number: the offset behind it, or i. */
size_t reference_read_date(struct slice s, size_t i, int *date);

/* "2024-2025", "2024/2025", "20202021" at i. */
bool reference_read_session(struct slice s, size_t i, char session[10], size_t *end);

#endif
