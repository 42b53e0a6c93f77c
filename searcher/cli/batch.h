/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_BATCH_H
#define SEARCHER_BATCH_H

/* Many searches in one run, from a file. */
#include <stdio.h>

#include "searcher/search/searcher.h"

/*
 * Runs every theme of a file with lines NUMBER<tab>WORDS and writes the first `depth` hits of each
 * as a TREC run.  The words are plain words.  Errors name the file and the line.
 */
MUST_CHECK enum status batch_topics(struct searcher *searcher, const char *path,
				    const struct search_request *request, uint32_t depth, FILE *out,
				    struct error *err);

/*
 * Runs every line of a file as a query and writes a JSON object a line: query, total, total_exact,
 * the first `depth` hits as ids and as related, and the facets that the request counts; or query
 * and error, for one that makes no sense.  With `timing` also ms, what it took.
 */
MUST_CHECK enum status batch_queries(struct searcher *searcher, const char *path,
				     const struct search_request *request, uint32_t depth,
				     bool timing, FILE *out, struct error *err);

#endif
