/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/api/cross_table.h"

#include "corpus/json/question_json.h"

static enum status parse_group(struct slice group, enum facet *by, enum facet *across,
			       struct error *err)
{
	const size_t comma = slice_find(group, 0, ",");
	if (facet_parse(slice_trim(slice_sub(group, 0, comma)), by) &&
	    facet_parse(slice_trim(slice_from(group, comma + 1)), across) && *by != *across)
		return STATUS_OK;
	return error_set(err, STATUS_FORMAT,
			 "group moet twee verschillende facetten noemen, zoals year,minister");
}

/* Counts one facet of the view with one value more chosen. */
static enum status count(struct worker *worker, const struct view *view,
			 const struct facet_choice *choice, enum facet facet,
			 struct search_results **results, struct error *err)
{
	struct view narrowed = *view;
	if (choice) { /* of its facet nothing else */
		narrowed.known_count = 0;
		for (size_t i = 0; i < view->known_count; i++)
			if (view->known[i].facet != choice->facet)
				narrowed.known[narrowed.known_count++] = view->known[i];
		if (narrowed.known_count < VIEW_CHOICES_MAX)
			narrowed.known[narrowed.known_count++] = *choice;
	}
	struct search_request rq = view_request(&narrowed, 0);
	rq.ids_only = true;
	rq.all_words = true;
	rq.facets = 1u << facet;
	return searcher_run(worker->searcher, &rq, results, err);
}

/* With a filter on a facet only the chosen values are counted. */
static bool is_chosen(const struct view *view, enum facet facet, const struct facet_value *value)
{
	bool any = false;
	for (size_t i = 0; i < view->known_count; i++)
		any = any || view->known[i].facet == facet;
	return value->count && (!any || value->chosen);
}

static json_t *counts_json(const struct view *view, enum facet facet,
			   const struct facet_counts *counts)
{
	json_t *list = json_array();
	for (size_t i = 0; i < counts->count; i++)
		if (is_chosen(view, facet, &counts->values[i]))
			json_array_append_new(
				list, json_pack("{s:o, s:I}", "value",
						question_string_json(counts->values[i].value),
						"questions", (json_int_t)counts->values[i].count));
	return list;
}

static enum status put_row(struct worker *worker, const struct view *view, enum facet by,
			   const struct facet_value *value, enum facet across, json_t *rows,
			   struct error *err)
{
	const struct facet_choice choice = {by, value->value};
	struct search_results *inner;
	enum status st = count(worker, view, &choice, across, &inner, err);
	if (st)
		return st;
	json_array_append_new(
		rows, json_pack("{s:o, s:I, s:o}", "value", question_string_json(value->value),
				"questions", (json_int_t)value->count, "counts",
				counts_json(view, across, &search_results_facets(inner)[across])));
	search_results_free(inner);
	return STATUS_OK;
}

enum status cross_table(struct worker *worker, const struct view *view, struct slice group,
			json_t **table, struct error *err)
{
	enum facet by, across;
	struct search_results *outer;
	size_t rows_put = 0, values = 0;
	enum status st = parse_group(group, &by, &across, err);
	if (!st)
		st = count(worker, view, NULL, by, &outer, err);
	if (st)
		return st;
	const struct facet_counts *counts = &search_results_facets(outer)[by];
	json_t *rows = json_array();
	for (size_t i = 0; !st && i < counts->count; i++) {
		if (!is_chosen(view, by, &counts->values[i]))
			continue;
		values++;
		if (rows_put < CROSS_ROWS_MAX) {
			st = put_row(worker, view, by, &counts->values[i], across, rows, err);
			rows_put++;
		}
	}
	*table = json_pack("{s:s, s:s, s:I, s:I, s:o}", "by", facet_name(by), "across",
			   facet_name(across), "values", (json_int_t)values, "without",
			   (json_int_t)counts->without, "rows", rows);
	search_results_free(outer);
	return st;
}
