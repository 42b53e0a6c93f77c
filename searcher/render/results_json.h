/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RESULTS_JSON_H
#define SEARCHER_RESULTS_JSON_H

/* Results as JSON, the same for the command line and for programs; see doc/interchange.md. */
#include <jansson.h>

#include "searcher/search/searcher.h"

/* All of a search; `query` as it was asked.  A new reference, as are the others. */
json_t *results_json(const struct search_results *results, struct slice query, bool explain);
/* The same without the hits. */
json_t *results_head_json(const struct search_results *results, struct slice query, bool explain);
/* Query, total, ids and facets only; with `explain` also what each rank was made of, by id. */
json_t *results_brief_json(const struct search_results *results, struct slice query, bool explain);
/* One hit. */
json_t *results_hit_json(const struct search_hit *hit, bool explain);
/* A whole question as render_question_json prints it; `raw` gives the texts as the source had
 * them. */
json_t *question_object(struct searcher *searcher, const struct question *question, bool raw);
json_t *results_statistics_json(const struct statistics *statistics);

#endif
