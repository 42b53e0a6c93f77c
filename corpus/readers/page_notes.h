/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_PAGE_NOTES_H
#define CORPUS_PAGE_NOTES_H

/* Notes at the foot of the pages of Tweede Kamer papers. */
#include <stdbool.h>

#include "base/buffer.h"

/*
 * Appends the text without the notes at the feet of its pages to body, and them to notes, a line
 * each as printed.  The figures in the text that refer to them become superscripts.  A text without
 * the heads and feet of such pages comes out as it is.
 */
void page_notes_lift(struct slice text, struct buffer *body, struct buffer *notes);

/* The line is the head or foot of a page, no text. */
bool page_is_furniture(struct slice line);

#endif
