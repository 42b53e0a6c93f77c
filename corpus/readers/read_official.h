/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_READ_OFFICIAL_H
#define CORPUS_READ_OFFICIAL_H

/*
 * Questions of the Dutch Tweede Kamer as official publications in XML:
 * officiele-publicatie / kamervragen with kamervraagomschrijving, vraag and antwoord,
 * and the older form with vragen, omschr, vraagnummer and reactie.
 */
#include "base/error.h"
#include "corpus/extract/xml.h"
#include "corpus/model/question.h"

bool official_is(const xmlNode *root);

/* FORMAT when neither a heading nor a question stands in it. */
MUST_CHECK enum status official_read(struct question *q, const xmlNode *root, struct error *err);

#endif
