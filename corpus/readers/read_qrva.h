/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_READ_QRVA_H
#define CORPUS_READ_QRVA_H

/*
 * The bulletin of questions and answers of the Belgian Chamber (QRVA), as its open
 * data gives it in JSON and, member for member the same, in XML.  The Dutch texts
 * become the question, the French ones its other language.
 *
 * Its oral questions (INQO) are read as items of the same members, which nobody has seen: they are
 * told by their element, by the address in `link` and by DOCNAME (56001234C), and are
 * mondelinge-vraag.
 */
#include <jansson.h>

#include "base/error.h"
#include "corpus/model/question.h"

/* A member that says that the item is an oral question; for who reads its element. */
#define QRVA_ORAL "INQODOC"

bool qrva_is_item(const json_t *object);

/* The items of a reply, as a borrowed array, empty when it has none; NULL when the object is no
 * such reply. */
const json_t *qrva_items(const json_t *object);

/* The id of the question of this SDOCNAME (`54-B116-18-0496-2016201716126`), also where it ends an
 * address; false when it is none. */
bool qrva_id_of_sdocname(struct slice text, struct arena *arena, struct slice *id);

/* FORMAT when nothing in it tells which question it is, or a date is none. */
MUST_CHECK enum status qrva_read_item(struct question *q, const json_t *item, struct error *err);

#endif
