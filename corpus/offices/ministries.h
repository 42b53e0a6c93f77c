/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_MINISTRIES_H
#define CORPUS_MINISTRIES_H

/*
 * Ministries, departments and ranks by the names and abbreviations that people use, as the offices
 * that titles have: VWS is "Volksgezondheid, Welzijn en Sport" (corpus/offices/ministries.tsv,
 * embedded), and what the operator adds. Agencies are there too, which are nobody's office.
 */
#include "base/arena.h"
#include "corpus/model/question.h"

struct ministry {
	enum parliament parliament;
	struct slice offices; /* joined by ";" */
};

/* Those of that name, one by one: pos from 0; false at the end.  Slices live as long as the
 * program. */
bool ministries_named(struct slice text, size_t *pos, struct ministry *out);

/* True for a name of an agency. */
bool ministries_is_agency(struct slice text);

#endif
