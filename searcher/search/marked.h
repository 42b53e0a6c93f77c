/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_MARKED_H
#define SEARCHER_MARKED_H

/* The questions that a reader marked as good, in a search. */
#include "searcher/search/results_internal.h"

/* Looks up the documents of the marked questions, once the plan was made, and puts their ids into
 * the explanation; a notice takes the place of the ids where the order cannot be steered.
 * NOT_FOUND names all ids that are not in the index; LIMIT when there are more than
 * SEARCH_MARKED_MAX. */
MUST_CHECK enum status marked_find(struct searcher *self, const struct search_request *request,
				   struct search_results *out, struct error *err);

#endif
