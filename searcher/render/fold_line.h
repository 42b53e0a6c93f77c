/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_FOLD_LINE_H
#define SEARCHER_FOLD_LINE_H

/* What is folded under a hit, in a line of Dutch: "Ook gesteld aan 17 andere ministers · 12
 * beantwoord". */
#include "searcher/search/searcher.h"

/* Appends it, without an end of line; nothing for a hit that stands alone. */
void fold_line(const struct search_hit *hit, struct buffer *out);

/* The same without the ids of the questions. */
void fold_summary(const struct search_hit *hit, struct buffer *out);

#endif
