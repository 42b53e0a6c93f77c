/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_HEADING_INTERNAL_H
#define CORPUS_HEADING_INTERNAL_H

/* What the parts of the reading of headings share, and the reading of letters; nobody else includes
 * this. */
#include "corpus/readers/heading.h"

/* The name with the spaces that were lost, or got into it: "DaniëlleJansen" -> "Daniëlle Jansen",
 * "Faber – Van de Klashorst" -> "Faber-Van de Klashorst"; in the question's arena where it
 * differs. */
struct slice heading_mend_name(struct question *q, struct slice name);

/* `X (Partij), Y en Z (Partij)`: adds the askers. */
void heading_take_askers(struct question *q, struct slice s);

/* `de Ministers van A, voor B en van C en de Staatssecretaris van D`: adds them as ministers,
 * without a name. */
void heading_take_offices(struct question *q, struct slice s);

/* `Minister Agema (Volksgezondheid, Welzijn en Sport)`, several of them: adds them.  `heading` is
 * the question's, which tells "voor" from "van". */
void heading_take_answerers(struct question *q, struct slice s, struct slice heading);

#endif
