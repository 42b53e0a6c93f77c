/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_RENDER_CITE_H
#define SEARCHER_RENDER_CITE_H

/* What the formats of citations share; nobody else includes this. */
#include "corpus/model/question.h"

/* "Vlaams Parlement"; "" when it is unknown. */
const char *cite_parliament(const struct question *question);

/* "Schriftelijke vraag" */
const char *cite_kind(const struct question *question);

#endif
