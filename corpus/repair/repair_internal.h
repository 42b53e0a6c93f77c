/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_REPAIR_INTERNAL_H
#define CORPUS_REPAIR_INTERNAL_H

/* What the two halves of the repair share; nobody else includes this. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/slice.h"

/* Which footnotes, 1 to 99, a paper has. */
typedef struct { bool has[100]; } footnote_set;

footnote_set repair_find_footnotes(struct slice text, bool glued);

/* Appends raw's lines as paragraphs; `glued` for papers with page heads and lost line breaks. */
void repair_lines(struct arena *arena, struct slice raw, const footnote_set *footnotes, bool glued,
		  struct buffer *out);

void repair_add_superscript(struct buffer *out, unsigned number);

#endif
