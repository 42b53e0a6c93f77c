/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_DRAFT_H
#define WEB_DRAFT_H

/* A draft of a question, cut into its parts, held against questions that were asked. */
#include "searcher/search/searcher.h"
#include "web/http/request.h"

struct draft {
	struct slice text;
	struct slice *parts; /* numbered questions, or paragraphs */
	size_t count;
};

/* Everything lives in the arena, the text is borrowed. */
void draft_init(struct draft *self, struct slice text, struct arena *arena);

/* The part that has most of the words that it shares with a hit; empty when none has any. */
struct slice draft_part_like(const struct draft *self, const struct search_hit *hit);

/* Where the shared words begin in a text, in bytes, for marks; in the arena. */
const struct mark *draft_marks(struct slice text, const struct search_hit *hit, struct arena *arena,
			       size_t *count);

#endif
