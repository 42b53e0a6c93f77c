/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_SPELLING_H
#define SEARCHER_SPELLING_H

/* "Bedoelde u": words of a query that neither the index nor the word list knows. */
#include "base/arena.h"
#include "searcher/query/query.h"
#include "stemming/analyzer.h"
#include "store/xapian/xap.h"

/*
 * Sets *suggestion to the words with each unknown one replaced by the nearest term of the index, in the
 * arena; empty when every word is known or none is near.  Near means one edit (insertion, deletion,
 * substitution, transposition of neighbours) for words under 6 bytes, two for longer ones; among
 * equally near terms the most frequent wins.  A compound whose parts are all in the index counts as known.
 */
MUST_CHECK enum status spelling_suggest(struct xap_db *db, struct analyzer *analyzer,
					struct slice words, struct arena *arena,
					struct slice *suggestion, struct error *err);

/*
 * The same for a query: *suggestion is what was asked with each loose word put right where it stands, in
 * the arena; empty when nothing needs correction.
 */
MUST_CHECK enum status spelling_correct(struct xap_db *db, struct analyzer *analyzer,
					const struct query *query, struct arena *arena,
					struct slice *suggestion, struct error *err);

#endif
