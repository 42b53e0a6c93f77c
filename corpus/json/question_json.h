/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_QUESTION_JSON_H
#define CORPUS_QUESTION_JSON_H

/*
 * Questions as JSON: what `show --json` prints, what JSON Lines files hold and
 * what stands in a sidecar.  The format is described in doc/interchange.md; its
 * number is QUESTION_JSON_SCHEMA.
 */
#include <jansson.h>

#include "base/error.h"
#include "corpus/model/question.h"

enum { QUESTION_JSON_SCHEMA = 1 };

/* How a question is dumped: on one line, certainties in four digits. */
#define QUESTION_JSON_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(4))

/* How texts are to be shown: returns what stands for raw, valid until the JSON is made. */
typedef struct slice question_text_fn(void *ctx, struct slice raw);

/* The whole record as a new object, to be released with json_decref.  text may be NULL: as
 * stored. */
json_t *question_to_json(const struct question *question, question_text_fn *text, void *ctx);

/* The parts of it, for lists of hits: [{"name","party"}], [{"name","role"}], "2022-02-07" or null.
 * A minister has "offices" where corpus/offices/mandates.h knows them; they are not read back. */
json_t *question_askers_json(const struct question *question);
json_t *question_ministers_json(const struct question *question);
json_t *question_date_json(int date);
json_t *question_string_json(struct slice s);

/*
 * Takes the fields that the object has over into the question, replacing what is there; `from` goes
 * into their provenance unless the object brings its own.  FORMAT with the key and the cause when a
 * value cannot be used; unknown keys are passed over.
 */
MUST_CHECK enum status question_from_json(struct question *question, const json_t *object,
					  enum origin from, struct error *err);

#endif
