/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_QUERY_OFFER_H
#define SEARCHER_QUERY_OFFER_H

/*
 * "Bedoelde u": another query that the one asked may have meant.  Unknown words are put right
 * (spelling.h), and words that may be a condition become one: "asiel in 2017" is offered as asiel
 * datum:2017, "inburgering minister Somers" as inburgering minister:Somers where the index knows
 * such a minister.  They may as well be words of the texts: they are searched as such.
 */
#include "searcher/compile/spelling.h"

/* Sets *suggestion, in the arena; empty when there is nothing to offer. */
MUST_CHECK enum status query_offer(struct xap_db *db, struct matcher *matcher,
				   struct analyzer *analyzer, const struct query *query, int today,
				   struct arena *arena, struct slice *suggestion,
				   struct error *err);

#endif
