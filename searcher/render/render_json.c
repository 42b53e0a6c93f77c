/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <stdlib.h>

#include "corpus/json/question_json.h"
#include "searcher/render/render.h"
#include "searcher/render/results_json.h"

/* What stands before the hits. */
static json_t *head_json(const struct render *self)
{
	return results_head_json(self->results, self->query, self->explain);
}

/* Writes an object over several lines, each of them behind `indent` blanks; `open` leaves out its
 * end. */
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
	dump(self->out, results_hit_json(hit, self->explain), 4, false);
}

static void json_end(struct render *self)
{
	fputs(self->count ? "\n  ]\n}\n" : "]\n}\n", self->out);
}

const struct render_format render_json = {
	.name = "json",
	.folds = true,
	.begin = json_begin,
	.hit = json_hit,
	.end = json_end,
};

/* ---- JSON Lines: the same hits, one a line ---- */

static void nothing(struct render *self)
{
	(void)self;
}

static void jsonl_hit(struct render *self, const struct search_hit *hit)
{
	json_t *o = results_hit_json(hit, self->explain);
	json_dumpf(o, self->out, JSON_COMPACT | JSON_REAL_PRECISION(12));
	putc('\n', self->out);
	json_decref(o);
	self->count++;
}

const struct render_format render_jsonl = {
	.name = "jsonl",
	.begin = nothing,
	.hit = jsonl_hit,
	.end = nothing,
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
			json_array_append_new(
				changes, json_pack("{s:o, s:o}", "date",
						   question_date_json(standing.changes[i].date),
						   "hash_before",
						   question_string_json(standing.changes[i].hash)));
		if (standing.change_count)
			json_object_set(o, "changes", changes);
		json_decref(changes);
	}
	arena_release(&arena);
}

json_t *question_object(struct searcher *searcher, const struct question *question, bool raw)
{
	struct texts texts = {searcher, question};
	json_t *o = question_to_json(question, raw ? NULL : repaired, &texts);
	if (!raw) /* what the source says, and nothing else */
		add_standing(o, searcher, question->id);
	return o;
}

void render_question_json(FILE *out, struct searcher *searcher, const struct question *question,
			  bool raw)
{
	json_t *o = question_object(searcher, question, raw);
	json_dumpf(o, out, QUESTION_JSON_FLAGS);
	putc('\n', out);
	json_decref(o);
}
