/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>

#include "corpus/terminal.h"
#include "corpus/question_json.h"
#include "searcher/explain.h"
#include "searcher/render.h"

enum { SEARCH_JSON_SCHEMA = 1 };

static json_t *marks_json(const struct search_hit *hit)
{
	json_t *list = json_array();
	for (size_t i = 0; i < hit->mark_count; i++)
		json_array_append_new(list, json_pack("[I, I]", (json_int_t)hit->marks[i].start,
						      (json_int_t)hit->marks[i].end));
	return list;
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
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:I}", "short", question_string_json(used->items[i].brief),
					"long", question_string_json(used->items[i].expansion), "questions",
					(json_int_t)used->items[i].documents));
	return list;
}

static json_t *explanation_json(const struct explanation *e)
{
	json_t *words = json_array(), *feedback = json_array();
	for (size_t i = 0; i < e->word_count; i++)
		json_array_append_new(
			words, json_pack("{s:o, s:o}", "word", question_string_json(e->words[i].word), "forms",
					 slices_json(e->words[i].forms, e->words[i].form_count)));
	for (size_t i = 0; i < e->feedback_count; i++)
		json_array_append_new(
			feedback, json_pack("{s:o, s:f}", "term", question_string_json(e->feedback[i].term),
					    "weight", e->feedback[i].weight));
	return json_pack("{s:o, s:o, s:o}", "words", words, "thesaurus",
			 slices_json(e->labels, e->label_count), "feedback", feedback);
}

static json_t *hit_json(const struct search_hit *hit, bool explain)
{
	const struct question *q = hit->question;
	json_t *o = json_object();
	json_object_set_new(o, "rank", json_integer(hit->rank));
	json_object_set_new(o, "id", question_string_json(hit->id));
	json_object_set_new(o, "score", json_real(hit->score));
	json_object_set_new(o, "title", question_string_json(hit->title));
	json_object_set_new(o, "number", question_string_json(question_number(q)));
	json_object_set_new(o, "date_asked", question_date_json(q->date_asked));
	json_object_set_new(o, "date_answered", question_date_json(q->date_answered));
	json_object_set_new(o, "parliament", json_string(parliament_name(q->parliament)));
	json_object_set_new(o, "kind", json_string(kind_name(q->kind)));
	json_object_set_new(o, "status", json_string(state_name(q->state)));
	json_object_set_new(o, "askers", question_askers_json(q));
	json_object_set_new(o, "ministers", question_ministers_json(q));
	if (hit->withdrawn)
		json_object_set_new(o, "withdrawn", question_date_json(hit->withdrawn));
	json_object_set_new(o, "related", json_boolean(hit->related));
	json_object_set_new(o, "snippet", question_string_json(hit->snippet));
	json_object_set_new(o, "snippet_question", question_string_json(hit->snippet_label));
	json_object_set_new(o, "snippet_marks", marks_json(hit));
	if (explain)
		json_object_set_new(o, "terms", slices_json(hit->terms, hit->term_count));
	return o;
}

void render_results_json(FILE *out, const struct search_results *results, struct slice query,
			 bool explain)
{
	bool exact;
	uint32_t total = search_results_total(results, &exact);
	json_t *hits = json_array();
	for (size_t i = 0; i < search_results_count(results); i++)
		json_array_append_new(hits, hit_json(search_results_at(results, i), explain));
	json_t *o = json_object();
	json_object_set_new(o, "schema", json_integer(SEARCH_JSON_SCHEMA));
	json_object_set_new(o, "query", json_stringn(query.len ? query.ptr : "", query.len));
	json_object_set_new(o, "suggestion", question_string_json(search_results_suggestion(results)));
	const struct explanation *explanation = search_results_explanation(results);
	json_object_set_new(o, "abbreviations", abbreviations_json(&explanation->abbreviations));
	if (explain)
		json_object_set_new(o, "explanation", explanation_json(explanation));
	json_object_set_new(o, "total", json_integer(total));
	json_object_set_new(o, "total_exact", json_boolean(exact));
	json_object_set_new(o, "hits", hits);
	json_dumpf(o, out, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	putc('\n', out);
	json_decref(o);
}

void render_results_trec(FILE *out, const struct search_results *results, struct slice topic)
{
	for (size_t i = 0; i < search_results_count(results); i++) {
		const struct search_hit *hit = search_results_at(results, i);
		terminal_put_word(out, topic);
		fputs(" Q0 ", out);
		terminal_put_word(out, hit->id);
		fprintf(out, " %u %.6f vraagbaak\n", hit->rank, hit->score);
	}
}

struct texts {
	struct searcher *searcher;
	const struct question *question;
};

static struct slice repaired(void *ctx, struct slice raw)
{
	const struct texts *t = ctx;
	return searcher_text(t->searcher, t->question, raw);
}

/* "withdrawn" and "changes", where there are any. */
static void add_standing(json_t *o, struct searcher *searcher, struct slice id)
{
	struct arena arena = ARENA_INIT;
	struct standing standing;
	if (searcher_standing(searcher, id, &arena, &standing, NULL) == STATUS_OK) {
		if (standing.withdrawn)
			json_object_set_new(o, "withdrawn", question_date_json(standing.withdrawn));
		json_t *changes = json_array();
		for (size_t i = 0; i < standing.change_count; i++)
			json_array_append_new(changes, json_pack("{s:o, s:o}", "date",
								 question_date_json(standing.changes[i].date), "hash_before",
								 question_string_json(standing.changes[i].hash)));
		if (standing.change_count)
			json_object_set(o, "changes", changes);
		json_decref(changes);
	}
	arena_release(&arena);
}

void render_question_json(FILE *out, struct searcher *searcher, const struct question *question,
			  bool raw)
{
	struct texts texts = {searcher, question};
	json_t *o = question_to_json(question, raw ? NULL : repaired, &texts);
	if (!raw) /* what the source says, and nothing else */
		add_standing(o, searcher, question->id);
	json_dumpf(o, out, JSON_COMPACT | JSON_REAL_PRECISION(4));
	putc('\n', out);
	json_decref(o);
}
