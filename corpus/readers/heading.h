/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_HEADING_H
#define CORPUS_HEADING_H

/* The one-sentence headings of Tweede Kamer papers: who asks whom about what, and who answers. */
#include "corpus/model/question.h"

/*
 * `Vragen van het lid X (Partij) aan de Minister van Y over Z (ingezonden D)`, joined to one line:
 * sets kind, askers, title and, as ministers, those addressed.  Does nothing on an empty heading.
 */
void heading_question(struct question *self, struct slice heading);

/*
 * `Antwoord van Minister A (Ministerie), mede namens de Minister van B (ontvangen D)`: replaces the
 * ministers by those who answer.  `heading` is the question's, which tells "voor" from "van".
 */
void heading_answer(struct question *self, struct slice answer, struct slice heading);

/*
 * The sentence of a notice of delay, in self->intro: `Op 6 november jl. hebben de leden X en Y
 * (Partij) vragen gesteld aan ... over Z.`  `received` gives the year where none is printed.
 */
void heading_delay(struct question *self, int received);

/*
 * The proper name of a Dutch ministry, whatever its capitals and spaces; the text itself when it is
 * none that is known.  Borrowed from the text or from the program.
 */
struct slice heading_ministry(struct slice text);

/*
 * The title of the annex of a letter, joined to one line: `Antwoorden van de Minister van A mede
 * namens de Minister van B op Kamervragen van de leden X (Partij) en Y (Partij) over Z.`
 */
void heading_letter(struct question *self, struct slice sentence);

#endif
