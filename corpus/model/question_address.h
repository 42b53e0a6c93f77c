/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_QUESTION_ADDRESS_H
#define CORPUS_QUESTION_ADDRESS_H

/* The address of the official paper of a question, where its source or its numbers give it. */
#include "corpus/model/question.h"

/*
 * Fills `url` when the source gave none; a `url` or `document` that is a path of this machine is
 * removed first.
 *
 *   Tweede Kamer       https://zoek.officielebekendmakingen.nl/ah-tk-20242025-594.html by the name
 *                      of the file, the number in the Aanhangsel or an id, else
 *                      kv-tk-2024Z18775.html by the vraagnummer
 *   Chamber            https://data.lachambre.be/v0/qrva/SDOCNAME by the name of the file or the id
 *   Flemish Parliament https://docs.vlaamsparlement.be/files/pfile?id=N for a file pfile/N
 *
 * The address is built, never asked for, and its provenance says so.
 */
void question_derive_address(struct question *self);

/* Adds the address of an official publication of the Tweede Kamer ("ah-tk-20242025-594"). */
void question_set_publication(struct question *self, struct slice name, unsigned percent);

/* Adds the address of an item of the Chamber's open data; `oral` for a question that was asked
 * orally. */
void question_set_sdocname(struct question *self, struct slice sdocname, bool oral);

/* True for the name of an answer ("ah-tk-...") or of questions ("kv-tk-...") among the official
 * publications. */
bool question_is_publication(struct slice name);

/* The source without the folders of this machine, for those who have no business there: "x.pdf" of
 * "/srv/papers/x.pdf" and of "/srv/papers.zip!2024/x.pdf"; other sources are as they are.  Borrowed
 * from the question. */
struct slice question_source_name(const struct question *self);

#endif
