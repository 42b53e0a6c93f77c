/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>

#include "corpus/terminal.h"
#include "corpus/question_json.h"
#include "searcher/render.h"
#include "searcher/results_json.h"

void render_results_json(FILE *out, const struct search_results *results, struct slice query,
			 bool explain)
{
	json_t *o = results_json(results, query, explain);
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
