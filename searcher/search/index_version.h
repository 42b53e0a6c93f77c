/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_INDEX_VERSION_H
#define SEARCHER_INDEX_VERSION_H

/* Which state of which index a searcher reads: for caches, and for programs that run on for
 * long. */
#include "searcher/search/searcher.h"

struct searcher_state {
	uint64_t revision;
	uint32_t questions;
	char uuid[40]; /* of the index: a rebuild has another one */
};

/* Moves the searcher to the newest commit, or to the index that stands at its place by now, and
 * tells it. Errors: those of searcher_open. */
MUST_CHECK enum status searcher_newest(struct searcher *self, struct searcher_state *out,
				       struct error *err);

#endif
