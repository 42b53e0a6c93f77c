/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_JSON_TAKER_H
#define CORPUS_JSON_TAKER_H

/* What question_from_json.c (single values, the table of keys) and question_parts_from_json.c
 * share. */
#include <jansson.h>

#include "base/error.h"
#include "corpus/model/question.h"

/* Where the value of a key goes; errors name the key. */
struct taker {
	struct question *q;
	enum origin from;
	struct error *err;
	const char *key;
};

typedef enum status take_fn(const struct taker *t, const json_t *value);

/* Borrowed from the value. */
struct slice json_slice(const json_t *value);
/* A string of the object without blanks around it, borrowed; empty when it has none. */
struct slice json_member(const json_t *object, const char *key);

/* FORMAT: "key "x": `wanted` expected". */
enum status taker_wrong(const struct taker *t, const char *wanted);
void taker_mark(const struct taker *t, enum field field);
enum status taker_string(const struct taker *t, const json_t *value, struct slice *out);
enum status taker_date(const struct taker *t, const json_t *value, int *out);
/* Of an array each value, else the value itself. */
enum status taker_each(const struct taker *t, const json_t *value, take_fn *take);

/* ---- people, texts and lists: question_parts_from_json.c ---- */

enum status take_askers(const struct taker *t, const json_t *value);
enum status take_ministers(const struct taker *t, const json_t *value);
enum status take_themes(const struct taker *t, const json_t *value);
enum status take_party(const struct taker *t, const json_t *value);
enum status take_role(const struct taker *t, const json_t *value);
enum status take_department(const struct taker *t, const json_t *value);
enum status take_question_text(const struct taker *t, const json_t *value);
enum status take_answer_text(const struct taker *t, const json_t *value);
enum status take_questions(const struct taker *t, const json_t *value);
enum status take_answers(const struct taker *t, const json_t *value);
enum status take_cites(const struct taker *t, const json_t *value);
enum status take_meetings(const struct taker *t, const json_t *value);
enum status take_aliases(const struct taker *t, const json_t *value);
enum status take_notes(const struct taker *t, const json_t *value);
enum status take_annexes(const struct taker *t, const json_t *value);
enum status take_references(const struct taker *t, const json_t *value);
enum status take_other_language(const struct taker *t, const json_t *value);

#endif
