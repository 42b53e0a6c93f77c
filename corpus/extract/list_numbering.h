/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_LIST_NUMBERING_H
#define CORPUS_LIST_NUMBERING_H

/*
 * The numbers that Word writes before list paragraphs: they stand nowhere in the
 * text, only the list (numId) and the level of each paragraph do, and
 * word/numbering.xml says how they look.
 */
#include "corpus/extract/xml.h"

struct numbering;

/* The document stays the caller's, and must live as long; NULL: bullets for all. */
struct numbering *numbering_new(xmlDoc *numbering_xml);
void numbering_free(struct numbering *self);

/* Counts the paragraph and appends its mark with a blank behind it ("3. ", "b) "), a bullet where
 * it has no number, nothing for list 0. */
void numbering_mark(struct numbering *self, int list, int level, struct buffer *out);

/* One number in a format of Word: "decimal", "lowerLetter", "upperRoman", ...  Nothing for
 * others. */
void numbering_format(struct slice format, int n, struct buffer *out);

#endif
