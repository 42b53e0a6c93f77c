/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <stdlib.h>

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

static json_t *people_json(const struct minister_set *set)
{
	static const char *const kinds[] = {[MINISTER_PERSON] = "person", [MINISTER_OFFICE] = "office",
					    [MINISTER_ASKER] = "asker"};
	json_t *matches = json_array();
	for (size_t i = 0; i < set->count; i++)
		json_array_append_new(
			matches, json_pack("{s:s, s:o, s:I, s:I}", "kind", kinds[set->items[i].kind], "name",
					   question_string_json(set->items[i].name), "questions",
					   (json_int_t)set->items[i].documents, "group",
					   (json_int_t)set->items[i].group));
	return json_pack("{s:o, s:b, s:o, s:o}", "display", question_string_json(set->display), "ambiguous",
			 set->ambiguous, "matches", matches, "close",
			 slices_json(set->close, set->close_count));
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
	json_object_set_new(o, "related", json_boolean(hit->related));
	json_object_set_new(o, "snippet", question_string_json(hit->snippet));
	json_object_set_new(o, "snippet_question", question_string_json(hit->snippet_label));
	json_object_set_new(o, "snippet_marks", marks_json(hit));
	if (explain)
		json_object_set_new(o, "terms", slices_json(hit->terms, hit->term_count));
	return o;
}

/* What stands before the hits. */
static json_t *head_json(const struct render *self)
{
	bool exact;
	uint32_t total = search_results_total(self->results, &exact);
	const struct explanation *explanation = search_results_explanation(self->results);
	struct slice query = self->query;
	json_t *o = json_object();
	json_object_set_new(o, "schema", json_integer(SEARCH_JSON_SCHEMA));
	json_object_set_new(o, "query", json_stringn(query.len ? query.ptr : "", query.len));
	json_object_set_new(o, "suggestion", question_string_json(search_results_suggestion(self->results)));
	json_object_set_new(o, "abbreviations", abbreviations_json(&explanation->abbreviations));
	if (explanation->minister.display.len)
		json_object_set_new(o, "minister", people_json(&explanation->minister));
	if (explanation->asker.display.len)
		json_object_set_new(o, "asker", people_json(&explanation->asker));
	if (self->explain)
		json_object_set_new(o, "explanation", explanation_json(explanation));
	json_object_set_new(o, "total", json_integer(total));
	json_object_set_new(o, "total_exact", json_boolean(exact));
	return o;
}

/* Writes an object over several lines, each of them behind `indent` blanks; `open` leaves out its end. */
static void dump(FILE *out, json_t *object, int indent, bool open)
{
	char *text = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	struct slice rest = slice_of(text), line;
	const char *gap = "";
	if (open && slice_ends(rest, "\n}"))
		rest.len -= 2;
	for (; slice_next_line(&rest, &line); gap = "\n")
		fprintf(out, "%s%*s%.*s", gap, indent, "", SLICE_ARG(line));
	free(text);
	json_decref(object);
}

static void json_begin(struct render *self)
{
	dump(self->out, head_json(self), 0, true);
	fputs(",\n  \"hits\": [", self->out);
}

static void json_hit(struct render *self, const struct search_hit *hit)
{
	fputs(self->count++ ? ",\n" : "\n", self->out);
	dump(self->out, hit_json(hit, self->explain), 4, false);
}

static void json_end(struct render *self)
{
	fputs(self->count ? "\n  ]\n}\n" : "]\n}\n", self->out);
}

const struct render_format render_json = {
	.name = "json", .begin = json_begin, .hit = json_hit, .end = json_end,
};

/* ---- JSON Lines: the same hits, one a line ---- */

static void nothing(struct render *self)
{
	(void)self;
}

static void jsonl_hit(struct render *self, const struct search_hit *hit)
{
	json_t *o = hit_json(hit, self->explain);
	json_dumpf(o, self->out, JSON_COMPACT | JSON_REAL_PRECISION(12));
	putc('\n', self->out);
	json_decref(o);
	self->count++;
}

const struct render_format render_jsonl = {
	.name = "jsonl", .begin = nothing, .hit = jsonl_hit, .end = nothing,
};

/* ---- questions ---- */

struct texts {
	struct searcher *searcher;
	const struct question *question;
};

static struct slice repaired(void *ctx, struct slice raw)
{
	const struct texts *t = ctx;
	return searcher_text(t->searcher, t->question, raw);
}

void render_question_json(FILE *out, struct searcher *searcher, const struct question *question,
			  bool raw)
{
	struct texts texts = {searcher, question};
	json_t *o = question_to_json(question, raw ? NULL : repaired, &texts);
	json_dumpf(o, out, JSON_COMPACT | JSON_REAL_PRECISION(4));
	putc('\n', out);
	json_decref(o);
}
