/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question of the library: its JSON, from which the fields are taken too. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "corpus/json/question_json.h"
#include "searcher/library/library_internal.h"
#include "searcher/render/results_json.h"

struct vraagbaak_question {
	json_t *object;
	char *json;
};

static enum status read_question(struct searcher *searcher, const char *id,
				 struct vraagbaak_question *self, struct error *err)
{
	struct question question;
	question_init(&question);
	enum status st = searcher_get(searcher, slice_of(id), &question, err);
	if (!st) {
		self->object = question_object(searcher, &question, false);
		self->json = json_dumps(self->object, QUESTION_JSON_FLAGS);
	}
	question_release(&question);
	if (!st && !self->json)
		st = error_set(err, STATUS_UNKNOWN, "cannot write %s as JSON", id);
	return st;
}

enum vraagbaak_status vraagbaak_read(struct vraagbaak_index *index, const char *id,
				     struct vraagbaak_question **question,
				     struct vraagbaak_error *error)
{
	struct error err;
	if (!question)
		return library_missing("question", error);
	*question = NULL;
	if (!index || !id)
		return library_missing(index ? "id" : "index", error);
	struct vraagbaak_question *self = memory_zeroed(1, sizeof *self);
	enum status st = read_question(index->searcher, id, self, &err);
	if (st)
		vraagbaak_question_free(self);
	else
		*question = self;
	return library_error(st, &err, error);
}

void vraagbaak_question_free(struct vraagbaak_question *question)
{
	if (!question)
		return;
	json_decref(question->object);
	free(question->json);
	free(question);
}

const char *vraagbaak_question_json(const struct vraagbaak_question *question)
{
	return question->json;
}

const char *vraagbaak_question_field(const struct vraagbaak_question *question, const char *key,
				     size_t i)
{
	const size_t len = strcspn(key, ".");
	const json_t *value = json_object_getn(question->object, key, len);
	if (json_is_array(value))
		value = json_array_get(value, i);
	else if (i)
		return NULL;
	if (key[len])
		value = json_object_get(value, key + len + 1);
	return json_string_value(value);
}
