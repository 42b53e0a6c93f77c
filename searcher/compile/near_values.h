/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_NEAR_VALUES_H
#define SEARCHER_NEAR_VALUES_H

/* "Bedoelde u" for parties and themes that no question has. */
#include "base/arena.h"
#include "base/buffer.h"
#include "searcher/query/query.h"
#include "store/xapian/xap.h"

/*
 * Appends "; bedoelde u Groen, Ecolo-Groen?" for a value of QUERY_PARTY or QUERY_THEME: names that
 * questions have and that hold its words, or are nearly like it; nothing when there are none, and
 * for other kinds.
 */
MUST_CHECK enum status near_values(struct xap_db *db, enum query_kind kind, struct slice value,
				   struct arena *arena, struct buffer *out, struct error *err);

#endif
