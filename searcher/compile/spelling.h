/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SPELLING_H
#define SEARCHER_SPELLING_H

/* "Bedoelde u": words of a query that neither the index nor the word list knows. */
#include "base/arena.h"
#include "searcher/query/query.h"
#include "stemming/analyzer.h"
#include "store/match/match.h"

/*
 * Sets *suggestion to what was asked with each unknown loose word replaced, where it stands, by the
 * nearest word of the texts, in its nearest form, in the arena; empty when every word is known or
 * none is near.  Near means one edit (insertion, deletion, substitution, transposition of
 * neighbours) for words under 6 bytes and for those that fall into parts of the index, two for
 * longer ones; among equally near ones the most frequent wins.  A word that only begins others is
 * offered with a star, unless one is a single edit away.  With a suggestion, known words too stand
 * in a form that texts have.
 */
MUST_CHECK enum status spelling_correct(struct xap_db *db, struct matcher *matcher,
					struct analyzer *analyzer, const struct query *query,
					struct arena *arena, struct slice *suggestion,
					struct error *err);

#endif
