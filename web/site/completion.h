/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_COMPLETION_H
#define WEB_COMPLETION_H

/*
 * What somebody who types may mean: people and themes of the index, whose names are gathered once
 * for each state of it, and titles and the words in them.
 */
#include "base/buffer.h"
#include "web/site/site.h"

struct suggestion {
	const char *kind;   /* "minister", "asker", "office", "party", "theme", "title", "word" */
	struct slice text;  /* as shown */
	struct slice query; /* what to search for */
	uint32_t questions; /* 0 for titles and words */
	struct slice id;    /* of the question with that title; else empty */
};

struct suggestions {
	struct suggestion *items;
	size_t count;
};

/* Gathers the names, unless those of this state were.  Errors are those of reading the index. */
MUST_CHECK enum status completion_prepare(struct worker *worker, struct error *err);

/* At most `limit`; texts live in the arena.  Errors are those of reading the index. */
MUST_CHECK enum status completion_suggest(struct worker *worker, struct slice typed, size_t limit,
					  struct arena *arena, struct suggestions *out,
					  struct error *err);

void completion_free(struct completion *self);

#endif
