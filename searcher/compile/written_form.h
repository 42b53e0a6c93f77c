/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_WRITTEN_FORM_H
#define SEARCHER_WRITTEN_FORM_H

/* Terms are stems; what people are shown is a word as the texts write it. */
#include "base/arena.h"
#include "stemming/analyzer.h"
#include "store/match/match.h"

/*
 * Sets *form to the commonest form of a term in some questions that have it, in the arena, in small
 * letters where texts have it so; empty when it stands there as a part of other words only.  Near
 * `typed`, unless that is empty, is preferred to common.  Reads so many questions at most: those
 * whose ids come first, so that an index in any number of parts says the same.  The matcher was
 * begun on the database.
 */
MUST_CHECK enum status written_form(struct xap_db *db, struct matcher *matcher,
				    struct analyzer *analyzer, struct slice term,
				    struct slice typed, size_t questions, struct arena *arena,
				    struct slice *form, struct error *err);

#endif
