/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the ten best hits of a query, then the best one whole as JSON.
 * cc -o search search.c $(pkg-config --cflags --libs vraagbaak); ./search vragen.db inburgering */
#include <stdio.h>
#include <vraagbaak.h>

int main(int argc, char **argv)
{
	struct vraagbaak_index *index = NULL;
	struct vraagbaak_results *results = NULL;
	struct vraagbaak_question *best = NULL;
	struct vraagbaak_error error;
	int code = 1;
	if (argc != 3) {
		fprintf(stderr, "usage: search INDEX QUERY\n");
		return 2;
	}
	struct vraagbaak_request request = {.query = argv[2], .limit = 10, .facets = "year"};
	if (vraagbaak_open(argv[1], &index, &error) ||
	    vraagbaak_search(index, &request, &results, &error))
		goto out;
	printf("%zu questions\n", vraagbaak_results_total(results));
	for (size_t i = 0; i < vraagbaak_facet_size(results, "year"); i++)
		printf("%s: %zu\n", vraagbaak_facet_value(results, "year", i),
		       vraagbaak_facet_count(results, "year", i));
	for (size_t i = 0; i < vraagbaak_results_count(results); i++) {
		const struct vraagbaak_hit *hit = vraagbaak_results_hit(results, i);
		printf("%s %s (%s)\n", vraagbaak_hit_id(hit), vraagbaak_hit_title(hit),
		       vraagbaak_hit_day(hit));
		if (i == 0 && vraagbaak_read(index, vraagbaak_hit_id(hit), &best, &error))
			goto out;
	}
	if (best)
		printf("%s\n", vraagbaak_question_json(best));
	code = 0;
out:
	if (code)
		fprintf(stderr, "search: %s\n", error.message);
	vraagbaak_question_free(best);
	vraagbaak_results_free(results);
	vraagbaak_close(index);
	return code;
}
