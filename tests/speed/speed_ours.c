/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times searches of this program, through the interface that its commands use. */
#include <stdio.h>

#include "base/buffer.h"
#include "searcher/search/searcher.h"
#include "tests/speed/speed.h"

static void write_query(const struct speed_query *query, struct buffer *out)
{
	if (query->kind == SPEED_PHRASE)
		buffer_add_byte(out, '"');
	buffer_add_slice(out, query->words);
	if (query->kind == SPEED_PHRASE)
		buffer_add_byte(out, '"');
	if (query->party.len) {
		buffer_add_str(out, " partij:\"");
		buffer_add_slice(out, query->party);
		buffer_add_byte(out, '"');
	}
}

static enum status search(struct searcher *searcher, const struct speed_query *query,
			  unsigned *total, struct error *err)
{
	struct search_request request = SEARCH_REQUEST_INIT;
	struct search_results *results;
	struct buffer text = BUFFER_INIT;
	bool exact;
	write_query(query, &text);
	request.query = buffer_slice(&text);
	request.from = query->from;
	request.to = query->to;
	request.sort = query->by_date ? SORT_DATE : SORT_RELEVANCE;
	request.all_words = query->kind == SPEED_ALL;
	request.facets = query->kind == SPEED_FACETS ? FACETS_ALL : 0;
	request.ids_only = query->kind != SPEED_PAGE;
	enum status st = searcher_run(searcher, &request, &results, err);
	if (!st) {
		*total = search_results_total(results, &exact);
		search_results_free(results);
	} else {
		error_prefix(err, "%.*s: ", SLICE_ARG(request.query));
	}
	buffer_release(&text);
	return st;
}

static enum status run_query(void *searcher, const struct speed_query *query, struct error *err)
{
	unsigned total;
	return search(searcher, query, &total, err);
}

static enum status count_query(void *searcher, const struct speed_query *query, unsigned *count,
			       struct error *err)
{
	return search(searcher, query, count, err);
}

int main(int argc, char **argv)
{
	struct searcher *searcher;
	struct error err = {0};
	if (argc != 4) {
		fputs("usage: speed_ours time|count|once INDEX QUERIES\n", stderr);
		return 2;
	}
	if (searcher_open(&(struct searcher_options){.db = argv[2]}, &searcher, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		return 1;
	}
	int code = speed_main(searcher, argv[1], argv[3], run_query, count_query);
	searcher_close(searcher);
	return code;
}
