/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_MARKS_INTERNAL_H
#define CORPUS_MARKS_INTERNAL_H

/* The labels of marks, shared by the files of the grammar. */
#include "corpus/text/marks.h"

/* Where s goes on behind the blanks at i. */
size_t marks_skip_blanks(struct slice s, size_t i);

/* Bytes of s that spell the words, whatever the case and diacritics; 0 when it goes on as a word or
 * begins another way. */
size_t marks_match_words(struct slice s, const char *words);

/* Bytes of the first of the words that stands in s, with the blanks around it; 0 when none does. */
size_t marks_match_any(struct slice s, const char *const words[], size_t count);

/* Bytes of what ties the labels at the start of s to further ones, 0 when nothing does. */
size_t marks_match_joint(struct slice s);

/* Where the line goes on behind words such as "op de vragen"; *any says whether some stand there. */
size_t marks_skip_links(struct slice line, size_t i, bool *any);

/* False when the labels do not rise, or are of two kinds. */
bool marks_add_labels(struct labels *out, const struct labels *more);

/* "eerste en tweede vraag": the labels, and the bytes of it. */
bool marks_parse_ordinals(struct slice s, struct labels *out, size_t *used);

/* The labels behind the word and its links, in figures or words, also where each has links: "vraag
 * 1 en op vraag 2". */
bool marks_parse_labels(struct slice s, struct labels *out, size_t *used);

#endif
