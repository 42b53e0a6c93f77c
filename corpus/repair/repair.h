/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_REPAIR_H
#define CORPUS_REPAIR_H

/*
 * Undoes what the way from paper to text file did: lines joined to paragraphs,
 * hyphens at line ends, one word a line, words split in two or glued together,
 * footnote digits, page heads and feet, bullets without glyph.  The stored text
 * stays what the source said; what is shown and what becomes terms is repaired.
 *
 * A repair is done only where it can be told: by the layout, by a word that
 * stands elsewhere in the same paper, or by the word list.
 */
#include "base/slice.h"
#include "corpus/model/question.h"

/* What is a Dutch word, in any case and with diacritics or without. */
typedef bool repair_known_fn(struct slice word);

struct repair;

/* known_name: words written with a capital. */
struct repair *repair_new(repair_known_fn *known, repair_known_fn *known_name);
void repair_free(struct repair *self);

/* Looks at all texts of the question: its words and footnotes guide the repair.  The texts given to
 * repair_text next are taken to be its own. */
void repair_begin(struct repair *self, const struct question *question);

/* The text as it should be read: paragraphs separated by line breaks.  Borrowed until the next
 * repair_begin or repair_free; it may be `raw` itself when there is nothing to mend. */
struct slice repair_text(struct repair *self, struct slice raw);

#endif
