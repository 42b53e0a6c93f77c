/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_READ_OPENDATA_H
#define CORPUS_READ_OPENDATA_H

/*
 * The open data of the Flemish Parliament: replies to a search, which name many
 * questions without their texts, and the detail of one question, which names the
 * document that holds its text.  Details are of written questions (`schv`) or of
 * `vragen en interpellaties` (`vi`: vragen om uitleg, actuele vragen), which are
 * read as mondelinge-vraag.
 */
#include <jansson.h>

#include "base/error.h"
#include "corpus/model/question.h"

/* The results of a search, borrowed; NULL when the object is no such reply. */
const json_t *opendata_results(const json_t *object);

bool opendata_is_result(const json_t *object);
bool opendata_is_detail(const json_t *object);

/*
 * Fills the question from a result or a detail.  What it says goes before what q already has (from
 * the document); where the two disagree on the day or number, the field is less sure.  FORMAT for
 * what is no question, or for days that are none.
 */
MUST_CHECK enum status opendata_read(struct question *q, const json_t *object, struct error *err);

enum { OPENDATA_NUMBER_SIZE = 21 };

/* The number of the detail that a result is about: N of `.../opendata/schv/N`, or where it names no
 * detail the result's id, a number or `.../N/pfls`.  *oral: the detail is one of vi.  False when it
 * is about anything else. */
bool opendata_detail_number(const json_t *result, char number[OPENDATA_NUMBER_SIZE], bool *oral);

/* The number of the i-th document of a detail: N of `.../files/pfile?id=N`; empty behind the
 * last. */
struct slice opendata_document(const json_t *detail, size_t i);

#endif
