/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/render/results_json.h"

#include "base/buffer.h"
#include "corpus/json/question_json.h"
#include "searcher/expand/explain.h"

enum { SEARCH_JSON_SCHEMA = 3 };

static json_int_t code_points(struct slice text)
{
	json_int_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return count;
}

/* In code points, which is what most languages count in a string. */
static json_t *marks_json(const struct snippet *snippet)
{
	json_t *list = json_array();
	for (size_t i = 0; i < snippet->mark_count; i++)
		json_array_append_new(
			list,
			json_pack("[I, I]",
				  code_points(slice_sub(snippet->text, 0, snippet->marks[i].start)),
				  code_points(slice_sub(snippet->text, 0, snippet->marks[i].end))));
	return list;
}

static void add_escaped(struct buffer *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		const char c = text.ptr[i];
		const char *reference = c == '&'    ? "&amp;"
					: c == '<'  ? "&lt;"
					: c == '>'  ? "&gt;"
					: c == '"'  ? "&quot;"
					: c == '\'' ? "&#39;"
						    : NULL;
		if (reference)
			buffer_add_str(out, reference);
		else
			buffer_add_byte(out, c);
	}
}

/* The text escaped, with <mark> around what matches; null without text. */
static json_t *html_json(const struct snippet *snippet)
{
	struct buffer html = BUFFER_INIT;
	size_t at = 0;
	for (size_t i = 0; i < snippet->mark_count; i++) {
		const struct mark *m = &snippet->marks[i];
		if (m->start < at || m->end > snippet->text.len)
			continue;
		add_escaped(&html, slice_sub(snippet->text, at, m->start));
		buffer_add_str(&html, "<mark>");
		add_escaped(&html, slice_sub(snippet->text, m->start, m->end));
		buffer_add_str(&html, "</mark>");
		at = m->end;
	}
	add_escaped(&html, slice_from(snippet->text, at));
	json_t *string = question_string_json(buffer_slice(&html));
	buffer_release(&html);
	return string;
}

static json_t *slices_json(const struct slice *items, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, question_string_json(items[i]));
	return list;
}

static json_t *abbreviations_json(const struct abbreviations_used *used)
{
	json_t *list = json_array();
	for (size_t i = 0; i < used->count; i++)
		json_array_append_new(list,
				      json_pack("{s:o, s:o, s:I}", "short",
						question_string_json(used->items[i].brief), "long",
						question_string_json(used->items[i].expansion),
						"questions", (json_int_t)used->items[i].documents));
	return list;
}

static json_t *explanation_json(const struct explanation *e)
{
	json_t *words = json_array(), *feedback = json_array();
	for (size_t i = 0; i < e->word_count; i++)
		json_array_append_new(
			words,
			json_pack("{s:o, s:o}", "word", question_string_json(e->words[i].word),
				  "forms", slices_json(e->words[i].forms, e->words[i].form_count)));
	for (size_t i = 0; i < e->feedback_count; i++)
		json_array_append_new(feedback, json_pack("{s:o, s:f}", "term",
							  question_string_json(e->feedback[i].term),
							  "weight", e->feedback[i].weight));
	return json_pack("{s:o, s:o, s:o}", "words", words, "thesaurus",
			 slices_json(e->labels, e->label_count), "feedback", feedback);
}

static json_t *person_json(const struct explained_person *person)
{
	static const char *const kinds[] = {[MINISTER_PERSON] = "person",
					    [MINISTER_OFFICE] = "office",
					    [MINISTER_ASKER] = "asker"};
	const struct minister_set *set = &person->set;
	json_t *matches = json_array();
	for (size_t i = 0; i < set->count; i++)
		json_array_append_new(matches,
				      json_pack("{s:s, s:o, s:I, s:I}", "kind",
						kinds[set->items[i].kind], "name",
						question_string_json(set->items[i].name),
						"questions", (json_int_t)set->items[i].documents,
						"group", (json_int_t)set->items[i].group));
	return json_pack("{s:s, s:o, s:b, s:o, s:o}", "field", person->asker ? "asker" : "minister",
			 "display", question_string_json(set->display), "ambiguous", set->ambiguous,
			 "matches", matches, "close", slices_json(set->close, set->close_count));
}

static json_t *people_json(const struct explanation *e)
{
	json_t *list = json_array();
	for (size_t i = 0; i < e->person_count; i++)
		json_array_append_new(list, person_json(&e->people[i]));
	return list;
}

/* ---- hits ---- */

static json_t *folded_json(const struct search_hit *hit)
{
	json_t *list = json_array();
	for (size_t i = 0; i < hit->folded_count; i++) {
		const struct question *q = hit->folded[i].question;
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:b, s:b}", "id",
					question_string_json(q->id), "number",
					question_string_json(question_number(q)), "ministers",
					question_ministers_json(q), "date_asked",
					question_date_json(q->date_asked), "date_answered",
					question_date_json(q->date_answered), "status",
					state_name(q->state), "askers", question_askers_json(q),
					"same_answer", hit->folded[i].same_answer, "related",
					hit->folded[i].related));
	}
	return json_pack("{s:I, s:o}", "count", (json_int_t)hit->folded_count, "questions", list);
}

json_t *results_hit_json(const struct search_hit *hit, bool explain)
{
	const struct question *q = hit->question;
	json_t *o = json_object();
	json_object_set_new(o, "rank", json_integer(hit->rank));
	json_object_set_new(o, "id", question_string_json(hit->id));
	json_object_set_new(o, "score", json_real(hit->score));
	json_object_set_new(o, "title", question_string_json(hit->title));
	json_object_set_new(o, "heading", question_string_json(hit->heading));
	json_object_set_new(o, "number", question_string_json(question_number(q)));
	json_object_set_new(o, "date_asked", question_date_json(q->date_asked));
	json_object_set_new(o, "date_answered", question_date_json(q->date_answered));
	json_object_set_new(o, "parliament", json_string(parliament_name(q->parliament)));
	json_object_set_new(o, "kind", json_string(kind_name(q->kind)));
	json_object_set_new(o, "status", json_string(state_name(q->state)));
	json_object_set_new(o, "url", question_string_json(q->url));
	json_object_set_new(o, "askers", question_askers_json(q));
	json_object_set_new(o, "ministers", question_ministers_json(q));
	if (hit->withdrawn)
		json_object_set_new(o, "withdrawn", question_date_json(hit->withdrawn));
	json_object_set_new(o, "related", json_boolean(hit->related));
	json_object_set_new(o, "snippet_question", question_string_json(hit->label));
	json_object_set_new(o, "snippet", question_string_json(hit->snippet.text));
	json_object_set_new(o, "snippet_marks", marks_json(&hit->snippet));
	json_object_set_new(o, "snippet_html", html_json(&hit->snippet));
	json_object_set_new(o, "answer_snippet", question_string_json(hit->answer.text));
	json_object_set_new(o, "answer_snippet_marks", marks_json(&hit->answer));
	json_object_set_new(o, "answer_snippet_html", html_json(&hit->answer));
	if (hit->folded_count)
		json_object_set_new(o, "folded", folded_json(hit));
	if (explain || hit->term_count)
		json_object_set_new(o, "terms", slices_json(hit->terms, hit->term_count));
	if (hit->reason.len)
		json_object_set_new(o, "reason", question_string_json(hit->reason));
	return o;
}

/* ---- figures ---- */

static json_t *facet_json(const struct facet_counts *counts)
{
	json_t *values = json_array();
	for (size_t i = 0; i < counts->count; i++)
		json_array_append_new(values,
				      json_pack("{s:o, s:I, s:b}", "value",
						question_string_json(counts->values[i].value),
						"questions", (json_int_t)counts->values[i].count,
						"chosen", counts->values[i].chosen));
	return json_pack("{s:b, s:I, s:o}", "exact", counts->exact, "without",
			 (json_int_t)counts->without, "values", values);
}

static json_t *facets_json(const struct facet_counts *counts)
{
	json_t *o = json_object();
	for (int f = 0; f < FACET_COUNT; f++)
		if (counts[f].counted)
			json_object_set_new(o, facet_name((enum facet)f), facet_json(&counts[f]));
	return o;
}

static json_t *time_json(const struct answer_time *time)
{
	if (!time->known)
		return json_pack("{s:I, s:n, s:n}", "answered", (json_int_t)time->answered,
				 "median_days", "percentile90_days");
	return json_pack("{s:I, s:f, s:f}", "answered", (json_int_t)time->answered, "median_days",
			 time->median, "percentile90_days", time->percentile90);
}

static json_t *coverage_json(const struct coverage *c)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "questions", (json_int_t)c->questions,
			 "without_date", (json_int_t)c->undated, "without_answer",
			 (json_int_t)c->unanswered, "status_unknown", (json_int_t)c->status_unknown,
			 "without_minister", (json_int_t)c->without_minister);
}

static json_t *table_json(const struct statistics_table *table)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < table->count; i++)
		json_array_append_new(rows, json_pack("{s:o, s:I, s:o}", "value",
						      question_string_json(table->rows[i].value),
						      "questions", (json_int_t)table->rows[i].count,
						      "time", time_json(&table->rows[i].time)));
	return json_pack("{s:s, s:I, s:o}", "by", facet_name(table->facet), "values",
			 (json_int_t)table->all, "rows", rows);
}

json_t *results_statistics_json(const struct statistics *statistics)
{
	json_t *tables = json_array();
	for (size_t i = 0; i < STATISTICS_TABLES; i++)
		json_array_append_new(tables, table_json(&statistics->tables[i]));
	return json_pack("{s:I, s:b, s:o, s:o, s:o}", "total", (json_int_t)statistics->total,
			 "total_exact", statistics->exact, "coverage",
			 coverage_json(&statistics->coverage), "time", time_json(&statistics->time),
			 "tables", tables);
}

static json_t *completeness_json(const struct completeness *c, const struct coverage *found)
{
	return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:o}", "forms",
			 slices_json(c->forms, c->form_count), "questions",
			 (json_int_t)c->questions, "without_text", (json_int_t)c->without_text,
			 "unanswered", (json_int_t)c->unanswered, "indexed", (json_int_t)c->indexed,
			 "without_date", (json_int_t)c->undated, "found", coverage_json(found));
}

/* Parts of the index that the answer is without. */
static json_t *missing_json(const struct missing_parts *missing)
{
	json_t *list = json_array();
	for (size_t i = 0; i < missing->count; i++)
		json_array_append_new(list,
				      json_pack("{s:o, s:o}", "part",
						question_string_json(missing->names[i]), "cause",
						question_string_json(missing->causes[i])));
	return list;
}

/* ---- the whole ---- */

json_t *results_head_json(const struct search_results *results, struct slice query, bool explain)
{
	const struct explanation *e = search_results_explanation(results);
	const struct statistics *statistics = search_results_statistics(results);
	json_t *o = json_object();
	bool exact;
	uint32_t total = search_results_total(results, &exact);
	json_object_set_new(o, "schema", json_integer(SEARCH_JSON_SCHEMA));
	json_object_set_new(o, "query", json_stringn(query.len ? query.ptr : "", query.len));
	json_object_set_new(o, "canonical",
			    json_stringn(e->query.len ? e->query.ptr : "", e->query.len));
	json_object_set_new(o, "reading", question_string_json(e->reading));
	json_object_set_new(o, "notices", slices_json(e->notices, e->notice_count));
	json_object_set_new(o, "suggestion",
			    question_string_json(search_results_suggestion(results)));
	json_object_set_new(o, "abbreviations", abbreviations_json(&e->abbreviations));
	json_object_set_new(o, "names", slices_json(e->names, e->name_count));
	json_object_set_new(o, "people", people_json(e));
	if (e->marked_count)
		json_object_set_new(o, "like", slices_json(e->marked, e->marked_count));
	if (explain)
		json_object_set_new(o, "explanation", explanation_json(e));
	json_object_set_new(o, "revision",
			    json_integer((json_int_t)search_results_revision(results)));
	json_object_set_new(o, "missing", missing_json(search_results_missing(results)));
	if (search_results_cut(results))
		json_object_set_new(o, "partial", json_true());
	json_object_set_new(o, "total", json_integer(total));
	json_object_set_new(o, "total_exact", json_boolean(exact));
	json_object_set_new(o, "related_total",
			    json_integer(search_results_related(results, &exact)));
	json_object_set_new(o, "related_exact", json_boolean(exact));
	json_object_set_new(o, "folded", json_integer(search_results_folded(results)));
	json_object_set_new(o, "facets", facets_json(search_results_facets(results)));
	if (statistics)
		json_object_set_new(o, "statistics", results_statistics_json(statistics));
	if (search_results_completeness(results))
		json_object_set_new(o, "completeness",
				    completeness_json(search_results_completeness(results),
						      search_results_coverage(results)));
	return o;
}

json_t *results_json(const struct search_results *results, struct slice query, bool explain)
{
	json_t *o = results_head_json(results, query, explain), *hits = json_array();
	for (size_t i = 0; i < search_results_count(results); i++)
		json_array_append_new(hits,
				      results_hit_json(search_results_at(results, i), explain));
	json_object_set_new(o, "hits", hits);
	return o;
}

static json_t *features_json(const struct search_results *results)
{
	json_t *o = json_object();
	for (size_t i = 0; i < search_results_count(results); i++) {
		const struct search_hit *hit = search_results_at(results, i);
		json_t *list = json_array();
		for (size_t k = 0; k < hit->feature_count; k++)
			json_array_append_new(list, json_real(hit->features[k]));
		json_object_setn_new(o, hit->id.ptr, hit->id.len, list);
	}
	return o;
}

json_t *results_brief_json(const struct search_results *results, struct slice query, bool explain)
{
	bool exact;
	uint32_t total = search_results_total(results, &exact);
	json_t *o = json_object(), *ids = json_array(), *related = json_array();
	for (size_t i = 0; i < search_results_count(results); i++) {
		const struct search_hit *hit = search_results_at(results, i);
		json_array_append_new(hit->related ? related : ids, question_string_json(hit->id));
	}
	json_object_set_new(o, "query", json_stringn(query.len ? query.ptr : "", query.len));
	json_object_set_new(o, "missing", missing_json(search_results_missing(results)));
	if (search_results_cut(results))
		json_object_set_new(o, "partial", json_true());
	json_object_set_new(o, "total", json_integer(total));
	json_object_set_new(o, "total_exact", json_boolean(exact));
	json_object_set_new(o, "ids", ids);
	json_object_set_new(o, "related", related);
	if (explain)
		json_object_set_new(o, "features", features_json(results));
	json_object_set_new(o, "facets", facets_json(search_results_facets(results)));
	return o;
}
